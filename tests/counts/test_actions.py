"""A store is counted: opened, filled, explained, closed or cancelled."""

import datetime as dt
import hashlib

import pytest
from django.db import transaction

from audit.models import Event
from common.errors import AlreadyRecorded, NirFound, ReasonMissing
from common.past_days import DayInFuture, DayOutsideProgramme
from common.workflow import MoveRefused
from counts import actions
from counts.enums import CountState, Reason
from counts.models import Count, Explanation, Found
from counts.readings.comparisons import sheet_of
from distribution.actions import depots
from distribution.actions.depots import DepotClosed
from distribution.enums import DepotKind
from distribution.models import Depot
from distribution.readings.depots import NotInDepot
from tests.distribution.attempts import move, refused
from tests.factories.counts import closed_count_of, count_of
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory

pytestmark = pytest.mark.django_db
NIR = "chez 1 94 06 62 041 123"
UNEXPLAINED = {"reason": Reason.UNEXPLAINED, **JOURNAL}


@pytest.fixture
def depot():
    return DepotFactory(carnets=6)


def found(count):
    return [*count.found.order_by("first_carnet").values_list("first_carnet", "last_carnet")]


def test_a_store_is_counted_once_at_a_time_and_numbers_follow(depot):
    first = count_of(depot)
    with pytest.raises(actions.AlreadyCounting, match="Terminez-le"):
        count_of(depot)
    actions.cancel(first, reason="Mauvais dépôt", **JOURNAL)
    assert (first.number, count_of(depot).number) == (1, 2)
    assert count_of(DepotFactory(programme=depot.programme)).number == 3


@pytest.mark.parametrize(
    ("day", "refusal"),
    [(TODAY + dt.timedelta(days=1), DayInFuture), (dt.date(1990, 1, 1), DayOutsideProgramme)],
)
def test_a_count_is_of_a_day_that_was(depot, day, refusal):
    with pytest.raises(refusal):
        count_of(depot, on=day)
    assert not Count.objects.exists()


def test_only_an_open_store_is_counted(depot):
    with pytest.raises(NotInDepot):
        count_of(depots.single_depot(depot.programme, DepotKind.LOST))
    empty = depots.close(DepotFactory(programme=depot.programme), on=TODAY, **JOURNAL)
    with pytest.raises(DepotClosed):
        count_of(empty)


def test_what_is_found_twice_counts_once(depot):
    count = count_of(depot, found=[(1, 3)])

    again = actions.add(count, ranges=[(3, 5)], **JOURNAL)

    assert again == [(3, 3)]
    assert found(count) == [(1, 3), (4, 5)]
    assert actions.add(count, ranges=[(1, 2)], **JOURNAL) == [(1, 2)]
    with pytest.raises(actions.NothingCounted):
        actions.add(count, ranges=[], **JOURNAL)


def test_what_was_found_is_counted_again(depot):
    count = count_of(depot, found=[(1, 6)])
    assert actions.withdraw(count, ranges=[(3, 4), (50, 60)], **JOURNAL) == 2
    assert found(count) == [(1, 2), (5, 6)]
    with pytest.raises(actions.NothingCounted):
        actions.withdraw(count, ranges=[(3, 3)], **JOURNAL)


def test_a_gap_is_explained_and_explained_again(depot):
    count = count_of(depot, found=[(1, 2)])
    actions.explain(count, ranges=[(3, 6)], note="Cherché.", **UNEXPLAINED)
    actions.explain(count, ranges=[(4, 4)], reason=Reason.LOST, **JOURNAL)

    told = [(gap.first, gap.last, gap.reason, gap.note) for gap in sheet_of(count).gaps]

    assert told == [
        (3, 3, "unexplained", "Cherché."),
        (4, 4, "lost", ""),
        (5, 6, "unexplained", "Cherché."),
    ]


@pytest.mark.parametrize("ranges", [[], [(1, 1)], [(6, 7)]])
def test_only_gaps_are_explained(depot, ranges):
    count = count_of(depot, found=[(1, 5)])
    with pytest.raises(actions.NotAGap, match="00006"):
        actions.explain(count, ranges=ranges, **UNEXPLAINED)
    actions.add(count, ranges=[(6, 6)], **JOURNAL)
    with pytest.raises(actions.NotAGap, match="aucun"):
        actions.explain(count, ranges=[(6, 6)], **UNEXPLAINED)


def test_no_text_keeps_a_nir(depot):
    count = count_of(depot)
    with pytest.raises(NirFound):
        actions.explain(count, ranges=[(1, 6)], note=NIR, **UNEXPLAINED)
    with pytest.raises(NirFound):
        actions.cancel(count, reason=NIR, **JOURNAL)


def test_a_count_is_closed_once_each_gap_is_explained(depot):
    count = count_of(depot, found=[(1, 5), (99, 99)])
    actions.explain(count, ranges=[(6, 6)], **UNEXPLAINED)
    with pytest.raises(actions.GapUnexplained, match="00099"):
        actions.close(count, **JOURNAL)
    actions.explain(count, ranges=[(99, 99)], reason=Reason.MISREAD, **JOURNAL)

    closed = actions.close(count, **JOURNAL)

    assert (closed.state, closed.ended_by) == (CountState.CLOSED, "système")
    assert bytes(closed.document).startswith(b"%PDF")
    assert hashlib.sha256(closed.document).hexdigest() == closed.document_hash
    event = Event.objects.get(verb="count.closed")
    assert event.details | {"missing": 1, "surplus": 1} == event.details
    assert not Depot.objects.out_of_balance().exists()


