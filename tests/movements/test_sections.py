"""The transfers and losses of a programme file: loaded once, refused when they differ."""

import pytest

from distribution.actions import ledger
from distribution.models import Depot, StockLine
from programmes.models import Programme
from tests.distribution.attempts import move
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, LotFactory, shipment_of
from tests.passnum.full_programme import FULL, open_accounts
from tests.passnum.loading import adds_nothing, dumped, dumped_values, faults, load_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def regie():
    open_accounts()
    load_text(FULL)
    return Depot.objects.get(code="regie")


DIFFERENT = [
    ('reason = "dotation"', 'reason = "autre"', "transfers[1].reason"),
    ('destination = "antenne"', 'destination = "regie"', "transfers[1].destination"),
    (
        'depot = "antenne"\nreason = "dégât des eaux"',
        'depot = "regie"\nreason = "dégât des eaux"',
        "losses[1].depot",
    ),
    ('reason = "dégât des eaux"\n', 'reason = "vol"\n', "losses[1].reason"),
]


@pytest.mark.usefixtures("regie")
def test_a_movement_that_differs_is_refused():
    for old, new, place in DIFFERENT:
        assert old in FULL
        assert place in faults(FULL.replace(old, new, 1))


def test_carnets_that_the_depot_does_not_hold_are_not_moved():
    open_accounts()
    wrong = FULL.replace(
        "last_carnet = 2\nmoved_on = 2021-12-06", "last_carnet = 3\nmoved_on = 2021-12-06"
    )
    assert "ne détient pas" in faults(wrong)["transfers[1].first_carnet"]
    assert not StockLine.objects.exists()


def test_what_was_received_is_written_as_a_transfer_and_what_was_corrected_is_not(regie):
    programme = Programme.objects.get()
    lens = DepotFactory(
        programme=programme, code="lens", regie=True, organisation=programme.authority
    )
    LotFactory(depot=regie, carnets=6, state="delivered")  # n° 4 to 9
    shipment_of(regie, lens, ranges=[(4, 5)], state="closed")
    shipment_of(regie, lens, ranges=[(6, 6)])  # on its way
    back = move(regie, lens, 7, 8)
    ledger.reverse(back, on=TODAY, reason="Erreur", **JOURNAL)

    _, *written = dumped_values()["transfers"]

    assert written == [
        {
            "first_carnet": 4,
            "last_carnet": 5,
            "moved_on": TODAY,
            "source": "regie",
            "destination": "lens",
        }
    ]
    assert adds_nothing(dumped())
