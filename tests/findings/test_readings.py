"""Findings of what is kept, each with its clause."""

import datetime as dt
from decimal import Decimal

import pytest

from budget.enums import BudgetFinding, Section, Side
from common.findings import Severity
from conventions.enums import Cadence, ClauseKind, ConventionFinding, Origin
from conventions.rules.clause_rows import Row, write_rows
from deadlines.enums import DeadlineFinding, OccurrenceState
from deadlines.models import Occurrence
from financing.enums import Perimeter, PlanFinding
from financing.models import Plan, PlanItem
from findings import readings
from tests.factories.accounts import NOON, UserFactory
from tests.factories.budget import BudgetLineFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.financing import PlanFactory
from tests.factories.findings import IN_FORCE, clause, findings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention(programme):
    return ConventionFactory(programme=programme, signed=True, code="anct")


def table(convention, kind, *rows, **more):
    return clause(convention, kind, table=write_rows(rows), **more)


def found(convention):
    return [one.code for one in findings_of(convention)]


def only(convention):
    (one,) = findings_of(convention)
    return one


def durations(convention, *, avenant=None, months, end, **more):
    clause(convention, ClauseKind.ACTION_END, avenant=avenant, day=end, article="2", **more)
    clause(
        convention, ClauseKind.DURATION_MONTHS, avenant=avenant, number=months, article="2", **more
    )


def test_a_stated_duration_is_found_with_its_text_and_article(convention):
    clause(convention, ClauseKind.ACTION_START, day=dt.date(2021, 1, 1))
    durations(convention, months=31, end=dt.date(2023, 7, 30))

    one = only(convention)

    assert (one.code, one.severity) == (ConventionFinding.DURATION, Severity.WATCH)
    assert (one.place, one.clause) == ("Convention, article 2", "Durée énoncée")
    assert one.ruling == "La date énoncée fait foi."


def test_the_avenant_of_may_2023_contradicts_itself_twice(convention):
    clause(convention, ClauseKind.ACTION_START, day=dt.date(2021, 1, 1))
    clause(convention, ClauseKind.ACTION_END, day=dt.date(2023, 7, 30))
    avenant = AvenantFactory(convention=convention, number=1, voted=True)
    coming = {"avenant": avenant, "in_force": False}
    durations(convention, months=36, end=dt.date(2023, 12, 31), **coming)
    clause(convention, ClauseKind.EXTENSION_MONTHS, number=5, **coming)
    clause(convention, ClauseKind.DURATION_FROM, text=Origin.SIGNATURE, **coming)

    told = findings_of(convention)

    assert [one.code for one in told] == [ConventionFinding.EXTENSION, ConventionFinding.ORIGIN]
    assert {one.text for one in told} == {"Avenant n°\u00a01"}


def test_an_abandoned_avenant_says_nothing(convention):
    clause(convention, ClauseKind.ACTION_START, day=dt.date(2021, 1, 1))
    avenant = AvenantFactory(convention=convention, number=1, abandoned=True)
    durations(convention, avenant=avenant, months=12, end=dt.date(2023, 12, 31), in_force=False)

    assert found(convention) == []


def test_a_period_that_ends_before_it_begins(convention):
    clause(convention, ClauseKind.WINDOW_START, day=dt.date(2021, 1, 1))
    clause(convention, ClauseKind.WINDOW_END, day=dt.date(2020, 12, 31))

    assert found(convention) == [ConventionFinding.PERIOD]


def test_a_grant_above_its_base_and_a_rate_of_other_amounts(convention):
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(200))
    clause(convention, ClauseKind.ELIGIBLE_BASE, amount=Decimal(100))
    clause(convention, ClauseKind.AID_RATE, rate=Decimal(50))

    assert found(convention) == [ConventionFinding.GRANT_OVER_BASE, ConventionFinding.ROUNDED_RATE]


def test_tables_that_do_not_add_up(convention):
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(100))
    clause(convention, ClauseKind.PASSES_TARGET, number=50_000)
    clause(convention, ClauseKind.WINDOW_END, day=dt.date(2023, 12, 31))
    table(
        convention,
        ClauseKind.PAYMENTS,
        Row(label="Avance", amount=Decimal(30)),
        Row(label="Solde", amount=Decimal(60), day=dt.date(2024, 7, 1)),
    )
    table(convention, ClauseKind.DEPLOYMENT_STEPS, Row(day=dt.date(2022, 12, 31), number=40_000))
    table(
        convention,
        ClauseKind.TARGET_SHARES,
        Row(label="Emploi", rate=Decimal(60)),
        Row(label="Séniors", rate=Decimal(60)),
    )

    assert found(convention) == [
        ConventionFinding.PAYMENTS_SUM,
        ConventionFinding.STEPS,
        ConventionFinding.SHARES,
        ConventionFinding.OUTSIDE_WINDOW,
    ]


