"""Due days planned from the texts in force."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from audit.actors import SYSTEM
from audit.models import Event
from conventions.enums import Cadence, ClauseKind, ConventionState, DelayOrigin, Origin
from conventions.models import Convention, Obligation
from deadlines.actions import occurrences
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from tests.factories.accounts import NOON, UserFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)

pytestmark = pytest.mark.django_db
D = dt.date
MONDAY = D(2023, 5, 15)
WHO = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def convention():
    """Signed on 11/03/2021, managed here from 2023, its action ending on 30/07/2023."""
    convention = ConventionFactory(signed=True)
    ClauseFactory(convention=convention, in_force=True)
    return convention


def plan(convention, on=MONDAY):
    return occurrences.plan(convention, on=on, **WHO)


def obligation_of(convention, **given):
    return ObligationFactory(convention=convention, in_force=True, **given)


def extend(convention):
    """An avenant moves the end of the action to 31/12/2023, from 01/06/2023."""
    ClauseFactory(
        convention=convention,
        avenant=AvenantFactory(convention=convention, signed=True),
        day=D(2023, 12, 31),
        effective_on=D(2023, 6, 1),
        recorded_at=NOON,
    )


def days(obligation, **of):
    """Its due days since the programme is managed here, unless said."""
    found = Occurrence.objects.filter(obligation=obligation).order_by("due_on")
    found = found.filter(**of) if of else found.exclude(state=OccurrenceState.EARLIER)
    return list(found.values_list("due_on", flat=True))


def test_months_are_planned_since_the_programme_is_managed_until_the_end_of_the_action(convention):
    monthly = obligation_of(convention, cadence=Cadence.MONTHLY, due_on=None)

    plan(convention)

    assert days(monthly, state=OccurrenceState.EARLIER)[::21] == [D(2021, 3, 31), D(2022, 12, 31)]
    assert days(monthly) == [
        D(2023, 1, 31),
        D(2023, 2, 28),
        D(2023, 3, 31),
        D(2023, 4, 30),
        D(2023, 5, 31),
        D(2023, 6, 30),
        D(2023, 7, 31),
    ]


def test_thirteen_months_are_planned_when_no_end_is_known():
    convention = ConventionFactory(signed=True)
    quarterly = obligation_of(convention, cadence=Cadence.QUARTERLY, due_on=None)

    plan(convention, D(2023, 12, 31))

    assert days(quarterly) == [
        D(2023, 3, 31),
        D(2023, 6, 30),
        D(2023, 9, 30),
        D(2023, 12, 31),
        D(2024, 3, 31),
        D(2024, 6, 30),
        D(2024, 9, 30),
        D(2024, 12, 31),
    ]


def test_planning_twice_changes_nothing_and_is_told_once(convention):
    obligation_of(convention, cadence=Cadence.MONTHLY, due_on=None)

    assert len(plan(convention)) == 29
    kept = list(Occurrence.objects.order_by("pk").values_list("pk", flat=True))
    assert plan(convention) == []

    assert list(Occurrence.objects.order_by("pk").values_list("pk", flat=True)) == kept
    told = Event.objects.get(verb="convention.planned")
    assert told.details == {"made": 29, "dropped": 0}
    assert Convention.objects.get().planned_on == MONDAY


def test_planning_as_of_an_earlier_day_drops_nothing_that_is_due(convention):
    obligation_of(convention, cadence=Cadence.MONTHLY, due_on=D(2025, 1, 31))
    plan(convention, D(2023, 12, 31))
    count = Occurrence.objects.count()

    plan(convention, MONDAY)

    assert Occurrence.objects.count() == count == 47


def test_a_day_that_the_text_gives_is_known_however_far(convention):
    report = obligation_of(convention, due_on=D(2034, 7, 1))

    plan(convention)

    assert days(report) == [D(2034, 7, 1)]


def test_the_end_of_the_action_dates_a_delay_and_an_avenant_moves_it(convention):
    report = obligation_of(
        convention,
        cadence=Cadence.WITHIN,
        due_on=None,
        delay_months=6,
        counted_from=DelayOrigin.ACTION_END,
    )
    plan(convention)
    assert days(report) == [D(2024, 1, 30)]
    extend(convention)

    plan(convention, D(2023, 6, 1))

    assert days(report) == [D(2024, 6, 30)]


def test_union_law_moves_a_day_that_the_territory_does_not_work(convention):
    convention.programme.territory = ["67"]
    convention.programme.save()
    report = obligation_of(convention, due_on=D(2023, 12, 24), is_under_union_law=True)

    plan(convention)

    assert days(report) == [D(2023, 12, 27)]


def test_a_signature_dates_a_delay(convention):
    within = obligation_of(
        convention,
        cadence=Cadence.WITHIN,
        due_on=None,
        delay_months=24,
        counted_from=Origin.SIGNATURE,
    )

    plan(convention)

    assert days(within) == [D(2023, 3, 11)]


def test_the_start_of_the_action_dates_a_delay(convention):
    ClauseFactory(
        convention=convention, in_force=True, kind=ClauseKind.ACTION_START, day=D(2021, 1, 31)
    )
    within = obligation_of(
        convention,
        cadence=Cadence.WITHIN,
        due_on=None,
        delay_months=25,
        counted_from=Origin.ACTION_START,
    )

    plan(convention)

    assert days(within) == [D(2023, 2, 28)]


def test_what_is_due_at_the_end_follows_an_avenant(convention):
    at_end = obligation_of(convention, cadence=Cadence.AT_END, due_on=None)
    plan(convention)
    assert days(at_end) == [D(2023, 7, 30)]
    extend(convention)

    plan(convention, D(2023, 6, 1))

    assert days(at_end) == [D(2023, 12, 31)]


def test_a_replaced_obligation_stops_where_its_replacement_begins(convention):
    former = obligation_of(convention, cadence=Cadence.MONTHLY, due_on=None)
    avenant = AvenantFactory(convention=convention, signed=True)
    following = ObligationFactory(
        convention=convention,
        avenant=avenant,
        replaces=former,
        cadence=Cadence.QUARTERLY,
        due_on=None,
        effective_on=D(2023, 3, 31),
        recorded_at=NOON,
    )

    plan(convention)

    assert days(former) == [D(2023, 1, 31), D(2023, 2, 28)]
    assert days(following) == [D(2023, 3, 31), D(2023, 6, 30), D(2023, 9, 30)]


@pytest.mark.parametrize("kept_by", ["responsible", "state"])
def test_what_somebody_touched_stays_when_it_is_no_longer_due(convention, kept_by):
    at_end = obligation_of(convention, cadence=Cadence.AT_END, due_on=None)
    occurrence = plan(convention)[0]
    change = {
        "responsible": {"responsible": UserFactory()},
        "state": {"state": OccurrenceState.READY},
    }[kept_by]
    Occurrence.objects.filter(pk=occurrence.pk).update(**change)
    extend(convention)

    plan(convention, D(2023, 6, 1))

    assert days(at_end) == [D(2023, 7, 30), D(2023, 12, 31)]


def test_closing_ends_a_rhythm_and_keeps_a_day_that_is_still_due(convention):
    monthly = obligation_of(convention, cadence=Cadence.MONTHLY, due_on=None)
    report = obligation_of(convention, title="Rapport final", due_on=D(2023, 12, 31))
    plan(convention)
    convention.state = ConventionState.CLOSED
    convention.ended_on, convention.ended_at = D(2023, 4, 30), NOON
    convention.save()

    plan(convention)

    assert days(monthly) == [D(2023, 1, 31), D(2023, 2, 28), D(2023, 3, 31), D(2023, 4, 30)]
    assert days(report) == [D(2023, 12, 31)]


def test_nothing_is_due_by_a_text_that_is_not_signed():
    convention = ConventionFactory(voted=True)
    ObligationFactory(convention=convention, due_on=D(2023, 6, 30))

    assert plan(convention) == []


class TestDatabase:
    def test_only_who_sees_to_an_obligation_in_force_may_change(self, convention):
        obligation, user = obligation_of(convention, asks_member=True), UserFactory()

        Obligation.objects.filter(pk=obligation.pk).update(responsible=user, member="Mme Duhem")
        for change in ({"title": "Autre"}, {"due_on": D(2024, 1, 1)}, {"note": "x"}):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                Obligation.objects.filter(pk=obligation.pk).update(responsible=None, **change)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Obligation.objects.filter(pk=obligation.pk).delete()

        obligation.refresh_from_db()
        assert obligation.responsible == user
