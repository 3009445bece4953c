"""Two at once on a count. The controls show each race without what prevents it."""

import pytest
from django.db import IntegrityError

from audit.models import Event
from common import saving
from counts import actions
from counts.models import Count
from counts.readings import comparisons
from counts.readings.comparisons import sheet_of
from tests.distribution.test_races import (
    at_once,
    decisions,
    giving,
    meeting,
    refusals,
    without_locks,
)
from tests.factories.counts import count_of
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def depot():
    return DepotFactory(carnets=3)


def closing(count):
    return lambda: actions.close(Count.objects.get(pk=count.pk), **JOURNAL)


def closed():
    return Event.objects.filter(verb="count.closed").count()


def test_two_people_close_a_count_at_once_and_one_sheet_is_kept(depot):
    act = closing(count_of(depot, found=[(1, 3)]))
    (refusal,) = refusals(at_once(act, act))
    assert refusal.code == "move_refused"
    assert closed() == 1


def test_control_without_the_lock_both_close_and_the_database_refuses_one(monkeypatch, depot):
    act = closing(count_of(depot, found=[(1, 3)]))
    without_locks(monkeypatch)
    meeting(monkeypatch, actions, "check_move")
    (refusal,) = refusals(at_once(act, act))
    assert not hasattr(refusal, "code")
    assert closed() == 1


def opening(depot):
    return lambda: actions.open_count(depot, counted_on=TODAY, **JOURNAL)


def test_two_people_open_the_count_of_a_store_at_once_and_one_is_open(depot):
    (refusal,) = refusals(at_once(opening(depot), opening(depot)))
    assert refusal.code == "already_counting"
    assert Count.objects.count() == 1


def test_control_without_the_lock_the_database_refuses_the_second(monkeypatch, depot):
    without_locks(monkeypatch)
    meeting(monkeypatch, saving, "check")  # once nothing more is read
    (refusal,) = refusals(at_once(opening(depot), opening(depot)))
    assert isinstance(refusal, IntegrityError)
    assert Count.objects.count() == 1


def test_a_hand_out_during_a_count_leaves_the_stock_of_its_instant(depot):
    (decision,) = decisions(depot, 1)
    count = count_of(depot, found=[(2, 2)])

    add = lambda: actions.add(count, ranges=[(3, 3)], **JOURNAL)  # noqa: E731
    assert not refusals(at_once(giving(decision, depot), add))

    sheet = sheet_of(count)
    assert sheet.expected.ranges == [(1, 3)]
    assert (sheet.left.ranges, sheet.gaps) == ([(1, 1)], [])


def test_control_without_the_last_line_the_hand_out_changes_that_stock(monkeypatch, depot):
    (decision,) = decisions(depot, 1)
    count = count_of(depot)
    monkeypatch.setattr(comparisons, "_is_before", lambda line, of: line.on <= of.counted_on)
    giving(decision, depot)()
    assert sheet_of(count).expected.ranges == [(2, 3)]
