"""The counts of a programme file: loaded once, refused when they differ, written back."""

import pytest

from counts import actions
from counts.models import Count
from counts.readings.comparisons import sheet_of
from distribution.models import Depot
from programmes.models import Programme
from tests.distribution.attempts import move
from tests.factories.counts import count_of
from tests.factories.distribution import JOURNAL, DepotFactory, LotFactory
from tests.passnum.full_programme import FULL, open_accounts
from tests.passnum.loading import adds_nothing, dumped, dumped_values, faults, load_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LAST = FULL.index("[[counts]]")
ENTRY = FULL[LAST : FULL.index("[[places]]")]


def replaced(old, new):
    assert old in ENTRY
    return FULL.replace(ENTRY, ENTRY.replace(old, new))


@pytest.fixture
def loaded():
    open_accounts()
    load_text(FULL)
    return Count.objects.get()


def test_a_count_is_recorded_closed_with_its_sheet(loaded):
    sheet = sheet_of(loaded)
    assert (loaded.state, str(loaded.depot)) == ("closed", "Antenne")
    assert (sheet.missing.ranges, sheet.surplus.ranges) == ([(2, 2)], [(7, 8)])
    assert bytes(loaded.document).startswith(b"%PDF")
    assert adds_nothing(FULL)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('depot = "antenne"', 'depot = "regie"', "depot"),
        ("2021-12-31", "2022-12-31", "counted_on"),
        ('"7-8"', '"7-9"', "found"),
        ('"1-2"', '"1-3"', "expected"),
        ('reason = "misread"', 'reason = "lost"', "explanations[2].reason"),
    ],
)
@pytest.mark.usefixtures("loaded")
def test_a_count_that_differs_is_refused(old, new, key):
    assert f"counts[1].{key}" in faults(replaced(old, new))


def test_without_what_was_expected_the_ledger_says_it(loaded):
    assert adds_nothing(replaced('expected = ["1-2"]\n', ""))
    assert sheet_of(loaded).expected.ranges == [(1, 2)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"7-8"', '"8-7"', "du plus petit au plus grand"),
        ('"7-8"', '"7-9"', "Expliquez d’abord ces écarts : n° 00009."),
        ('note = "dégât des eaux"', 'note = "chez 1 94 06 62 041 123"', "NIR"),
    ],
)
def test_a_count_that_does_not_hold_is_refused(old, new, said):
    open_accounts()
    assert any(said in sentence for sentence in faults(replaced(old, new)).values())


def test_a_count_in_progress_is_not_written(loaded):
    before = dumped()
    count_of(loaded.depot)
    assert dumped() == before


def test_what_moved_during_a_count_is_no_gap_where_it_is_loaded(loaded):
    programme = Programme.objects.get()
    there = DepotFactory(programme=programme, code="lens", regie=True)
    regie = Depot.objects.get(code="regie")
    LotFactory(depot=regie, carnets=4, state="delivered")  # n° 4 to 7
    count = count_of(regie, found=[(4, 5), (7, 7)])
    move(regie, there, 6, 6)
    actions.close(count, **JOURNAL)

    (_, written) = dumped_values()["counts"]

    assert written["expected"] == written["found"] == ["4-5", "7"]
    assert adds_nothing(dumped())
