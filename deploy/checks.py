"""The static checks, all run even when one fails; `--quick` those that need no server and take a
few seconds, before a commit; `--write` makes the generated docs again.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
COMMANDS = {
    "types": [str(BIN / "mypy"), "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "lint": [str(BIN / "ruff"), "check", "."],
    "template format": [str(BIN / "djlint"), "--check", "--quiet", "templates"],
    "template lint": [str(BIN / "djlint"), "--lint", "--quiet", "templates"],
    "imports": [str(BIN / "lint-imports")],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "settings": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "states": [*MANAGE, "states", "--check"],
    "floors": [sys.executable, "-m", "deploy.architecture_diagram", "--check"],
}

QUICK = {"format", "lint", "template format", "imports", "floors"}


def command(words: list[str]) -> str:
    """Run a check; what it says is its fault, nothing is well."""
    environment = os.environ | {"PASSNUM_HTTPS": "1"}  # as production has it
    done = subprocess.run(
        words,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout or f"exit code {done.returncode}"


def _timed(name: str, check: Callable[[], str]) -> bool:
    started = time.monotonic()
    fault = check()
    seconds = time.monotonic() - started
    print(f"{'ok  ' if not fault else 'FAIL'} {name} ({seconds:.1f} s)", flush=True)
    if fault:
        print(fault.rstrip(), flush=True)
    return not fault


def _command_check(words: list[str]) -> Callable[[], str]:
    return lambda: command(words)


def check(names: set[str]) -> int:
    """Run these checks, two at a time."""
    checks = {name: _command_check(COMMANDS[name]) for name in COMMANDS if name in names}
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(lambda item: _timed(*item), checks.items()))
    failed = results.count(False)
    print("All checks pass." if not failed else f"{failed} checks FAIL.", flush=True)
    return 1 if failed else 0


def write() -> int:
    """Make the generated docs again."""
    subprocess.run([*MANAGE, "states"], check=True)
    subprocess.run([sys.executable, "-m", "deploy.architecture_diagram"], check=True)
    return 0


if __name__ == "__main__":
    chosen = QUICK if "--quick" in sys.argv else set(COMMANDS)
    sys.exit(write() if "--write" in sys.argv else check(chosen))
