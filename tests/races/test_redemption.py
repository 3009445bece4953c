"""Thirty-two clients over HTTP; and a control that shows the race without lock and constraint."""

import itertools
import threading
import uuid
from collections import Counter

import pytest
from django.db import connection, connections, transaction

from audit.models import Event
from distribution.models import Carnet, Pass
from mediation import querysets
from mediation.actions import redemptions
from mediation.models import IdempotencyKey, RedeemedPass, Redemption
from tests.races.conftest import CLIENTS

# As many as have a connection of the pool at once.
AT_ONCE = 8


def codes_of(answers):
    return Counter(body.get("code", status) for status, body in answers)


def test_of_32_clients_one_redeems_the_pass(scene, rush):
    answers = rush(scene.body())

    assert codes_of(answers) == {201: 1, "already_redeemed": CLIENTS - 1}
    assert RedeemedPass.objects.count() == Redemption.objects.count() == 1
    assert Event.objects.filter(verb="redemption.recorded").count() == 1
    assert IdempotencyKey.objects.count() == CLIENTS


def test_32_calls_with_one_key_are_one_redemption_and_one_answer(scene, rush):
    key = uuid.uuid4()

    answers = rush(scene.body(), keys=[key] * CLIENTS)

    bodies = [body for status, body in answers if status == 201]
    late = [(status, body["code"]) for status, body in answers if status != 201]
    assert bodies
    assert all(body == bodies[0] for body in bodies)
    assert set(late) <= {(409, "in_progress")}
    assert Redemption.objects.count() == IdempotencyKey.objects.count() == 1


def test_the_control_shows_the_race_without_lock_and_constraint(scene, rush, monkeypatch):
    """The first ones have all judged the pass before one of them spends it."""
    together, arrivals = threading.Barrier(AT_ONCE, timeout=20), itertools.count()
    spend, body = redemptions._spend, scene.body()

    def spend_together(*args, **kwargs):
        if next(arrivals) < AT_ONCE:
            together.wait()
        return spend(*args, **kwargs)

    monkeypatch.setattr(querysets, "locked", lambda passes: passes)
    monkeypatch.setattr(redemptions, "_spend", spend_together)
    with without_constraint():
        answers = rush(body)
        spent = RedeemedPass.objects.count()

    assert codes_of(answers)[201] == spent >= AT_ONCE


def test_the_lock_alone_is_enough(scene, rush):
    body = scene.body()
    with without_constraint():
        answers = rush(body)

        assert codes_of(answers)[201] == RedeemedPass.objects.count() == 1


def test_the_constraint_alone_is_enough(scene, rush, monkeypatch):
    monkeypatch.setattr(querysets, "locked", lambda passes: passes)

    answers = rush(scene.body())

    assert codes_of(answers)[201] == RedeemedPass.objects.count() == 1
    assert set(codes_of(answers)) <= {201, "already_redeemed"}


class without_constraint:  # noqa: N801 read as a phrase
    """One pass may be spent twice, until the test is over."""

    DROP = """
        ALTER TABLE mediation_redeemedpass DROP CONSTRAINT {name};
        ALTER TABLE mediation_redeemedpass DISABLE TRIGGER redeemed_pass_allowed
    """
    RESTORE = """
        TRUNCATE mediation_redeemedpass, mediation_redemption;
        ALTER TABLE mediation_redeemedpass ADD CONSTRAINT {name} UNIQUE (pass_id);
        ALTER TABLE mediation_redeemedpass ENABLE TRIGGER redeemed_pass_allowed
    """
    NAME = """
        SELECT conname FROM pg_constraint
        WHERE conrelid = 'mediation_redeemedpass'::regclass AND contype = 'u'
    """

    def __enter__(self):
        with connection.cursor() as cursor:
            cursor.execute(self.NAME)
            ((self.name,),) = cursor.fetchall()
            cursor.execute(self.DROP.format(name=self.name))

    def __exit__(self, *caught):
        with connection.cursor() as cursor:
            cursor.execute(self.RESTORE.format(name=self.name))


def elsewhere(act):
    """Do something on another connection, to its commit."""

    def run():
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_carnet_lost_between_judgement_and_spending_is_judged_again(scene, client, monkeypatch):
    spend, body, device = redemptions._spend, scene.body(), scene.device
    carnet = Carnet.objects.filter(pk=scene.carnet.pk)

    def spend_too_late(*args, **kwargs):
        elsewhere(lambda: carnet.update(state="lost"))
        return spend(*args, **kwargs)

    monkeypatch.setattr(redemptions, "_spend", spend_too_late)

    response = scene.redeem(body, device=device)

    assert (response.status_code, response.json()["code"]) == (409, "blocked")
    assert IdempotencyKey.objects.get().status == 409
    assert not Redemption.objects.exists()


@pytest.fixture
def impatient(monkeypatch):
    """Two seconds are long for a test."""
    monkeypatch.setattr("mediation.actions.idempotency_keys.LOCK_TIMEOUT", "200ms")


def test_a_pass_held_by_another_call_is_busy_and_keeps_nothing(scene, impatient):
    body, device, answers = scene.body(), scene.device, []

    with transaction.atomic():
        list(Pass.objects.select_for_update(of=("self",)).order_by("pk"))
        elsewhere(lambda: answers.append(scene.redeem(body, device=device)))

    (response,) = answers
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert response.json()["code"] == "busy"
    assert not IdempotencyKey.objects.exists()
    assert scene.redeem(body, device=device).status_code == 201


def test_a_key_held_by_another_call_is_in_progress_and_keeps_nothing(scene, impatient):
    body, device, answers, key = scene.body(), scene.device, [], uuid.uuid4()

    with transaction.atomic():
        IdempotencyKey.objects.create(
            owner_kind="device", owner_id=device.pk, key=key, fingerprint="f", status=1, body={}
        )
        elsewhere(lambda: answers.append(scene.redeem(body, key=key, device=device)))
        transaction.set_rollback(True)

    (response,) = answers
    assert (response.status_code, response.json()["code"]) == (409, "in_progress")
    assert not IdempotencyKey.objects.exists()
    assert scene.redeem(body, key=key, device=device).status_code == 201
