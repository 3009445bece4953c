"""The order in which days of signature were recorded, found from the days alone."""

import datetime as dt

from dossiers.rules import avenants_before


def days(*numbers):
    """A signature and its corrections, each approved; None is a day that is not known."""
    found = [number and dt.date(2021, 3, number) for number in numbers]
    return [(one, one) for one in found]


def test_a_convention_is_corrected_first_where_nothing_forbids_it():
    assert avenants_before(days(11, 5, 9), [days(20, 10)]) == [(0,), (0,)]


def test_an_avenant_comes_first_when_a_later_day_asks_for_it():
    assert avenants_before(days(11, 21), [days(15, 25)]) == [(2,)]


def test_an_avenant_comes_no_sooner_than_a_later_day_asks_for_it():
    assert avenants_before(days(11, 14, 12, 21), [days(13, 12, 30)]) == [(0,), (0,), (3,)]
    assert avenants_before(days(11, 22, 16), [days(20, 25, 17)]) == [(0,), (0,)]
    assert avenants_before(days(11, 22, 16, 21), [days(15, 25, 17, 22)]) == [(2,), (2,), (4,)]


def test_a_refused_day_is_asked_in_its_order_and_held_by_nobody():
    refused = dt.date(2021, 3, 12), dt.date(2021, 3, 30)
    assert avenants_before(days(11, 21), [[*days(30), refused]]) == [(2,)]


def test_an_avenant_is_entered_once_the_one_before_it_is_signed():
    assert avenants_before(days(11, 21), [days(22), days(14, 23)]) == [(1, 2)]


def test_an_unknown_day_forbids_nothing():
    assert avenants_before(days(None, 21, None), [days(None, 15)]) == [(0,), (0,)]


def test_days_that_no_order_allows_are_said_so():
    assert avenants_before(days(11, 21), [days(15)]) is None
    assert avenants_before(days(11, 12), [days(15), days(14, 11)]) is None
