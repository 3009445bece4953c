"""`make bench`: run every script of bench/ against real, durable servers, and print its figures.

Each `bench/<name>.py` is run as a module, on a migrated database of its own, with
`DATABASE_URL` (the application's role), `DATABASE_OWNER_URL` and `BROKER_URL` in its environment.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

from deploy.demo_data import MANAGE, ROOT
from deploy.embedded import servers, temporary, turn_signals_into_exit


def main(chosen: list[str]) -> int:
    turn_signals_into_exit()
    os.chdir(ROOT)
    names = [file.stem for file in sorted(Path("bench").glob("[a-z]*.py"))]
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    return max([run(name) for name in names if not chosen or name in chosen], default=0)


def run(name: str) -> int:
    """One script on servers of its own, so that none weighs on the next."""
    print(f"\n== {name}", flush=True)
    with temporary() as folder, servers(folder, durable=True) as variables:
        environment = os.environ | variables | {"PASSNUM_DATA_DIR": str(folder)}
        owner = environment | {"DATABASE_URL": variables["DATABASE_OWNER_URL"]}
        subprocess.run([*MANAGE, "migrate", "--noinput", "-v", "0"], env=owner, check=True)
        command = [sys.executable, "-m", f"bench.{name}"]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