def test_a_sound_convention_has_no_finding(convention):
    clause(convention, ClauseKind.ACTION_START, day=dt.date(2021, 1, 1))
    durations(convention, months=36, end=dt.date(2023, 12, 31))
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(275))
    clause(convention, ClauseKind.BUDGET, amount=Decimal(550))
    clause(convention, ClauseKind.AID_RATE, rate=Decimal(50))
    clause(convention, ClauseKind.ENGINEERING_CAP, rate=Decimal(10))
    table(convention, ClauseKind.PAYMENTS, Row(label="Solde", rate=Decimal(100)))
    PlanFactory(programme=convention.programme, convention=convention)

    assert found(convention) == []


def test_a_sum_that_a_signed_avenant_corrects_is_not_said_again(convention):
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(100))
    table(convention, ClauseKind.PAYMENTS, Row(label="Avance", amount=Decimal(30)))
    avenant = AvenantFactory(convention=convention, number=1, signed=True)
    whole = Row(label="En une fois", amount=Decimal(100))
    assert found(convention) == [ConventionFinding.PAYMENTS_SUM]

    table(convention, ClauseKind.PAYMENTS, whole, avenant=avenant)

    assert found(convention) == []


def test_an_open_avenant_adds_its_findings_and_hides_none(convention):
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(100))
    table(convention, ClauseKind.PAYMENTS, Row(label="Avance", amount=Decimal(30)))
    avenant = AvenantFactory(convention=convention, number=1)
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(200), avenant=avenant, in_force=False)

    told = findings_of(convention)

    assert [one.code for one in told] == [ConventionFinding.PAYMENTS_SUM] * 2
    assert "100,00" in told[0].sentence
    assert "200,00" in told[1].sentence


def test_avenants_replace_each_other_by_day_of_effect(convention):
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(100))
    late = AvenantFactory(convention=convention, number=1, signed=True)
    early = AvenantFactory(convention=convention, number=2, signed=True)
    for avenant, day, amount in ((late, 1, 100), (early, 2, 30)):
        rows = write_rows([Row(label="Solde", amount=Decimal(amount))])
        ClauseFactory(
            convention=convention,
            avenant=avenant,
            kind=ClauseKind.PAYMENTS,
            day=None,
            table=rows,
            effective_on=dt.date(2023, 6, 3 - day),
            recorded_at=NOON,
        )

    assert found(convention) == [ConventionFinding.CROSSING]


def test_a_plan_that_exceeds_the_cap_of_its_convention(convention):
    clause(convention, ClauseKind.ENGINEERING_CAP, rate=Decimal(5), article="3")
    PlanFactory(programme=convention.programme, convention=convention)

    one = only(convention)

    assert (one.code, one.severity, one.place) == (
        PlanFinding.CAP,
        Severity.BREACH,
        "Convention, article 3",
    )


def test_a_plan_of_another_amount_than_the_budget(convention):
    clause(convention, ClauseKind.BUDGET, amount=Decimal(560))
    PlanFactory(programme=convention.programme, convention=convention)

    assert found(convention) == [PlanFinding.PLAN_TOTAL]


def test_the_grant_is_read_as_what_the_other_aids_leave(convention):
    clause(convention, ClauseKind.GRANT_MAX, amount=Decimal(65))
    clause(convention, ClauseKind.ELIGIBLE_BASE, amount=Decimal("100.50"))
    state = ConventionFactory(programme=convention.programme)
    aids = ((convention.funder, 65), (state.funder, 15))
    aided(convention, *aids, total=Decimal("100.50"))
    without_limit = found(convention)
    Plan.objects.update(aid_limit=80, limit_reason="Règle du programme")

    assert without_limit == []
    assert found(convention) == [PlanFinding.GRANT_READING]


def test_a_plan_of_one_line_is_not_held_against_the_whole_budget(convention):
    clause(convention, ClauseKind.BUDGET, amount=Decimal(560))
    clause(convention, ClauseKind.ENGINEERING_CAP, rate=Decimal(5))
    PlanFactory(programme=convention.programme, convention=convention, perimeter=Perimeter.LINE)

    assert found(convention) == []


def aided(convention, *aids, total=100, passes=50, limit=None):
    """A plan with the public aid of some organisations, the convention's funder first."""
    plan = PlanFactory(
        programme=convention.programme,
        convention=convention,
        total=total,
        items=[],
        title="Plan de l’opération",
        aid_limit=limit,
        limit_reason="règle de l’appel" if limit else "",
    )
    plan.items.all().delete()
    item = {"plan": plan, "position": 1}
    PlanItem.objects.create(side=Side.CHARGE, label="Pass", amount=passes, pays_passes=True, **item)
    for rank, (funder, amount) in enumerate(aids, 1):
        PlanItem.objects.create(
            plan=plan,
            side=Side.RESOURCE,
            position=rank,
            label="Aide",
            amount=amount,
            funder=funder,
            is_public_aid=True,
        )
    return plan


