"""Findings about votes: their counts, and what was signed before they were executory."""

import datetime as dt

import pytest

from conventions.enums import ConventionFinding
from deliberations.enums import DeliberationFinding
from findings import readings
from tests.factories.conventions import AvenantFactory, ConventionFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.findings import findings_of

pytestmark = pytest.mark.django_db


def test_texts_signed_before_their_vote_is_executory(programme):
    late = {"published_on": dt.date(2021, 3, 1), "transmitted_on": dt.date(2023, 12, 1)}
    vote = DeliberationFactory(programme=programme, number="2021-10", **late)
    convention = ConventionFactory(programme=programme, signed=True, deliberation=vote)
    AvenantFactory(convention=convention, number=1, signed=True, deliberation=vote)

    told = findings_of(convention)

    assert [(one.code, one.place, one.clause) for one in told] == [
        (ConventionFinding.EARLY_SIGNATURE, "Convention", "Signature"),
        (ConventionFinding.EARLY_SIGNATURE, "Avenant n°\u00a01", "Signature"),
    ]
    assert told == readings.of_programme(programme)


def test_a_vote_whose_counts_do_not_add_up(programme):
    counts = {"votes_for": 53, "votes_against": 0, "abstentions": 0}
    DeliberationFactory(programme=programme, number="2020-1", present=41, proxies=11, **counts)

    (one,) = readings.of_programme(programme)

    assert (one.code, one.about) == (DeliberationFinding.ATTENDANCE, "Programme")
    assert (one.place, one.clause) == (
        "Délibération n°\u00a02020-1 (Commission permanente, 8\u00a0février\u00a02021)",
        "Vote",
    )
