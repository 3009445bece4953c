"""What /healthz answers to the one who watches."""

import time

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lost_database(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    monkeypatch.setitem(connection.settings_dict, "PORT", 1)


def test_web_and_database_answer_without_a_sign_in(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "down"}


def test_who_asks_is_told_what_the_site_sees_of_them(client):
    answer = client.get("/healthz", REMOTE_ADDR="203.0.113.7", secure=True)

    assert (answer["X-Address-Seen"], answer["X-Scheme-Seen"]) == ("203.0.113.7", "https")


def test_a_lost_database_is_503(client, lost_database):
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "down"


def test_a_lost_broker_is_told_but_the_web_is_well(client, settings):
    settings.BROKER_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["broker"] == "down"


def test_a_server_that_hangs_does_not_make_the_answer_late(client, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "HOST", "192.0.2.1")  # answers nobody
    began = time.monotonic()

    answer = client.get("/healthz")

    assert answer.json()["database"] == "down"
    assert time.monotonic() - began < 2


def test_only_reading_is_allowed(client):
    assert client.post("/healthz").status_code == 405
