"""Stated durations and delays, held against the days that they lead to."""

import datetime as dt

import pytest

from conventions.enums import (
    Cadence,
    ClauseKind,
    ConventionFinding,
    DelayOrigin,
    Origin,
)
from tests.factories.accounts import NOON, UserFactory
from tests.factories.conventions import AvenantFactory, ConventionFactory, ObligationFactory
from tests.factories.findings import IN_FORCE, clause, findings_of

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


def within(convention, origin, **facts):
    return ObligationFactory(
        convention=convention,
        cadence=Cadence.WITHIN,
        delay_months=2,
        counted_from=origin,
        responsible=UserFactory(),
        **IN_FORCE,
        **facts,
    )


def test_a_delay_is_held_against_the_due_day_stated_beside_it(convention):
    within(convention, Origin.SIGNATURE, due_on=dt.date(2021, 5, 11))
    within(convention, Origin.SIGNATURE, due_on=None)
    within(convention, Origin.ACTION_START, due_on=dt.date(2021, 5, 11))
    assert findings_of(convention) == []

    clause(convention, ClauseKind.ACTION_START, day=dt.date(2021, 1, 1))

    assert [one.code for one in findings_of(convention)] == [ConventionFinding.DELAY]


def test_a_delay_after_the_end_is_held_against_the_end_of_its_own_text(convention):
    """31/12/2023 and 6 months are 30/06/2024, not 01/07/2024 (seed 000)."""
    clause(convention, ClauseKind.ACTION_END, day=dt.date(2023, 7, 30))
    coming = AvenantFactory(convention=convention, voted=True)
    clause(
        convention, ClauseKind.ACTION_END, day=dt.date(2023, 12, 31), avenant=coming, in_force=False
    )
    stated = {"due_on": dt.date(2024, 7, 1), "avenant": coming, "convention": convention}
    ObligationFactory(
        cadence=Cadence.WITHIN, delay_months=6, counted_from=DelayOrigin.ACTION_END, **stated
    )
    before = AvenantFactory(convention=convention, abandoned=True)
    ObligationFactory(
        cadence=Cadence.WITHIN,
        delay_months=1,
        counted_from=DelayOrigin.ACTION_END,
        **stated | {"avenant": before, "due_on": dt.date(2024, 7, 2)},
    )

    (one,) = [one for one in findings_of(convention) if one.code == ConventionFinding.DELAY]

    assert "mènent au 30\u00a0juin\u00a02024, et non au 1er\u00a0juillet\u00a02024." in one.sentence


def test_a_delay_is_held_against_the_clauses_in_force_at_the_effect_of_its_text(convention):
    """An avenant that holds only obligations, between two others that move the end."""
    clause(convention, ClauseKind.ACTION_END, day=dt.date(2023, 7, 30))
    first, second = (AvenantFactory(convention=convention, signed=True) for _ in range(2))
    moved = {"effective_on": dt.date(2023, 5, 1), "day": dt.date(2023, 12, 31)}
    clause(convention, ClauseKind.ACTION_END, avenant=second, **moved)
    after = {"cadence": Cadence.WITHIN, "delay_months": 6, "counted_from": DelayOrigin.ACTION_END}
    places = {"convention": convention, "avenant": first, "responsible": UserFactory()}
    known = {**after, **places, "recorded_at": NOON, "effective_on": dt.date(2023, 4, 30)}
    ObligationFactory(**known, title="Bilan", due_on=dt.date(2024, 1, 30))
    ObligationFactory(**known, title="Compte", due_on=dt.date(2024, 6, 30))
    late = known | {"effective_on": dt.date(2023, 5, 1)}
    ObligationFactory(**late, title="Solde", due_on=dt.date(2024, 6, 30))
    voted = AvenantFactory(
        convention=convention, voted=True, stated_effective_on=dt.date(2023, 4, 1)
    )
    ObligationFactory(**after, **places | {"avenant": voted}, due_on=dt.date(2024, 6, 30))

    found = [one for one in findings_of(convention) if one.code == ConventionFinding.DELAY]

    assert [one.text for one in found] == ["Avenant n°\u00a01", "Avenant n°\u00a03"]
    assert "Compte" in found[0].sentence
