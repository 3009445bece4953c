"""A fault that is told elsewhere says what broke, and nothing of a person."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest
from django.conf import settings

FAULT = """
from passnum.wsgi import application
from django.test import RequestFactory
from passnum import health

def fails():
    name = "Dupont"
    raise ValueError("ligne unique\\nDETAIL: Key (email)=(dupont@exemple.fr) already exists")

health.probes.states = fails
asked = RequestFactory().get(
    "/healthz?q=Dupont", headers={"cookie": "sessionid=Dupont"}, REMOTE_ADDR="203.0.113.7"
)
list(application(asked.environ, lambda *_: None))
import sentry_sdk; sentry_sdk.flush(5)
"""


@pytest.fixture
def sentry():
    """A server that keeps what it is told, and the address where to tell it."""
    told = []

    class Keeper(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = {"br": brotli.decompress, "gzip": gzip.decompress}
            told.append(packed[self.headers["Content-Encoding"]](body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *words):
            pass

    with HTTPServer(("127.0.0.1", 0), Keeper) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield told, f"http://key@127.0.0.1:{server.server_port}/1"
        server.shutdown()


def test_a_fault_is_told_without_a_person(sentry):
    told, dsn = sentry
    variables = {"DJANGO_SETTINGS_MODULE": "passnum.settings", "PASSNUM_HTTPS": "0"}
    environment = os.environ | variables | {"SENTRY_DSN": dsn}
    done = subprocess.run(
        [sys.executable, "-c", FAULT],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    reports = [text for text in told if "ValueError" in text]
    assert reports, done.stderr
    report = json.loads(reports[0].splitlines()[-1])
    assert report["request"] == {"method": "GET", "url": "/healthz"}
    assert report["exception"]["values"][-1]["value"] == "ligne unique"
    for said in ("dupont", "203.0.113.7", "sessionid"):
        assert said not in reports[0].lower(), said
