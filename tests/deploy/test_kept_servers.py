"""Servers that stay from one run to the next."""

import json
import os
import subprocess
import sys

from deploy import processes

KEPT = [sys.executable, "-m", "deploy.kept_servers"]
ADDRESS = [sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])"]


def test_the_next_run_finds_the_same_servers_until_they_are_stopped(tmp_path):
    # In a folder of its own, beside those of who runs the tests.
    alone = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "BROKER_URL")}
    alone["PASSNUM_KEPT_FOLDER"] = str(tmp_path / "kept")

    def address():
        command = [*KEPT, "run", "--", *ADDRESS]
        return subprocess.run(command, env=alone, check=True, capture_output=True, text=True).stdout

    first, second = address(), address()
    held = json.loads((tmp_path / "kept" / "addresses.json").read_text())
    subprocess.run([*KEPT, "stop"], env=alone, check=True)

    assert first == second != ""
    assert not processes.is_running(held["pid"], "kept_servers")
    assert not (tmp_path / "kept").exists()
