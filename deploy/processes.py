"""Child processes: started as direct children, stopped with a signal and patience."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[str],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    user: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child with its own process group, so that Ctrl-C reaches only the supervisor.

    It is told to stop when the supervisor is killed. Its output is added to `log`.
    """
    output = log.open("ab") if log else None
    if output:
        os.fchmod(output.fileno(), 0o600)  # a log may quote what people sent
    try:
        return subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            process_group=0,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - no thread runs before the fork
            user=user,
        )
    finally:
        if output:
            output.close()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(processes: Iterable[subprocess.Popen[bytes]], *, patience: float = 2.0) -> None:
    """Ask every process to stop, wait for all together, then kill the groups left."""
    alive = [process for process in processes if process.poll() is None]
    for process in alive:
        process.terminate()
    until(lambda: all(process.poll() is not None for process in alive), patience)
    for process in alive:
        if process.poll() is None:
            signal_group(process.pid, signal.SIGKILL)
            process.wait()


def signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a process and its children, if they still are."""
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def until(condition: Callable[[], bool], seconds: float, *, pause: float = 0.02) -> bool:
    """Wait for a condition, at most so many seconds; say whether it came."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def is_running(pid: int, word: str) -> bool:
    """Whether a process lives and has this word in its command line: pids are used again."""
    try:
        return word in Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return False


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """Whether something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, to be shown when its process fails."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""
