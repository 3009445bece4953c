"""PostgreSQL and Valkey for the demonstration, the tests and development.

`python -m deploy.embedded run [--data FOLDER] [--durable] -- COMMAND` runs a command with the
servers' addresses in its environment, as the owner of the tables. Without a folder, everything
is thrown away at the end. Addresses that the environment already gives are used as they are.
"""

import argparse
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from deploy import processes
from deploy.embedded_postgres import Postgres
from deploy.embedded_valkey import Valkey
from deploy.postgres_binaries import for_data
from deploy.secret_keys import keys

Started = dict[str, subprocess.Popen[bytes]]
# A database is copied there in 25 ms, on a disk in 700 ms.
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30  # noqa: S108 emptied at the end as any other folder
OF_SETTINGS = ("SECRET_KEY", "PASSNUM_MASTER_KEYS", "PASSNUM_FACTOR_KEYS")
LOCAL = {"ALLOWED_HOSTS": "*", "PASSNUM_HTTPS": "0", "PASSNUM_FACTOR_ROLES": "-"}


@contextmanager
def servers(
    folder: Path, *, durable: bool, started: Started | None = None, own: bool = False
) -> Iterator[dict[str, str]]:
    """Run both servers and give the variables of the application.

    With `own`, PostgreSQL is that of this machine if it has one; else that of the wheel, the same
    everywhere.

    `DATABASE_URL` is for the application's role, `DATABASE_OWNER_URL` for migrations and tests.
    The processes are put in `started`, by the name of their log, for who watches over them.
    """
    started = {} if started is None else started
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(alone(folder))
        secrets = keys(folder)
        given = dict(os.environ)
        variables = {name: secrets[name] for name in OF_SETTINGS}
        if "BROKER_URL" not in given:
            variables |= stack.enter_context(_valkey(folder, secrets, durable, started))
        if "DATABASE_URL" in given:
            variables["DATABASE_OWNER_URL"] = given["DATABASE_URL"]
        else:
            variables |= stack.enter_context(_postgres(folder, secrets, durable, started, own))
        chosen = {name: given.get(name, value) for name, value in variables.items()}
        yield {name: given.get(name, value) for name, value in LOCAL.items()} | chosen


@contextmanager
def _postgres(
    folder: Path, secrets: dict[str, str], durable: bool, started: Started, own: bool
) -> Iterator[dict[str, str]]:
    data = folder / "postgres"
    server = Postgres(data, secrets, durable=durable, binaries=for_data(data) if own else None)
    try:
        started["postgres"] = server.start()
        name = os.environ.get("DBNAME", "passnum")
        server.ensure_database(name)
        yield {
            "DATABASE_URL": server.url("app", name),
            "DATABASE_OWNER_URL": server.url("owner", name),
            "DATABASE_SUPERUSER_URL": server.url("superuser", name),
        }
    finally:
        server.stop()


@contextmanager
def _valkey(
    folder: Path, secrets: dict[str, str], durable: bool, started: Started
) -> Iterator[dict[str, str]]:
    server = Valkey(folder / "valkey", secrets, durable=durable)
    try:
        started["valkey"] = server.start()
        yield {"BROKER_URL": server.url()}
    finally:
        server.stop()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One run at a time in a folder; the lock goes with its process, however it ends."""
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"{folder} is in use by another run.") from None
        yield


@contextmanager
def temporary(*, in_memory: bool = False) -> Iterator[Path]:
    """A data folder that is removed at the end; in memory if asked and if there is room for it."""
    fits = in_memory and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="passnum-", dir=MEMORY if fits else None))
    try:
        folder.chmod(0o711)  # another account may have to enter it to run PostgreSQL
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def turn_signals_into_exit() -> None:
    """SIGTERM and Ctrl-C leave through the same door, so that every server is stopped."""
    signal.signal(signal.SIGTERM, _exit)
    signal.signal(signal.SIGINT, _exit)


def _exit(number: int, frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise SystemExit(128 + number)


def run(command: list[str], folder: Path | None, *, durable: bool) -> int:
    """Run a command beside the servers and give its exit code."""
    turn_signals_into_exit()
    with ExitStack() as stack:
        place = (
            folder.resolve() if folder else stack.enter_context(temporary(in_memory=not durable))
        )
        variables = stack.enter_context(servers(place, durable=durable))
        variables["DATABASE_URL"] = variables["DATABASE_OWNER_URL"]
        child = subprocess.Popen(command, env=os.environ | variables)
        try:
            return child.wait()
        finally:
            processes.stop([child])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["run"])
    parser.add_argument("--data", type=Path, help="folder that keeps the data")
    parser.add_argument("--durable", action="store_true", help="safe against a power cut")
    parser.add_argument("command", nargs="+", help="after --, the command to run")
    options = parser.parse_args(arguments)
    return run(options.command, options.data, durable=options.durable)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
