"""A stated duration that runs from the signature, looked at with or without a start."""

import datetime as dt

import pytest

from conventions.enums import ClauseKind, ConventionFinding, Origin
from tests.factories.conventions import ConventionFactory
from tests.factories.findings import clause, findings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention(programme):
    return ConventionFactory(programme=programme, signed=True)


def durations(convention, *, months, end, **more):
    clause(convention, ClauseKind.ACTION_END, day=end, **more)
    clause(convention, ClauseKind.DURATION_MONTHS, number=months, **more)


@pytest.mark.parametrize("start", [None, dt.date(2021, 1, 1)])
def test_a_duration_from_the_signature_that_fits_nothing_is_told(convention, start):
    if start:
        clause(convention, ClauseKind.ACTION_START, day=start)
    durations(convention, months=24, end=dt.date(2023, 12, 31))
    clause(convention, ClauseKind.DURATION_FROM, text=Origin.SIGNATURE)

    (told,) = findings_of(convention)

    assert told.code == ConventionFinding.DURATION
    assert told.sentence.replace("\u00a0", " ") == (
        "24 mois à compter du 11 mars 2021 (signature) finissent le 10 mars 2023, "
        "et non le 31 décembre 2023."
    )


def test_a_duration_that_fits_the_signature_needs_no_start(convention):
    durations(convention, months=24, end=dt.date(2023, 3, 10))
    clause(convention, ClauseKind.DURATION_FROM, text=Origin.SIGNATURE)

    assert findings_of(convention) == []


def test_a_duration_from_a_signature_that_is_not_known_is_not_judged(programme):
    draft = ConventionFactory(programme=programme)
    durations(draft, months=24, end=dt.date(2023, 12, 31), in_force=False)
    clause(draft, ClauseKind.DURATION_FROM, text=Origin.SIGNATURE, in_force=False)

    assert findings_of(draft) == []
