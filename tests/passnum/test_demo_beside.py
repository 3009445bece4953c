"""Two processes that prepare the demonstration."""

import signal
import subprocess
import sys

from deploy import processes

START = """
import os, sys, time
from pathlib import Path
import django
django.setup()
from deploy import whole_files
from passnum.demo.beside import beside
folder = Path(sys.argv[1])
def wait_for(name):
    while not (folder / name).exists():
        time.sleep(0.01)
def work():
    whole_files.write(folder / "work", str(os.getpid()))  # there: it can be read
    wait_for("block")
"""


def run(folder, *lines):
    code = "\n".join([START, *lines])
    return subprocess.run([sys.executable, "-c", code, folder], timeout=60, check=False).returncode


def test_the_work_and_the_block_go_on_together(tmp_path):
    block = "wait_for('work'); (folder / 'block').touch()"

    assert run(tmp_path, f"with beside(work): {block}", "sys.exit(7)") == 7


def test_a_work_that_fails_ends_all(tmp_path):
    assert run(tmp_path, "with beside(sys.exit, 3): pass", "sys.exit(7)") == 3


def test_no_work_outlives_its_parent(tmp_path):
    killed = "wait_for('work'); os.kill(os.getpid(), 9)"

    assert run(tmp_path, f"with beside(work): {killed}") == -signal.SIGKILL
    pid = int((tmp_path / "work").read_text())
    assert processes.until(lambda: not processes.is_running(pid, "beside"), 10)
