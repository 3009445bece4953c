"""What a count compares: the ledger of an instant, what was found, what moved since."""

import datetime as dt
from decimal import Decimal

import pytest

from common.formats import day
from counts import actions
from counts.enums import GapKind, Reason
from counts.readings.codes import numbers_of
from counts.readings.comparisons import sheet_of
from counts.readings.sheets import frozen, thawed
from distribution.actions import ledger
from distribution.codes import keyring, typed_code
from distribution.models import Depot
from incidents import actions as incidents
from movements import actions as movements
from tests.distribution.attempts import move
from tests.factories.counts import count_of
from tests.factories.distribution import (
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
    qr_codes,
    shipment_of,
    typed_codes,
)

pytestmark = pytest.mark.django_db
LOST = {"on": TODAY, "reason": "Vol, plainte 12", **JOURNAL}


@pytest.fixture
def depot():
    return DepotFactory(carnets=6)


@pytest.fixture
def other(depot):
    return DepotFactory(programme=depot.programme, name="MDS de Lens", regie=True)


def kinds(count):
    return [(gap.first, gap.last, gap.kind, gap.holder) for gap in sheet_of(count).gaps]


def test_the_stock_of_the_instant_is_that_of_the_ledger(depot, other):
    move(depot, other, 2, 3)
    hand_out(depot)
    LotFactory(depot=depot, carnets=2, size=5)
    (held,) = Depot.objects.filter(pk=depot.pk).with_balance()

    sheet = sheet_of(count_of(depot))

    assert sheet.expected.ranges == [(4, 8)]
    assert (sheet.expected.carnets, sheet.expected.passes) == (held.here_carnets, held.here_passes)
    assert sheet.euros(sheet.expected.passes) == held.here_euros == Decimal(400)


def test_what_moves_after_the_instant_is_no_gap(depot, other):
    count = count_of(depot, found=[(1, 2), (4, 6)])
    hand_out(depot)  # n° 1, counted before
    move(depot, other, 3, 3)  # n° 3, gone before it was counted
    LotFactory(depot=depot, carnets=2)  # n° 7 and 8, come since: n° 7 is counted
    actions.add(count, ranges=[(7, 7)], **JOURNAL)

    sheet = sheet_of(count)

    assert sheet.expected.ranges == [(1, 6)]
    assert (sheet.left.ranges, sheet.entered.ranges) == ([(3, 3)], [(7, 7)])
    assert (sheet.gaps, sheet.found.carnets) == ([], 6)
    told = [(one.what, one.sign, one.ranges) for one in sheet.moved]
    assert told == [
        ("Remise", -1, [(1, 1)]),
        ("Transfert, MDS de Lens", -1, [(3, 3)]),
        ("Livraison", 1, [(7, 8)]),
    ]


def test_a_loss_declared_meanwhile_stays_a_gap(depot):
    count = count_of(depot, found=[(1, 5)])
    movements.declare_lost(depot, ranges=[(6, 6)], **LOST)

    (gap,) = sheet_of(count).gaps

    assert (gap.first, gap.kind, gap.since) == (6, GapKind.MISSING, f"Perte ou vol du {day(TODAY)}")


def test_a_gap_that_is_explained_then_mended_stays_in_the_sheet(depot, other):
    count = count_of(depot, found=[(1, 5)])
    actions.explain(count, ranges=[(6, 6)], reason=Reason.WRONG_PLACE, **JOURNAL)
    move(depot, other, 6, 6)
    there = count_of(other, found=[(1, 1), (6, 6)])
    actions.explain(there, ranges=[(1, 1)], reason=Reason.WRONG_PLACE, note="Trouvé là.", **JOURNAL)
    move(depot, other, 1, 1)

    assert kinds(count) == [(6, 6, GapKind.MISSING, "")]
    assert kinds(there) == [(1, 1, GapKind.HERE, "")]
    assert sheet_of(there).expected.ranges == [(6, 6)]


