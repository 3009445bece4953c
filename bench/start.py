"""How long `make demo` takes to answer: the first time, then warm."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from deploy import processes
from deploy.demo import answers

TIMES = 3


def start(folder: Path, port: int) -> float:
    """Start the demonstration, wait for its first 200, stop it; the seconds to the 200."""
    given = {name: value for name, value in os.environ.items() if name not in SERVERS}
    environment = given | {"PASSNUM_DATA_DIR": str(folder), "PORT": str(port)}
    began = time.monotonic()
    silent = subprocess.DEVNULL
    with subprocess.Popen(["make", "demo"], env=environment, stdout=silent, stderr=silent) as demo:
        url = f"http://127.0.0.1:{port}"
        up = processes.until(lambda: answers(url) or demo.poll() is not None, 600, pause=0.05)
        seconds = time.monotonic() - began
        demo.send_signal(signal.SIGTERM)
    if not up or not (folder / "demo.json").exists():
        raise SystemExit("make demo did not answer.")
    return seconds


SERVERS = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_SUPERUSER_URL",
    "BROKER_URL",
    "SECRET_KEY",
    "PASSNUM_MASTER_KEYS",
    "PASSNUM_FACTOR_KEYS",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        port = processes.free_port()
        print(f"first start, with its activity: {start(Path(folder), port):.1f} s")
        warm = sorted(start(Path(folder), port) for _ in range(TIMES))
        print(f"warm start to 200 on /healthz: {', '.join(f'{seconds:.1f}' for seconds in warm)} s")


if __name__ == "__main__":
    main()
