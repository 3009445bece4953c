"""Every test, in two processes, with a line at the end that says what happened."""

import subprocess
import sys
import time


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *arguments]
    code = subprocess.run(command, check=False).returncode
    seconds = time.monotonic() - started
    verdict = "All tests pass" if code == 0 else f"TESTS FAIL (pytest says {code})"
    print(f"{verdict}, {seconds:.0f} s.", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
