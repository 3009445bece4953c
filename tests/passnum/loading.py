"""Load texts as files of programmes, and see what they say wrong."""

import os

import pytest
from django.db import connection, transaction

from audit.actors import SYSTEM
from audit.models import Event
from passnum.programme_file import dumper, reading
from passnum.programme_file.loader import Faults, load
from programmes.models import Programme
from tests import shared
from tests.factories.accounts import NOON


def load_text(text, at=NOON):
    return load(reading.parse(text), by=SYSTEM, at=at)


def check_keys_once():
    """Check now the keys of all that a class of tests has loaded; without it each test checks them.

    Plans made while tables were empty are made again: they would read a whole table for each key.
    """
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
    connection.check_constraints()


def adds_nothing(text):
    events = Event.objects.count()
    return load_text(text) == [] and Event.objects.count() == events


def faults(text):
    """What is said at each key that is wrong; nothing is kept."""
    events = Event.objects.count()
    with pytest.raises(Faults) as refused:
        load_text(text)
    assert Event.objects.count() == events
    return {one.path: one.sentence.replace("\u00a0", " ") for one in refused.value.found}


def written_after_loading(code):
    """What a shipped file writes once it is loaded, asked once a run; nothing of it stays."""
    kept = shared.folder / f"{code}.toml"
    if not kept.exists():
        whole = kept.with_suffix(f".{os.getpid()}")  # never half of it for another process
        whole.write_text(written_after(reading.parse(reading.read(f"demo/{code}.toml"))))
        whole.rename(kept)
    return kept.read_text()


def written_after(values):
    """What the values of a file write once they are loaded; nothing of it stays."""
    assert not Programme.objects.exists()
    with transaction.atomic():
        load(values, by=SYSTEM, at=NOON)
        found = dumped(values["programme"]["code"])
        transaction.set_rollback(True)
    return found


def dumped(code="essai"):
    return dumper.text(Programme.objects.get(code=code))


def dumped_values(code="essai"):
    return reading.parse(dumped(code))