def test_a_closed_count_stays_as_it_was_signed(depot):
    closed = closed_count_of(depot, found=[(1, 5)])
    before = bytes(closed.document), closed.document_hash, sheet_of(closed)
    other = DepotFactory(programme=depot.programme)
    move(depot, other, 1, 3)
    depots.rename(depot, name="Autre nom", **JOURNAL)

    read = Count.objects.get(pk=closed.pk)

    assert (bytes(read.document), read.document_hash, sheet_of(read)) == before
    for act in (
        lambda: actions.add(read, ranges=[(6, 6)], **JOURNAL),
        lambda: actions.withdraw(read, ranges=[(1, 1)], **JOURNAL),
        lambda: actions.explain(read, ranges=[(6, 6)], **UNEXPLAINED),
    ):
        with pytest.raises(actions.CountEnded, match="clos"):
            act()
    for act in (actions.close, lambda row, by: actions.cancel(row, reason="Non", by=by)):
        with pytest.raises(MoveRefused):
            act(read, **JOURNAL)


def test_the_same_count_is_the_same_document_to_the_byte(depot):
    with transaction.atomic():
        first = bytes(closed_count_of(depot, found=[(1, 5)]).document)
        transaction.set_rollback(True)
    assert bytes(closed_count_of(depot, found=[(1, 5)]).document) == first


def test_a_count_is_cancelled_with_a_reason(depot):
    count = count_of(depot)
    with pytest.raises(ReasonMissing):
        actions.cancel(count, reason=" ", **JOURNAL)
    assert actions.cancel(count, reason="Mauvais dépôt", **JOURNAL).state == CountState.CANCELLED


def test_a_number_is_given_once(depot):
    facts = {"number": 7, "counted_on": TODAY, "found": [(1, 6)], **JOURNAL}
    assert actions.record(depot, **facts).number == 7
    with pytest.raises(AlreadyRecorded):
        actions.record(depot, **facts)
    assert count_of(depot).number == 8


def test_the_database_keeps_a_count_that_ended(depot):
    closed = closed_count_of(depot, found=[(1, 5)])
    late = {"count": closed, "first_carnet": 9, "last_carnet": 9}
    append_only = "append-only: {} of counts_count refused"
    kept = Count.objects.filter(pk=closed.pk)
    refused(append_only.format("UPDATE"), kept.update, ended_by="Autre")
    refused(append_only.format("DELETE"), kept._raw_delete, "default")
    new = {"found_at": JOURNAL["by"].at, "found_by": "Autre"}
    refused("count_is_open", Found.objects.create, **late, **new)
    refused("count_is_open", Found.objects.filter(count=closed).delete)
    refused("count_is_open", Explanation.objects.filter(count=closed).delete)
    refused(
        "append-only: UPDATE of counts_explanation refused",
        Explanation.objects.filter(count=closed).update,
        note="Autre",
    )


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("count_ended_at", {"ended_at": JOURNAL["by"].at}),
        ("count_closed_has_its_sheet", {"sheet": {}}),
        ("count_closed_has_its_document", {"document": b"%PDF"}),
        ("count_cancelled_says_why", {"reason": "Non"}),
        ("append-only: UPDATE of counts_count refused", {"counted_on": dt.date(2022, 12, 31)}),
    ],
)
def test_the_database_refuses_a_count_that_does_not_hold(depot, constraint, wrong):
    count = count_of(depot)
    refused(constraint, Count.objects.filter(pk=count.pk).update, **wrong)


def test_the_database_refuses_numbers_twice_or_backwards(depot):
    count = count_of(depot, found=[(1, 3)])
    more = {"count": count, "found_at": JOURNAL["by"].at, "found_by": "Autre"}
    refused("found_once", Found.objects.create, first_carnet=3, last_carnet=4, **more)
    refused("found_in_order", Found.objects.create, first_carnet=5, last_carnet=4, **more)
    given = {"count": count, "given_at": more["found_at"], "given_by": "Autre", "reason": "lost"}
    Explanation.objects.create(first_carnet=4, last_carnet=6, **given)
    refused("explanation_once", Explanation.objects.create, first_carnet=6, last_carnet=6, **given)
    refused(
        "explanation_in_order", Explanation.objects.create, first_carnet=6, last_carnet=5, **given
    )


def test_the_database_refuses_two_open_counts_and_a_number_twice(depot):
    count = count_of(depot)
    values = {"programme": depot.programme, "counted_on": TODAY, "opened_at": count.opened_at}
    refused("count_one_open_a_depot", Count.objects.create, depot=depot, number=9, **values)
    other = DepotFactory(programme=depot.programme)
    refused("count_number_unique", Count.objects.create, depot=other, number=1, **values)