def test_a_carnet_found_here_is_where_the_ledger_has_it(depot, other):
    shop = DepotFactory(programme=depot.programme, name="CCAS", carnets=6)  # n° 7 to 12
    held = DepotFactory(programme=depot.programme)
    given = hand_out(shop).carnets.get()  # n° 7
    blocked = hand_out(shop).carnets.get()  # n° 8
    incidents.block(blocked, cause="lost", note="Perdu.", on=TODAY, **JOURNAL)
    movements.declare_lost(shop, ranges=[(9, 9)], **LOST)
    shipment_of(shop, held, ranges=[(10, 10)])
    LotFactory(depot=shop, carnets=1, state="ordered")  # n° 13
    LotFactory(depot=shop, carnets=1, state="cancelled")  # n° 14

    count = count_of(depot, found=[(1, 15)])

    assert (given.number, blocked.number) == (7, 8)
    assert kinds(count) == [
        (7, 7, GapKind.HANDED_OUT, "CCAS"),
        (8, 8, GapKind.BLOCKED, "CCAS"),
        (9, 9, GapKind.LOST, ""),
        (10, 10, GapKind.TRANSIT, ""),
        (11, 12, GapKind.ELSEWHERE, "CCAS"),
        (13, 13, GapKind.SUPPLIER, ""),
        (14, 14, GapKind.DESTROYED, ""),
        (15, 15, GapKind.UNKNOWN, ""),
    ]
    sheet = sheet_of(count)
    parts = sheet.expected, sheet.left, sheet.entered, sheet.missing, sheet.surplus, sheet.found
    for column in ("carnets", "passes"):
        expected, left, entered, missing, surplus, found = (getattr(p, column) for p in parts)
        assert expected - left + entered - missing + surplus == found


def test_the_end_of_a_day_before_is_counted_too(depot, other):
    before = TODAY - dt.timedelta(days=30)
    move(depot, other, 1, 1, on=before)
    move(depot, other, 2, 2, on=before + dt.timedelta(days=1))

    sheet = sheet_of(count_of(depot, found=[(3, 6)], on=before))

    assert sheet.expected.ranges == [(2, 6)]
    assert (sheet.left.ranges, sheet.gaps) == ([(2, 2)], [])


def test_a_line_of_a_day_before_entered_since_is_apart(depot, other):
    count = count_of(depot, found=[(2, 6)])
    move(depot, other, 1, 1, on=TODAY - dt.timedelta(days=3))

    assert sheet_of(count).expected.ranges == [(1, 6)]
    assert sheet_of(count).left.ranges == [(1, 1)]


def test_a_frozen_sheet_is_read_as_it_was(depot, other):
    count = count_of(depot, found=[(1, 3), (99, 99)])
    move(depot, other, 5, 5)
    sheet = sheet_of(count)
    assert thawed(frozen(sheet)) == sheet


def carnets(depot):
    return list(depot.carnets.select_related("lot__programme", "lot__order").order_by("number"))


def test_codes_name_carnets(depot):
    first, second, *_ = carnets(depot)
    view = keyring().view_code(first.lot.batch, 1)
    expected = {view: 1, qr_codes(second)[0]: 2, typed_codes(second)[1]: 2}

    assert numbers_of(depot.programme, [*expected, "rien"]) == expected


def test_a_code_that_is_not_of_the_programme_names_none(depot):
    foreign = DepotFactory(programme__letter="Z", carnets=1)
    (theirs,) = carnets(foreign)
    (first, *_), letter = carnets(depot), depot.programme.letter
    right = keyring().view_code(first.lot.batch, 1)
    texts = [
        keyring().view_code(theirs.lot.batch, 1),
        *typed_codes(theirs)[:1],
        right[:-1] + ("0" if right[-1] != "0" else "1"),
        keyring().view_code(first.lot.batch, 999),
        typed_code(letter, first.lot.first_serial, bytes(5)),
        typed_code(letter, 999_999, bytes(5)),
    ]

    assert numbers_of(depot.programme, texts) == {}


def test_a_reversed_line_counts_for_nothing(depot, other):
    line = move(depot, other, 1, 1)
    count = count_of(depot, found=[(1, 6)])
    ledger.reverse(line, on=TODAY, reason="Erreur", **JOURNAL)
    assert sheet_of(count).entered.ranges == [(1, 1)]
    assert sheet_of(count).gaps == []
