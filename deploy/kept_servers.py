"""The servers of the tests, kept from one run to the next with `KEEP=1`, until `make stop`.

`python -m deploy.kept_servers run -- COMMAND | serve | stop`
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from deploy import processes, whole_files
from deploy.embedded import MEMORY, ROOM, servers, turn_signals_into_exit

ROOT = Path(__file__).resolve().parent.parent
NAME = f"passnum-kept-{hashlib.sha256(f'{os.getuid()}{ROOT}'.encode()).hexdigest()[:12]}"
IN_MEMORY = MEMORY.is_dir() and shutil.disk_usage(MEMORY).total > ROOM
PLACE = MEMORY if IN_MEMORY else Path(tempfile.gettempdir())
FOLDER = Path(os.environ.get("PASSNUM_KEPT_FOLDER", PLACE / NAME))
LOG = FOLDER.with_suffix(".log")
# The process that holds the servers, and the variables that lead to them.
ADDRESSES = FOLDER / "addresses.json"


def run(command: list[str]) -> int:
    """Run a command beside the kept servers, started when they are not there."""
    held = _held()
    if held is None:
        FOLDER.mkdir(mode=0o711, exist_ok=True)
        serve = [sys.executable, "-m", "deploy.kept_servers", "serve"]
        with LOG.open("ab") as log:
            subprocess.Popen(serve, stdout=log, stderr=log, start_new_session=True)
        processes.until(lambda: _held() is not None, 60)
        held = _held()
        if held is None:
            raise SystemExit(f"The servers do not start: see {LOG}.")
    return subprocess.run(command, env=os.environ | held["variables"], check=False).returncode


def serve() -> None:
    """Hold the servers until a signal."""
    turn_signals_into_exit()
    with servers(FOLDER, durable=False) as variables:
        variables["DATABASE_URL"] = variables["DATABASE_OWNER_URL"]
        whole_files.write(ADDRESSES, json.dumps({"pid": os.getpid(), "variables": variables}))
        try:
            signal.pause()
        finally:
            ADDRESSES.unlink()


def stop() -> None:
    """Stop the kept servers, if they are there, and throw away what they held."""
    if (held := _held()) is not None:
        os.kill(held["pid"], signal.SIGTERM)
        processes.until(lambda: not processes.is_running(held["pid"], "kept_servers"), 20)
    shutil.rmtree(FOLDER, ignore_errors=True)
    LOG.unlink(missing_ok=True)


def _held() -> dict[str, Any] | None:
    if not ADDRESSES.exists():
        return None
    found: dict[str, Any] = json.loads(ADDRESSES.read_text())
    return found if processes.is_running(found["pid"], "kept_servers") else None


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["run", "--", *command]:
            sys.exit(run(command))
        case ["serve"]:
            serve()
        case ["stop"]:
            stop()
        case _:
            sys.exit(__doc__)
