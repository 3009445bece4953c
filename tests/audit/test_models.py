import pytest
from django.db import IntegrityError, transaction

from audit import journal
from audit.actors import SYSTEM
from audit.models import Event
from tests.factories.accounts import NOON, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    journal.record("test.done", OrganisationFactory(), by=SYSTEM.at(NOON), why="essai")
    return Event.objects.get()


def test_an_event_keeps_both_instants_its_author_and_its_object(event):
    assert event.at == NOON
    assert event.recorded_at > NOON
    assert (event.actor_kind, event.actor, event.subject_type) == (
        "system",
        "système",
        "accounts.organisation",
    )
    assert event.details == {"why": "essai"}


def test_the_database_refuses_to_change_an_event(event):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.update(actor="quelqu’un d’autre")


def test_the_database_refuses_to_delete_an_event(event):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Event.objects.all().delete()