def test_public_aid_is_limited_at_each_perimeter(convention):
    state = ConventionFactory(programme=convention.programme, signed=True)
    aided(state, (state.funder, 50))
    aided(convention, (convention.funder, 70), (state.funder, 15), limit=Decimal(80))

    told = findings_of(convention)

    assert [(one.code, one.severity) for one in told] == [
        (PlanFinding.AID, Severity.BREACH),
        (PlanFinding.AID, Severity.WATCH),
    ]
    assert "85,00\u00a0%" in told[0].sentence
    assert "120,00\u00a0%" in told[1].sentence
    assert told[1].ruling == "Le plafond porte sur l’opération entière (règle de l’appel)."
    assert found(state) == []


def test_a_draft_convention_bears_on_no_other_line(convention):
    draft = ConventionFactory(programme=convention.programme)
    aided(draft, (draft.funder, 50))
    aided(convention, (convention.funder, 70), (draft.funder, 10))

    assert found(convention) == []


def test_a_line_without_a_limit_says_so(convention):
    state = ConventionFactory(programme=convention.programme, signed=True)
    aided(state, (state.funder, 60))
    aided(convention, (convention.funder, 70), (state.funder, 10))

    assert only(convention).ruling == "Aucun plafond n’est énoncé pour ce périmètre."


def test_an_obligation_in_force_needs_someone(convention):
    ObligationFactory(convention=convention, title="Bilan", due_on=dt.date(2024, 7, 1), **IN_FORCE)

    one = only(convention)

    assert (one.code, one.clause) == (DeadlineFinding.NO_RESPONSIBLE, "Obligation")
    assert "Bilan" in one.sentence


def test_nobody_is_missed_where_nothing_is_left_to_do(convention):
    old = ObligationFactory(convention=convention, due_on=dt.date(2022, 1, 31), **IN_FORCE)
    met = ObligationFactory(convention=convention, cadence=Cadence.MONTHLY, due_on=None, **IN_FORCE)
    Occurrence.objects.create(
        obligation=met,
        due_on=dt.date(2023, 4, 30),
        state=OccurrenceState.SENT,
        sent_on=dt.date(2023, 4, 28),
        sent_at=NOON,
    )
    held = ObligationFactory(convention=convention, responsible=UserFactory(), **IN_FORCE)
    shared = ObligationFactory(convention=convention, due_on=dt.date(2023, 6, 30), **IN_FORCE)
    Occurrence.objects.create(obligation=shared, due_on=shared.due_on, responsible=held.responsible)
    ObligationFactory(convention=convention)

    assert old.due_on < convention.programme.managed_from
    assert found(convention) == []

    Occurrence.objects.create(obligation=met, due_on=dt.date(2023, 5, 31))
    assert found(convention) == [DeadlineFinding.NO_RESPONSIBLE]


def test_a_replaced_obligation_needs_nobody(convention):
    due = {"due_on": dt.date(2024, 7, 1), "responsible": None}
    former = ObligationFactory(convention=convention, **due, **IN_FORCE)
    ObligationFactory(
        convention=convention,
        replaces=former,
        responsible=UserFactory(),
        due_on=due["due_on"],
        **IN_FORCE,
    )

    assert found(convention) == []


def test_budget_lines_belong_to_the_programme(programme):
    line = BudgetLineFactory(
        programme=programme, authorised=Decimal(100), section=Section.INVESTMENT, nature="6568"
    )
    line.phases.create(year=2022, amount=Decimal(60))

    told = readings.of_programme(programme)

    assert [one.code for one in told] == [BudgetFinding.PHASING, BudgetFinding.SECTION]
    assert {one.about for one in told} == {"Programme"}
    assert line.imputation in told[0].place


def test_a_plan_of_no_convention_belongs_to_the_programme(programme):
    plan = PlanFactory(programme=programme)
    plan.items.filter(side=Side.CHARGE, pays_passes=True).update(amount=Decimal(450))

    (one,) = readings.of_programme(programme)

    assert (one.code, one.severity, one.convention) == (PlanFinding.CAP, Severity.WATCH, None)


def test_two_avenants_whose_effects_cross_say_which_value_rules_and_why():
    """The third, entered first as a text older than the system may be, crosses none."""
    convention = ConventionFactory(signed=True)
    for number, effect, end in ((3, 7, 31), (1, 6, 30), (2, 5, 31)):
        avenant = AvenantFactory(
            convention=convention, number=number, signed=True, signed_on=dt.date(2023, 4, number)
        )
        ClauseFactory(
            convention=convention,
            avenant=avenant,
            day=dt.date(2023, 12, end),
            effective_on=dt.date(2023, effect, 1),
            recorded_at=NOON,
        )
        ClauseFactory(
            convention=convention,
            avenant=avenant,
            kind=ClauseKind.GRANT_MAX,
            day=None,
            amount=100,
            effective_on=dt.date(2023, effect, 1),
            recorded_at=NOON,
        )

    (found,) = [one for one in findings_of(convention) if one.code == ConventionFinding.CROSSING]

    assert found.sentence.replace("\u00a0", " ") == (
        "L’avenant n° 2, signé après l’avenant n° 1, prend effet avant lui : le 1er mai 2023, et "
        "non le 1er juin 2023. Pour « Fin de l’action », la valeur de l’avenant n° 1 "
        "(30 décembre 2023) fait foi à partir du 1er juin 2023."
    )
