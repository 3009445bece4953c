"""Two sites behind the proxy of production: one restarts, no request is refused nor sent twice."""

import contextlib
import os
import re
import shutil
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from django.db import connection

from bench._proxy import CONFIGURATION, proxy
from bench.rolling_restart import answer, calls_held, request, running
from deploy import processes, web

ROOT = Path(__file__).parents[2]
OWN_WORKER = "--worker-class=gthread"
WAITING = (
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'mediation_device'::regclass"
)
needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="apt-get install nginx-light")


def test_a_site_has_the_time_to_end_what_it_began():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    unit = (ROOT / "deploy" / "systemd" / "passnum-web.service").read_text()
    waited = int(re.search(r"proxy_read_timeout (\d+)s;", CONFIGURATION.read_text())[1])
    granted = [
        int(compose["services"][one]["stop_grace_period"][:-1]) for one in ("web-a", "web-b")
    ]
    granted.append(int(re.search(r"TimeoutStopSec=(\d+)", unit)[1]))

    assert waited <= web.graceful_timeout < min(granted)


@pytest.fixture
def database(monkeypatch):
    name = connection.settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=name).geturl()
    monkeypatch.setenv("DATABASE_URL", url)
    return url


@pytest.fixture
def waiting(database):
    """How many calls wait in the sites."""
    with psycopg.connect(database, autocommit=True) as asked:
        yield lambda: asked.execute(WAITING).fetchone()[0]


@needs_nginx
@pytest.mark.django_db(transaction=True)
def test_a_site_that_stops_ends_its_answers_and_the_other_takes_what_comes(
    tmp_path, database, waiting
):
    with running(tmp_path, 2) as sites, proxy(tmp_path, *[site.port for site in sites]) as url:
        first = sites[0]
        with ThreadPoolExecutor(16) as pool:
            with calls_held(database):
                calls = [pool.submit(answer, request(url, "POST")) for _ in range(6)]
                assert processes.until(lambda: waiting() == 6, 60)
                first.leave()
                assert processes.until(lambda: not processes.answers(first.port), 60)
                calls += [pool.submit(answer, request(url, "POST")) for _ in range(4)]
                assert processes.until(lambda: waiting() == 10, 60)
                assert first.process.poll() is None
            assert [call.result() for call in calls] == [401] * 10  # the token is unknown
        assert first.process.wait(60) == 0


@pytest.mark.django_db(transaction=True)
def test_control_the_worker_of_gunicorn_cuts_who_comes_while_it_stops(tmp_path, database, waiting):
    with running(tmp_path, 1, OWN_WORKER) as (first,), ThreadPoolExecutor(1) as pool:
        with calls_held(database):
            begun = pool.submit(answer, request(f"http://127.0.0.1:{first.port}", "POST"))
            assert processes.until(lambda: waiting() == 1, 60)
            first.leave()
            log = first.log
            assert processes.until(lambda: "Handling signal: term" in log.read_text(), 60)
            late = socket.create_connection(("127.0.0.1", first.port), timeout=60)
            late.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert begun.result() == 401
        with late, pytest.raises(ConnectionResetError):
            late.recv(1)


class Site:
    """A site that notes what it is asked, and answers so."""

    def __init__(self, said):
        self.said, self.asked = said, []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):  # the door is shut
            while True:
                line, _ = self.door.accept()
                with line:
                    self.asked.append(line.recv(65_536).split(b" ", 1)[0].decode())
                    line.sendall(self.said)


SAID = b"HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n"
ASKED = {
    # What the first of two sites says, what it is asked; the answer, how often each was asked.
    "a call cut is not made again": (b"", "POST", "/", 502, (1, 0)),
    "a page cut is asked of the other": (b"", "GET", "/", 200, (1, 1)),
    "a refusal is told as it is": (SAID % b"503 No", "POST", "/", 503, (1, 0)),
    "a file of another version is asked of it": (
        SAID % b"404 No",
        "GET",
        "/static/a.css",
        200,
        (1, 1),
    ),
    "a page that is nowhere is asked once": (SAID % b"404 No", "GET", "/a/", 404, (1, 0)),
}


@needs_nginx
@pytest.mark.parametrize("case", ASKED)
def test_the_proxy_asks_the_other_site_for_what_changes_nothing(tmp_path, case):
    said, method, path, answered, counts = ASKED[case]
    first, second = Site(said), Site(SAID % b"200 OK")
    with first.door, second.door, proxy(tmp_path, first.port, second.port) as url:
        asked = request(url, method)
        asked.full_url = f"{url}{path}"

        got = answer(asked)

    assert (got, (len(first.asked), len(second.asked))) == (answered, counts)
