"""Writes that the actions would not make, and the constraint that refuses each."""

import pytest
from django.db import IntegrityError, connection, transaction

from distribution.actions import ledger
from distribution.enums import LineKind
from distribution.models import Lot, StockLine
from tests.factories.accounts import NOON
from tests.factories.distribution import JOURNAL, TODAY


def refused(name, change, /, *args, **kwargs):
    """The change is refused by the constraint or trigger of this name."""
    settle()
    with pytest.raises(IntegrityError) as error:
        attempt(change, *args, **kwargs)
    diagnostic = error.value.__cause__.diag
    assert (diagnostic.constraint_name or diagnostic.message_primary) == name


@transaction.atomic
def attempt(change, /, *args, **kwargs):
    """Change, and let what is judged at commit be judged now."""
    change(*args, **kwargs)
    sql("SET CONSTRAINTS ALL IMMEDIATE")


def settle():
    """What came before is judged now, what follows at its commit."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def without(trigger, table):
    """Do without a trigger until the end of the test, to see what stands behind it."""
    settle()
    sql(f"DROP TRIGGER {trigger} ON {table}")


def line(source, destination, first=1, last=1, **changes):
    """A ledger line, right unless changed."""
    carnets = last - first + 1
    values = {
        "programme": source.programme,
        "kind": LineKind.TRANSFER,
        "moved_on": TODAY,
        "moved_at": NOON,
        "source": source,
        "destination": destination,
        "first_carnet": first,
        "last_carnet": last,
        "carnets": carnets,
        "passes": carnets * 10,
        "amount": carnets * 100,
        "moved_by": "Camille Agent",
    }
    return StockLine.objects.create(**values | changes)


def move(source, destination, first, last, on=TODAY):
    """A transfer as the action makes it."""
    return ledger.transfer(
        source,
        destination,
        first_carnet=first,
        last_carnet=last,
        on=on,
        **JOURNAL,
    )


def copy_of(lot, **changes):
    """A lot that follows `lot`, right unless changed."""
    values = {
        "order": lot.order,
        "programme": lot.programme,
        "code": "suite",
        "passes_per_carnet": 10,
        "first_carnet": lot.last_carnet + 1,
        "last_carnet": lot.last_carnet + 2,
        "first_serial": lot.last_serial + 1,
        "last_serial": lot.last_serial + 20,
        "key_id": 1,
    }
    return Lot.objects.create(**values | changes)
