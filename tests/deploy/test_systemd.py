"""The units of systemd: what they run exists, and a restart of the site refuses no request."""

import configparser
import os
import shlex
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
from django.db import connection

from deploy import processes

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
# What systemd does before it runs a command: the socket becomes the third file, by this process.
LISTEN = """\
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""


def command_of(unit):
    """The command of a unit, with the folders of this repository."""
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read(unit)
    folders = {"/srv/passnum/venv/bin": str(Path(sys.executable).parent)}
    command = read["Service"]["ExecStart"]
    for installed, here in folders.items():
        command = command.replace(installed, here)
    return shlex.split(command)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_program_of_the_application(unit):
    program, *options = command_of(unit)

    help_of = [program, *[one for one in options if one in ("-A", "passnum", "worker", "beat")]]
    done = subprocess.run(
        [*help_of, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    known = done.stdout
    asked = [one.partition("=")[0] for one in options if one.startswith("--")]
    assert [one for one in asked if one not in known] == []


def test_a_process_of_the_site_has_its_pages_before_its_first_request():
    asked = "import sys, passnum.wsgi; print('reporting.urls' in sys.modules)"

    done = subprocess.check_output([sys.executable, "-c", asked], cwd=ROOT, text=True)

    assert done.strip() == "True"


class Site:
    """The site as systemd runs it: its socket is kept, its process comes and goes."""

    def __init__(self, log):
        self.log, self.answers = log, []
        name = connection.settings_dict["NAME"]
        self.database = urlsplit(os.environ["DATABASE_URL"])._replace(path=name).geturl()
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = self.socket.getsockname()[1]
        self.stopping = threading.Event()
        address = f"http://127.0.0.1:{self.port}/api/v1/redemptions/check/"
        headers = {"Authorization": "Bearer unknown", "Content-Type": "application/json"}
        self.request = urllib.request.Request(address, b"{}", headers)

    def start(self):
        command = [sys.executable, "-c", LISTEN, str(self.socket.fileno())]
        self.process = subprocess.Popen(
            [*command, *command_of(ROOT / "deploy" / "systemd" / "passnum-web.service")],
            cwd=ROOT,
            env=os.environ | {"PASSNUM_WEB_PROCESSES": "1", "DATABASE_URL": self.database},
            stderr=self.log,
            pass_fds=[self.socket.fileno()],
        )

    def ask(self):
        while not self.stopping.is_set():
            try:
                urllib.request.urlopen(self.request, timeout=60).close()  # noqa: S310 ours
            except HTTPError as refused:
                self.answers.append(refused.code)
            except OSError as why:
                self.answers.append(repr(why))


@pytest.mark.django_db(transaction=True)
def test_a_restart_of_the_site_refuses_no_request(tmp_path):
    with (tmp_path / "log").open("w") as log:
        site = Site(log)
        site.start()
        asking = [threading.Thread(target=site.ask) for _ in range(4)]
        try:
            for one in asking:
                one.start()
            assert processes.until(lambda: len(site.answers) > 20, 60)
            site.process.terminate()
            assert site.process.wait(30) == 0
            before = len(site.answers)
            site.start()
            assert processes.until(lambda: len(site.answers) > before + 20, 60)
        finally:
            site.stopping.set()
            for one in asking:
                one.join()
            site.process.terminate()
            site.process.wait(30)
            site.socket.close()

    assert set(site.answers) == {401}  # the token is unknown: the database was asked
