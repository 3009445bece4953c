"""`make demo`: database, broker, web, worker and scheduler, as direct children, until stopped."""

import contextlib
import datetime as dt
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy import processes, whole_files
from deploy.demo_clock import StagedClock
from deploy.demo_data import ROOT, Preparation
from deploy.embedded import Started, servers, turn_signals_into_exit

BIN = Path(sys.executable).parent
PRIVATE = {"DATABASE_OWNER_URL", "DATABASE_SUPERUSER_URL"}  # not for the application
RESTARTS = 3
STOPPED = {128 + signal.SIGTERM, 128 + signal.SIGINT}  # how a demonstration ends well
RECORD_EVERY = 10.0  # seconds
PATIENCE = 2.5  # seconds that a child has to stop
WEB = [
    f"--config={Path(__file__).with_name('web.py')}",
    "--timeout=60",
    "--graceful-timeout=1",
    "--log-level=warning",
]
QUIET_WORKER = ["--without-gossip", "--without-mingle", "--loglevel=WARNING"]
# Roles of demo.json, in the words of the application.
ROLES = {
    "manager": "Gestionnaire du programme",
    "distributor": "Distributeur",
    "mediator": "Médiateur",
    "regisseur": "Régisseur",
    "comptable": "Comptable public",
    "finance": "Finances",
    "auditor": "Contrôleur",
    "administrator": "Administrateur",
}


class Demo:
    """The children of the demonstration and the clock that they live by."""

    def __init__(self, folder: Path, host: str, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"http://{host}:{port}"
        self.clock = StagedClock(folder / "clock.json")
        self.commands = commands(folder, host, port)
        self.children: Started = {}
        self.servers: Started = {}
        self.restarts = dict.fromkeys(self.commands, 0)
        self.variables: dict[str, str] = {}

    def serve(self) -> None:
        """Run until a signal comes or a child cannot be kept alive."""
        with servers(self.folder, durable=True, started=self.servers, own=True) as addresses:
            variables = addresses | self._settings()
            self.variables = {name: variables[name] for name in variables if name not in PRIVATE}
            try:
                Preparation(self.folder, variables).run()
                self._note_address()
                self._start("web")
                self._wait_for_web()
                self._start("worker")
                self._start("scheduler")
                print(greeting(self.url, self.folder / "demo.json"), flush=True)
                self._watch()
            finally:
                processes.stop(self.children.values(), patience=PATIENCE)
                self.clock.record()

    def _settings(self) -> dict[str, str]:
        return {
            "PASSNUM_DEMO": "1",
            "PASSNUM_CLOCK": self.clock.pair(),
            "PASSNUM_HTTPS": "0",
            "PASSNUM_BASE_URL": self.url,
            "CELERY_BEAT_FILE": str(self.folder / "beat"),
            "PYTHONUNBUFFERED": "1",
        }

    def _note_address(self) -> None:
        """demo.json tells where this run answers and what its clock says."""
        file = self.folder / "demo.json"
        content = json.loads(file.read_text())
        content |= {"base_url": self.url, "now": self.clock.now().isoformat()}
        whole_files.write(file, json.dumps(content, indent=1, ensure_ascii=False))

    def _start(self, name: str) -> None:
        log = self.folder / f"{name}.log"
        environment = os.environ | self.variables
        self.children[name] = processes.spawn(self.commands[name], log=log, env=environment)

    def _wait_for_web(self) -> None:
        web = self.children["web"]
        processes.until(lambda: web.poll() is not None or answers(self.url), 60, pause=0.1)
        if web.poll() is not None or not answers(self.url):
            raise SystemExit(f"web does not start:\n{self._end_of_log('web')}")

    def _watch(self) -> None:
        """Start again a child that ends, a few times; note the clock; end with the servers."""
        recorded = time.monotonic()
        while True:
            time.sleep(0.3)
            for name, server in self.servers.items():
                if server.poll() is not None:
                    raise SystemExit(f"{name} has ended:\n{self._end_of_log(name)}")
            for name, child in self.children.items():
                if child.poll() is not None:
                    self._start_again(name)
            if time.monotonic() - recorded > RECORD_EVERY:
                self.clock.record()
                recorded = time.monotonic()

    def _start_again(self, name: str) -> None:
        self.restarts[name] += 1
        if self.restarts[name] > RESTARTS:
            raise SystemExit(f"{name} keeps ending:\n{self._end_of_log(name)}")
        print(f"{name} has ended; starting it again (log: {self.folder}/{name}.log)", flush=True)
        processes.signal_group(self.children[name].pid, signal.SIGKILL)
        self._start(name)

    def _end_of_log(self, name: str) -> str:
        return processes.last_lines(self.folder / f"{name}.log")


def commands(folder: Path, host: str, port: int) -> dict[str, list[str]]:
    """What runs beside the servers, by name."""
    celery = [str(BIN / "celery"), "-A", "passnum", "--quiet"]
    return {
        "web": [str(BIN / "gunicorn"), *WEB, "--bind", f"{host}:{port}"],
        "worker": [*celery, "worker", "--concurrency", "1", *QUIET_WORKER],
        "scheduler": [*celery, "beat", "--schedule", str(folder / "beat"), "--pidfile="],
    }


@contextlib.contextmanager
def serving(environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """The web processes of the demonstration alone, as a child: the address where they answer."""
    port = processes.free_port()
    url = f"http://127.0.0.1:{port}"
    web = processes.spawn(
        [str(BIN / "gunicorn"), *WEB, f"--bind=127.0.0.1:{port}"], env=environment
    )
    try:
        if not processes.until(lambda: answers(url), 60, pause=0.1):
            raise SystemExit("The web process does not answer.")
        yield url
    finally:
        processes.stop([web], patience=PATIENCE)


def answers(url: str) -> bool:
    """Whether the web process answers that it is well."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310 - our own
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def greeting(url: str, file: Path) -> str:
    """The address and one account per role, for the person who started it."""
    content = json.loads(file.read_text())
    day = dt.datetime.fromisoformat(content["now"])
    first = {account["role"]: account for account in reversed(content["accounts"])}
    lines = [
        f"  {label:<26} {first[role]['email']:<44} {first[role]['password']}"
        for role, label in ROLES.items()
        if role in first
    ]
    if colleagues := content.get("colleagues"):
        second = colleagues[0]
        said = "Second gestionnaire"
        lines.insert(1, f"  {said:<26} {second['email']:<44} {second['password']}")
    head = f"\npassnum répond à {url}\nLa démonstration vit le {day:%d/%m/%Y à %H:%M}.\n"
    return "\n".join([head, *lines, f"\nTout est dans {file}. Ctrl-C pour arrêter."])


def main() -> None:
    turn_signals_into_exit()
    folder = Path(os.environ.get("PASSNUM_DATA_DIR", ROOT / "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    # The children of a run that was killed need a moment to end.
    if not processes.until(lambda: not processes.answers(port), 4, pause=0.2):
        raise SystemExit(f"Port {port} is taken: PORT={port + 1} make demo")
    os.chdir(ROOT)
    try:
        Demo(folder, host, port).serve()
    except SystemExit as end:
        if end.code not in STOPPED:
            raise
        print("\nArrêté.", flush=True)


if __name__ == "__main__":
    main()
