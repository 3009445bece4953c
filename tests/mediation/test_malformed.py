"""Anything malformed is a 400 that names its field, and leaves no trace."""

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mediation.models import IdempotencyKey
from passnum.wsgi import application
from tests.factories.mediation import session

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": None}, "place"),
        ({"place": 12}, "place"),
        ({"place": "Arras"}, "place"),
        ({"codes": []}, "codes"),
        ({"codes": "P"}, "codes"),
        ({"codes": [7]}, "codes.0"),
        ({"codes": ["A" * 513]}, "codes.0"),
        ({"codes": ["\x00"]}, "codes.0"),
        ({"codes": ["\ud800"]}, "codes.0"),
        ({"autre": "a\ud800"}, "autre"),
        ({"autre": [{"a\x00b": 1}]}, "autre.0.a?b"),
        ({"codes": ["x"] * 51}, "codes"),
        ({"session": None}, "session"),
        ({"session": "matin"}, "session"),
        ({"session": session(minutes=0)}, "session.minutes"),
        ({"session": session(minutes=1441)}, "session.minutes"),
        ({"session": session(minutes="60")}, "session.minutes"),
        ({"session": session(minutes=True)}, "session.minutes"),
        ({"session": session(minutes=1.5)}, "session.minutes"),
        ({"session": session(mode="atelier")}, "session.mode"),
        ({"session": session(mode=["individuel"])}, "session.mode"),
        ({"session": session(service="Aide aux démarches")}, "session.service"),
        ({"session": session(service="safety")}, "session.service"),
        ({"session": session(held_at="hier")}, "session.held_at"),
        ({"session": session(held_at=12)}, "session.held_at"),
        ({"session": session(held_at="0001-01-01T00:00:00+14:00")}, "session.held_at"),
        ({"session": session(held_at="0001-01-01T00:00:00")}, "session.held_at"),
        ({"session": session(held_at="2023-05-15")}, "session.held_at"),
        ({"session": session(held_at="2023-W20-1")}, "session.held_at"),
        ({"session": session(held_at="٢٠٢٣-٠٥-١٥T08:30:00Z")}, "session.held_at"),
        ({"session": session(held_at="2023-03-26T02:30:00")}, "session.held_at"),  # summer time
        ({"session": session(held_at="9999-12-31T23:59:59-12:00")}, "session.held_at"),
    ],
)
def test_malformed_input_names_its_field(scene, change, field):
    response = scene.redeem({**scene.body(), **change})

    told = response.json()
    assert (response.status_code, told["code"], told["field"]) == (400, "malformed", field)
    assert field in told["errors"]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("body", ["[", "[]", "12", "null", '"P"', "", '{"place": NaN}'])
def test_a_body_that_is_not_an_object_is_malformed(scene, body):
    response = scene.redeem(body)

    assert (response.status_code, response.json()["code"]) == (400, "malformed")
    assert response.json()["errors"].keys() <= {"body", "place", "codes", "session"}
    assert "No data" not in response.text


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"place": "a", "codes": [], "place": "b"}', "place"),
        ('{"session": {"minutes": 1, "minutes": 2}}', "minutes"),
        ('{"\\ud800": 1, "\\ud800": 2}', "?"),
    ],
)
def test_a_field_written_twice_is_malformed(scene, body, field):
    told = scene.redeem(body).json()

    assert (told["code"], told["field"]) == ("malformed", field)


@pytest.mark.parametrize("body", ["[" * 100_000, '{"place": ' * 50_000])
def test_a_body_nested_too_deep_is_malformed(scene, body):
    response = scene.redeem(body)

    assert (response.status_code, response.json()["field"]) == (400, "body")


def test_a_body_too_long_is_malformed(scene):
    response = scene.redeem(scene.body("A" * 3_000_000))

    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, response.json()["field"]) == (400, "body")


def test_a_list_too_long_is_refused_without_reading_each_code(scene):
    """Otherwise one body of 2 MB would keep a worker busy for the best part of a minute."""
    response = scene.redeem(scene.body(*[7] * 100_000))

    assert (response.status_code, response.json()["errors"].keys()) == (400, {"codes"})


def test_the_description_is_given_whatever_is_asked(client):
    assert client.get("/api/v1/schema/?version=%01%0A").status_code == 200


@pytest.mark.parametrize("code", ["P" * 16, "é" * 16, "１２３４", "PN1....", "PN1.P.é.1.1.1"])
def test_a_code_of_any_characters_is_mistyped(scene, code):
    response = scene.redeem(scene.body(code))

    assert (response.status_code, response.json()["code"]) == (400, "mistyped_code")
    assert scene.check(code).json()["passes"][0]["code"] == "mistyped_code"


@pytest.fixture
def kept_connection():
    """A whole application closes its connection after each answer, and with it the test's."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield
    for signal in both:
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_description_promises(scene, kept_connection, case):
    case.call_and_validate(headers={"Authorization": f"Bearer {scene.device.token}"}, checks=CHECKS)
