"""What Prometheus reads, and the line that the log keeps of each answer."""

import json
import logging
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.enums import Link
from accounts.models import Letter
from passnum import health
from passnum import settings as file_of_settings
from tests import database
from tests.factories.accounts import NOON

pytestmark = pytest.mark.django_db
TOKEN = "un-jeton-de-mesure"
REQUEST_ID = "0123456789abcdef"


class TestMetrics:
    @pytest.mark.parametrize("given", [{}, {"HTTP_AUTHORIZATION": "Bearer autre"}])
    def test_nobody_else_knows_of_them(self, client, settings, given):
        settings.PASSNUM_METRICS_TOKEN = TOKEN

        assert client.get("/metrics", **given).status_code == 404

    @pytest.mark.parametrize("given", ["", "Bearer ", "Bearer"])
    def test_without_a_token_there_are_none(self, client, given):
        assert client.get("/metrics", HTTP_AUTHORIZATION=given).status_code == 404

    def test_they_count_answers_by_page_and_what_waits(self, client, settings):
        settings.PASSNUM_METRICS_TOKEN = TOKEN
        Letter.objects.create(email="a@exemple.fr", about=Link.RESET, asked_at=NOON)
        client.get("/connexion/?q=Dupont")
        text = client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}").text

        assert 'method="GET",status="200",view="account_login"' in text
        assert "passnum_letters_waiting 1.0" in text
        assert "passnum_reports_waiting 0.0" in text
        assert "Dupont" not in text

    def test_the_processes_of_a_site_add_up(self, tmp_path):
        code = (
            "import django; django.setup(); from django.test import Client;"
            "Client().get('/healthz'); print(Client().get('/metrics',"
            f" HTTP_AUTHORIZATION='Bearer {TOKEN}').text)"
        )
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "passnum.settings",
            "DATABASE_URL": database.url(),
            "PASSNUM_METRICS_TOKEN": TOKEN,
            "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
            "PASSNUM_HTTPS": "0",
        }
        counted = 'passnum_request_seconds_count{method="GET",status="200",view="healthz"}'
        for asked in (1, 2):
            told = subprocess.run(
                [sys.executable, "-c", code],
                env=environment,
                cwd=django_settings.BASE_DIR,
                capture_output=True,
                text=True,
                check=False,
            )
            assert f"{counted} {asked}.0" in told.stdout, told.stderr


@pytest.fixture
def lines():
    """The lines of the log, as the handler of the settings writes them."""
    kept, logger = [], logging.getLogger("passnum.access")
    handler = logging.Handler()
    made = logging.config.DictConfigurator(file_of_settings.LOGGING)
    formatter = made.configure_formatter(dict(file_of_settings.LOGGING["formatters"]["json"]))
    handler.emit = lambda record: kept.append(json.loads(formatter.format(record)))
    logger.addHandler(handler)
    yield kept
    logger.removeHandler(handler)


class TestAccessLog:
    def test_the_page_of_a_fault_gives_the_reference_of_its_line(self, monkeypatch, lines):
        monkeypatch.setattr(health.probes, "states", lambda: 1 / 0)
        answer = Client(raise_request_exception=False).get("/healthz")

        (line,) = [one for one in lines if one["event"] == "request"]
        told = re.search(r"Référence à donner\u00a0: <b>(.*?)</b>", answer.text)
        assert told[1].replace("<wbr>", "") == line["request_id"] == answer["X-Request-ID"]
        assert len(max(told[1].split("<wbr>"), key=len)) == 8

    def test_a_line_says_what_was_answered_and_no_name(self, client, lines):
        answer = client.get("/connexion/?q=Dupont", HTTP_X_REQUEST_ID=REQUEST_ID)

        (line,) = lines
        assert line | {"ms": 0, "timestamp": ""} == {
            "event": "request",
            "level": "info",
            "logger": "passnum.access",
            "request_id": answer["X-Request-ID"],
            "method": "GET",
            "path": "/connexion/",
            "view": "account_login",
            "status": 200,
            "address": "127.0.0.1",
            "ms": 0,
            "timestamp": "",
        }

    def test_a_proxy_of_ours_names_the_request(self, client, lines, settings):
        assert client.get("/rien", HTTP_X_REQUEST_ID=REQUEST_ID)["X-Request-ID"] != REQUEST_ID

        settings.PASSNUM_TRUSTED_PROXIES = file_of_settings.environment.networks(["127.0.0.1"])
        assert client.get("/rien", HTTP_X_REQUEST_ID=REQUEST_ID)["X-Request-ID"] == REQUEST_ID
        assert client.get("/rien", HTTP_X_REQUEST_ID="a b")["X-Request-ID"] != "a b"
        assert [line["view"] for line in lines] == [""] * 3

    def test_a_secret_address_is_hidden(self, client, lines):
        client.get("/compte/mot-de-passe/invitation/secret-a-taire/")
        client.get("/conventions/echeances/agenda/secret-a-taire.ics")

        assert len(lines) == 2
        assert "secret-a-taire" not in json.dumps(lines)
