"""A vote in words, when it is executory, and whether its counts add up."""

import datetime as dt

import pytest

from deliberations.enums import DeliberationFinding
from deliberations.models import Deliberation
from deliberations.readings import deliberation_findings, publicity_in_words, votes_in_words

COUNTED = {"votes_for": 52, "votes_against": 0, "abstentions": 0, "present": 41, "proxies": 11}
FRIDAY, MONDAY = dt.date(2020, 2, 7), dt.date(2020, 2, 10)


def counted(**more):
    return Deliberation(**COUNTED | more)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "52 pour, 0 contre, 0 abstention ; 41 présents et 11 pouvoirs"),
        ({"proxies": None}, "52 pour, 0 contre, 0 abstention ; 41 présents"),
        ({"present": None, "proxies": None}, "52 pour, 0 contre, 0 abstention"),
        ({"votes_for": None}, "vote non communiqué"),
    ],
)
def test_a_vote_is_said_as_far_as_it_is_known(known, said):
    assert votes_in_words(counted(**known)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("days", "on", "said"),
    [
        ((None, None), None, "publication : date inconnue, transmission"),
        ((FRIDAY, None), None, "publiée le 7 février 2020, transmission au représentant de l’État"),
        (
            (FRIDAY, MONDAY),
            MONDAY,
            "transmise au représentant de l’État le 10 février 2020, acte 62",
        ),
        ((MONDAY, FRIDAY), MONDAY, "publiée le 10 février 2020"),
    ],
)
def test_a_vote_is_executory_once_published_and_transmitted(days, on, said):
    published_on, transmitted_on = days
    vote = counted(published_on=published_on, transmitted_on=transmitted_on)
    vote.act_reference = "62" if transmitted_on else ""

    assert vote.executory_on == on
    assert said in publicity_in_words(vote).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({}, []),
        ({"votes_for": 50, "not_voting": 2}, []),
        ({"votes_for": 50, "abstentions": 2}, []),
        ({"votes_for": 53}, [DeliberationFinding.ATTENDANCE]),
        ({"not_voting": 1}, [DeliberationFinding.ATTENDANCE]),
        ({"votes_for": 43, "proxies": None}, []),
        ({"present": None, "proxies": 1}, []),
        ({"votes_for": None, "votes_against": None, "abstentions": None}, []),
    ],
)
def test_the_sum_is_checked_where_the_text_states_proxies(known, found):
    assert [one.code for one in deliberation_findings(counted(**known))] == found


def test_a_sum_that_does_not_hold_gives_both_numbers():
    (one,) = deliberation_findings(counted(votes_for=53))

    assert one.sentence.replace("\u00a0", " ") == (
        "41 présents et 11 pouvoirs font 52 ; les voix, les abstentions et ceux qui n’ont pas pris "
        "part au vote font 53."
    )
