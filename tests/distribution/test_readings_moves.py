import datetime as dt

import pytest

from audit.actors import SYSTEM
from distribution.actions import ledger
from distribution.readings.moves import moves
from tests.factories.accounts import NOON
from tests.factories.distribution import DELIVERED, DepotFactory, hand_out
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
DAY = dt.date(2023, 3, 1)


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


@pytest.fixture
def depot(programme):
    return DepotFactory(programme=programme, carnets=9, name="Arras")


def moved(programme, *firsts, until=DAY):
    found = moves(programme, until, firsts)
    return {(one.on, one.depot, one.first_carnet): (one.stored, one.handed_out) for one in found}


def test_a_range_is_cut_where_a_piece_of_the_series_begins(programme, depot):
    ledger.declare_lost(
        depot, first_carnet=3, last_carnet=8, on=DAY, reason="vol", by=SYSTEM.at(NOON)
    )

    assert moved(programme, 1, 4, 8) == {
        (DELIVERED, "", 1): (3, 0),
        (DELIVERED, "", 4): (4, 0),
        (DELIVERED, "", 8): (2, 0),
        (DAY, "", 1): (-1, 0),
        (DAY, "", 4): (-4, 0),
        (DAY, "", 8): (-1, 0),
    }


def test_carnets_handed_out_leave_the_stock_of_their_depot(programme, depot):
    hand_out(depot, on=DAY)

    assert moved(programme, 1)[DAY, "Arras", 1] == (-1, 1)


def test_what_moved_later_or_in_another_programme_is_left_out(programme, depot):
    hand_out(depot, on=DAY)
    DepotFactory(carnets=1)

    assert moved(programme, 1, until=DELIVERED) == {(DELIVERED, "", 1): (9, 0)}
