"""Requests refused while the site restarts under load, through deploy/nginx.conf.

Two sites restart in turn, as docker-compose.yml has them; then a control that does fail, one site
alone. At each restart, some answers are under way. What gunicorn's own worker cuts is shown by a
test (tests/deploy/test_rolling_restart.py).
"""

import contextlib
import os
import shutil
import subprocess
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError

import psycopg

from bench._proxy import UNCHECKED, proxy
from deploy import processes
from deploy.demo import BIN, answers
from deploy.demo_data import MANAGE
from deploy.embedded import temporary

CLIENTS, RESTARTS = 8, 6  # half of the clients read, half write
PAUSE, UNDER_WAY = 0.05, 0.5  # seconds: of a client, of the calls that a restart meets
WELL = {200, 401}  # the sign-in page; a call by a device that nobody knows


class Web:
    """One site on a port of its own, as its container runs it: one process here."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = processes.free_port()
        self.log = folder / f"web-{self.port}.log"
        bound = f"--bind=127.0.0.1:{self.port}"
        self.command = [str(BIN / "gunicorn"), "--config=deploy/web.py", bound, *options]
        self.start()

    def start(self) -> None:
        environment = os.environ | {
            "ALLOWED_HOSTS": "127.0.0.1",
            "PASSNUM_TRUSTED_PROXIES": "127.0.0.1",
            "PASSNUM_WEB_PROCESSES": "1",
        }
        self.process = processes.spawn(self.command, log=self.log, env=environment)
        if not processes.until(lambda: answers(f"http://127.0.0.1:{self.port}"), 600):
            raise SystemExit(processes.last_lines(self.log))

    def leave(self) -> None:
        """Tell it to stop."""
        self.process.terminate()

    def restart(self) -> None:
        self.leave()
        self.process.wait(70)
        self.start()


class Load:
    """Clients that ask without end, each one request at a time."""

    def __init__(self, url: str) -> None:
        self.url, self.ended = url, threading.Event()
        self.found: list[tuple[str, object, float]] = []  # method, answer, seconds
        methods = ("GET", "POST") * (CLIENTS // 2)
        self.clients = [threading.Thread(target=self.ask, args=(one,)) for one in methods]

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        for client in self.clients:
            client.start()
        try:
            yield
        finally:
            self.ended.set()
            for client in self.clients:
                client.join()

    def ask(self, method: str) -> None:
        while not self.ended.wait(PAUSE):
            began = time.perf_counter()
            got = answer(request(self.url, method))
            self.found.append((method, got, time.perf_counter() - began))

    def failed(self) -> Counter[tuple[str, object]]:
        return Counter((method, got) for method, got, _ in self.found if got not in WELL)


def request(url: str, method: str) -> urllib.request.Request:
    if method == "GET":
        return urllib.request.Request(f"{url}/connexion/")  # noqa: S310 - our own address
    headers = {"Authorization": "Bearer unknown", "Content-Type": "application/json"}
    return urllib.request.Request(f"{url}/api/v1/redemptions/check/", b"{}", headers)  # noqa: S310


def answer(asked: urllib.request.Request) -> int | str:
    """The status of an answer read whole, or why there is none."""
    try:
        with urllib.request.urlopen(asked, timeout=70, context=UNCHECKED) as got:  # noqa: S310
            got.read()
            return int(got.status)
    except HTTPError as refused:
        return refused.code
    except (OSError, HTTPException) as why:
        return type(why).__name__


@contextlib.contextmanager
def calls_held(database: str) -> Iterator[None]:
    """No call of a device ends meanwhile: the site cannot read the devices."""
    with psycopg.connect(database) as held:
        held.execute("LOCK TABLE mediation_device")
        yield


def measure(how: str, count: int, *options: str) -> None:
    with (
        temporary() as folder,
        running(folder, count, *options) as sites,
        proxy(folder, *[site.port for site in sites]) as url,
    ):
        load = Load(url)
        with load.running():
            for rank in range(RESTARTS):
                time.sleep(1)
                restart_under_way(sites[rank % count])
            time.sleep(1)
    print(f"{how:<28} {told(load)}", flush=True)


@contextlib.contextmanager
def running(folder: Path, count: int, *options: str) -> Iterator[list[Web]]:
    sites: list[Web] = []
    try:
        for _ in range(count):
            sites.append(Web(folder, *options))  # noqa: PERF401 - one may fail
        yield sites
    finally:
        processes.stop([site.process for site in sites], patience=10)


def restart_under_way(site: Web) -> None:
    """Restart a site in the middle of calls, that wait for half a second."""
    with calls_held(os.environ["DATABASE_OWNER_URL"]):
        time.sleep(UNDER_WAY / 2)
        site.leave()
        time.sleep(UNDER_WAY / 2)
    site.restart()


def told(load: Load) -> str:
    failed = load.failed()
    kinds = ", ".join(f"{count} {method} {got}" for (method, got), count in failed.most_common())
    longest = max(seconds for _, _, seconds in load.found)
    return (
        f"{RESTARTS} restarts, {len(load.found)} requests, {failed.total()} failed"
        f"{f' ({kinds})' if kinds else ''}, {longest:.1f} s the longest"
    )


def main() -> None:
    if not shutil.which("nginx"):
        raise SystemExit("nginx is not installed: apt-get install nginx-light")
    subprocess.run([*MANAGE, "collectstatic", "--noinput", "-v", "0"], check=True)
    measure("two sites, in turn", 2)
    measure("control: one site", 1)


if __name__ == "__main__":
    main()
