"""The tests, in two processes, with a line at the end that says what happened.

All of them, when no argument chooses some, also tell what no test exercises: it fails the run.
With `KEEP=1`, for a few tests again and again, in this one: it starts sooner.
"""

import os
import subprocess
import sys
import time


def main(arguments: list[str]) -> int:
    started = time.monotonic()
    processes = ["-n", "0"] if os.environ.get("KEEP") else ["-n", "2", "--dist", "worksteal"]
    measures = {} if arguments else {"PYTEST_PLUGINS": "tests.whole_run"}
    command = [sys.executable, "-m", "pytest", "-q", *processes, *arguments]
    code = subprocess.run(command, env=os.environ | measures, check=False).returncode
    seconds = time.monotonic() - started
    verdict = "All tests pass" if code == 0 else f"TESTS FAIL (pytest says {code})"
    print(f"{verdict}, {seconds:.0f} s.", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
