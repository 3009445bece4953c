"""Findings of what is kept, each with its clause; their acceptance."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.actors import Actor, ActorKind
from audit.models import Event
from common.errors import Refusal
from conventions import findings
from conventions.actions import findings as actions
from conventions.enums import (
    Cadence,
    ClauseKind,
    FindingCode,
    OccurrenceState,
    Origin,
    Perimeter,
    Section,
    Severity,
    Side,
)
from conventions.models import Acceptance, Occurrence, PlanItem
from conventions.rows import Row, write_rows
from tests.factories.accounts import NOON, UserFactory
from tests.factories.conventions import (
    AvenantFactory,
    BudgetLineFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
    PlanFactory,
    ProgrammeFactory,
)
from tests.factories.findings import AcceptanceFactory, PaymentFactory, planted

pytestmark = pytest.mark.django_db

Kind = ClauseKind
CLAIRE = Actor(ActorKind.USER, 1, "Claire Duhem")
JOURNAL = {"by": CLAIRE, "at": NOON}
IN_FORCE = {"effective_on": dt.date(2021, 3, 11), "recorded_at": NOON}


@pytest.fixture
def convention(programme):
    return ConventionFactory(programme=programme, signed=True, code="anct")


def clause(convention, kind, *, avenant=None, in_force=True, **value):
    dates = IN_FORCE if in_force else {}
    return ClauseFactory(
        convention=convention,
        avenant=avenant,
        kind=kind,
        day=value.pop("day", None),
        **dates,
        **value,
    )


def table(convention, kind, *rows, **more):
    return clause(convention, kind, table=write_rows(rows), **more)


def found(convention):
    return [one.code for one in findings.of_convention(convention)]


def only(convention):
    (one,) = findings.of_convention(convention)
    return one


def durations(convention, *, avenant=None, months, end, **more):
    clause(convention, Kind.ACTION_END, avenant=avenant, day=end, article="2", **more)
    clause(convention, Kind.DURATION_MONTHS, avenant=avenant, number=months, article="2", **more)


def test_a_stated_duration_is_found_with_its_text_and_article(convention):
    clause(convention, Kind.ACTION_START, day=dt.date(2021, 1, 1))
    durations(convention, months=31, end=dt.date(2023, 7, 30))

    one = only(convention)

    assert (one.code, one.severity) == (FindingCode.DURATION, Severity.WATCH)
    assert (one.place, one.clause) == ("Convention, article 2", "Durée énoncée")
    assert one.ruling == "La date énoncée fait foi."


def test_the_avenant_of_may_2023_contradicts_itself_twice(convention):
    clause(convention, Kind.ACTION_START, day=dt.date(2021, 1, 1))
    clause(convention, Kind.ACTION_END, day=dt.date(2023, 7, 30))
    avenant = AvenantFactory(convention=convention, number=1, voted=True)
    coming = {"avenant": avenant, "in_force": False}
    durations(convention, months=36, end=dt.date(2023, 12, 31), **coming)
    clause(convention, Kind.EXTENSION_MONTHS, number=5, **coming)
    clause(convention, Kind.DURATION_FROM, text=Origin.SIGNATURE, **coming)

    told = findings.of_convention(convention)

    assert [one.code for one in told] == [FindingCode.EXTENSION, FindingCode.ORIGIN]
    assert {one.text for one in told} == {"Avenant n°\u00a01"}


def test_an_abandoned_avenant_says_nothing(convention):
    clause(convention, Kind.ACTION_START, day=dt.date(2021, 1, 1))
    avenant = AvenantFactory(convention=convention, number=1, state="abandoned")
    durations(convention, avenant=avenant, months=12, end=dt.date(2023, 12, 31), in_force=False)

    assert found(convention) == []


def test_a_period_that_ends_before_it_begins(convention):
    clause(convention, Kind.WINDOW_START, day=dt.date(2021, 1, 1))
    clause(convention, Kind.WINDOW_END, day=dt.date(2020, 12, 31))

    assert found(convention) == [FindingCode.PERIOD]


def test_a_grant_above_its_base_and_a_rate_of_other_amounts(convention):
    clause(convention, Kind.GRANT_MAX, amount=Decimal(200))
    clause(convention, Kind.ELIGIBLE_BASE, amount=Decimal(100))
    clause(convention, Kind.AID_RATE, rate=Decimal(50))

    assert found(convention) == [FindingCode.GRANT_OVER_BASE, FindingCode.ROUNDED_RATE]


def test_tables_that_do_not_add_up(convention):
    clause(convention, Kind.GRANT_MAX, amount=Decimal(100))
    clause(convention, Kind.PASSES_TARGET, number=50_000)
    clause(convention, Kind.WINDOW_END, day=dt.date(2023, 12, 31))
    table(
        convention,
        Kind.PAYMENTS,
        Row(label="Avance", amount=Decimal(30)),
        Row(label="Solde", amount=Decimal(60), day=dt.date(2024, 7, 1)),
    )
    table(convention, Kind.DEPLOYMENT_STEPS, Row(day=dt.date(2022, 12, 31), number=40_000))
    table(
        convention,
        Kind.TARGET_SHARES,
        Row(label="Emploi", rate=Decimal(60)),
        Row(label="Séniors", rate=Decimal(60)),
    )

    assert found(convention) == [
        FindingCode.PAYMENTS_SUM,
        FindingCode.STEPS,
        FindingCode.SHARES,
        FindingCode.OUTSIDE_WINDOW,
    ]


def test_a_sound_convention_has_no_finding(convention):
    clause(convention, Kind.ACTION_START, day=dt.date(2021, 1, 1))
    durations(convention, months=36, end=dt.date(2023, 12, 31))
    clause(convention, Kind.GRANT_MAX, amount=Decimal(275))
    clause(convention, Kind.BUDGET, amount=Decimal(550))
    clause(convention, Kind.AID_RATE, rate=Decimal(50))
    clause(convention, Kind.ENGINEERING_CAP, rate=Decimal(10))
    table(convention, Kind.PAYMENTS, Row(label="Solde", rate=Decimal(100)))
    PlanFactory(programme=convention.programme, convention=convention)

    assert found(convention) == []


def test_a_sum_that_a_signed_avenant_corrects_is_not_said_again(convention):
    clause(convention, Kind.GRANT_MAX, amount=Decimal(100))
    table(convention, Kind.PAYMENTS, Row(label="Avance", amount=Decimal(30)))
    avenant = AvenantFactory(convention=convention, number=1, signed=True)
    whole = Row(label="En une fois", amount=Decimal(100))
    assert found(convention) == [FindingCode.PAYMENTS_SUM]

    table(convention, Kind.PAYMENTS, whole, avenant=avenant)

    assert found(convention) == []


def test_an_open_avenant_adds_its_findings_and_hides_none(convention):
    clause(convention, Kind.GRANT_MAX, amount=Decimal(100))
    table(convention, Kind.PAYMENTS, Row(label="Avance", amount=Decimal(30)))
    avenant = AvenantFactory(convention=convention, number=1)
    clause(convention, Kind.GRANT_MAX, amount=Decimal(200), avenant=avenant, in_force=False)

    told = findings.of_convention(convention)

    assert [one.code for one in told] == [FindingCode.PAYMENTS_SUM] * 2
    assert "100,00" in told[0].sentence
    assert "200,00" in told[1].sentence


def test_avenants_replace_each_other_by_day_of_effect(convention):
    clause(convention, Kind.GRANT_MAX, amount=Decimal(100))
    late = AvenantFactory(convention=convention, number=1, signed=True)
    early = AvenantFactory(convention=convention, number=2, signed=True)
    for avenant, day, amount in ((late, 1, 100), (early, 2, 30)):
        rows = write_rows([Row(label="Solde", amount=Decimal(amount))])
        ClauseFactory(
            convention=convention,
            avenant=avenant,
            kind=Kind.PAYMENTS,
            day=None,
            table=rows,
            effective_on=dt.date(2023, 6, 3 - day),
            recorded_at=NOON,
        )

    assert found(convention) == []


def test_a_plan_that_exceeds_the_cap_of_its_convention(convention):
    clause(convention, Kind.ENGINEERING_CAP, rate=Decimal(5), article="3")
    PlanFactory(programme=convention.programme, convention=convention)

    one = only(convention)

    assert (one.code, one.severity, one.place) == (
        FindingCode.CAP,
        Severity.BREACH,
        "Convention, article 3",
    )


def test_a_plan_of_another_amount_than_the_budget(convention):
    clause(convention, Kind.BUDGET, amount=Decimal(560))
    PlanFactory(programme=convention.programme, convention=convention)

    assert found(convention) == [FindingCode.PLAN_TOTAL]


def test_a_plan_of_one_line_is_not_held_against_the_whole_budget(convention):
    clause(convention, Kind.BUDGET, amount=Decimal(560))
    clause(convention, Kind.ENGINEERING_CAP, rate=Decimal(5))
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

    told = findings.of_convention(convention)

    assert [(one.code, one.severity) for one in told] == [
        (FindingCode.AID, Severity.BREACH),
        (FindingCode.AID, Severity.WATCH),
    ]
    assert "85,00\u00a0%" in told[0].sentence
    assert "120,00\u00a0%" in told[1].sentence
    assert told[1].ruling == "Le plafond porte sur l’opération entière\u00a0: règle de l’appel."
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


def test_a_payment_outside_the_window_is_out(convention):
    clause(convention, Kind.WINDOW_END, day=dt.date(2023, 12, 31))
    PaymentFactory(convention=convention, paid_on=dt.date(2023, 12, 31))
    PaymentFactory(convention=convention, paid_on=dt.date(2024, 1, 1), reference="Mandat 2024-1")

    one = only(convention)

    assert (one.code, one.severity) == (FindingCode.OUTSIDE_WINDOW, Severity.BREACH)
    assert "Mandat 2024-1" in one.sentence


def test_an_obligation_in_force_needs_someone(convention):
    ObligationFactory(convention=convention, title="Bilan", due_on=dt.date(2024, 7, 1), **IN_FORCE)

    one = only(convention)

    assert (one.code, one.clause) == (FindingCode.NO_RESPONSIBLE, "Obligation")
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
    assert found(convention) == [FindingCode.NO_RESPONSIBLE]


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

    told = findings.of_programme(programme)

    assert [one.code for one in told] == [FindingCode.PHASING, FindingCode.SECTION]
    assert {one.about for one in told} == {"Programme"}
    assert line.imputation in told[0].place


def test_a_plan_of_no_convention_belongs_to_the_programme(programme):
    plan = PlanFactory(programme=programme)
    plan.items.filter(side=Side.CHARGE, pays_passes=True).update(amount=Decimal(450))

    (one,) = findings.of_programme(programme)

    assert (one.code, one.severity, one.convention) == (FindingCode.CAP, Severity.WATCH, None)


def fill(programme, number):
    """As many conventions, each with every kind of row that is read."""
    for _ in range(number):
        convention = ConventionFactory(programme=programme, signed=True)
        clause(convention, Kind.WINDOW_END, day=dt.date(2022, 12, 31))
        PaymentFactory(convention=convention)
        PlanFactory(programme=programme, convention=convention)
        ObligationFactory(convention=convention, due_on=dt.date(2024, 7, 1), **IN_FORCE)
        planted(programme)


@pytest.mark.parametrize("number", [1, 5])
def test_the_findings_of_a_programme_take_nine_queries(
    programme, number, django_assert_num_queries
):
    fill(programme, number)

    with django_assert_num_queries(9):
        told = findings.of_programme(programme)

    assert len(told) == 3 * number


def test_a_page_that_has_clauses_and_plans_pays_three_queries(
    convention, django_assert_num_queries
):
    clause(convention, Kind.WINDOW_END, day=dt.date(2022, 12, 31))
    PaymentFactory(convention=convention)
    clauses = list(convention.clauses.select_related("avenant"))

    with django_assert_num_queries(3):
        told = findings.of_convention(convention, clauses=clauses, plans=[])

    assert len(told) == 1


def test_other_facts_make_another_finding():
    first = findings.fingerprint("anct", "cap", "Convention", "Une phrase.")

    assert len(first) == 64
    assert first == findings.fingerprint("anct", "cap", "Convention", "Une phrase.")
    assert first != findings.fingerprint("anct", "cap", "Convention", "Une autre.")
    assert first != findings.fingerprint("feder", "cap", "Convention", "Une phrase.")


def test_a_finding_is_accepted_with_a_reason_and_comes_last(programme):
    first, second = planted(programme), planted(programme)

    accepted = actions.accept(
        programme, fingerprint=first.fingerprint, reason=" Lettre du 12 mai ", **JOURNAL
    )
    told = findings.of_programme(programme)

    assert accepted.reason == "Lettre du 12 mai"
    assert accepted.accepted_by == "Claire Duhem"
    assert [one.fingerprint for one in told] == [second.fingerprint, first.fingerprint]
    assert told[1].acceptance == accepted
    assert findings.open_ones(told) == [told[0]]
    assert Event.objects.filter(verb="finding.accepted").count() == 1


def refused(action, *args, **facts):
    with pytest.raises(Refusal) as caught:
        action(*args, **facts, **JOURNAL)
    return caught.value.code


def test_a_finding_is_accepted_once(programme):
    facts = {"fingerprint": planted(programme).fingerprint, "reason": "Lettre"}
    actions.accept(programme, **facts, **JOURNAL)

    assert refused(actions.accept, programme, **facts) == "already_accepted"
    assert Acceptance.objects.count() == 1


def test_a_finding_that_stands_no_more_is_not_accepted(programme):
    gone = planted(programme)
    programme.budget_lines.update(section=Section.FUNCTIONING)

    facts = {"fingerprint": gone.fingerprint, "reason": "Lettre"}
    assert refused(actions.accept, programme, **facts) == "finding_gone"


def test_a_finding_of_another_programme_is_not_accepted(programme):
    other = planted(ProgrammeFactory())

    facts = {"fingerprint": other.fingerprint, "reason": "Lettre"}
    assert refused(actions.accept, programme, **facts) == "finding_gone"


def test_an_acceptance_falls_when_the_facts_change(programme):
    one = planted(programme)
    actions.accept(programme, fingerprint=one.fingerprint, reason="Lettre", **JOURNAL)
    programme.budget_lines.update(chapter="940")

    (told,) = findings.of_programme(programme)

    assert not told.is_accepted


def test_an_acceptance_taken_back_opens_the_finding_again(programme):
    one = planted(programme)
    facts = {"fingerprint": one.fingerprint, "reason": "Lettre"}
    accepted = actions.accept(programme, **facts, **JOURNAL)

    actions.withdraw(accepted, **JOURNAL)

    assert not findings.of_programme(programme)[0].is_accepted
    assert refused(actions.withdraw, accepted) == "already_withdrawn"
    assert actions.accept(programme, **facts, **JOURNAL).pk != accepted.pk
    assert [step["what"] for step in findings.history(programme, one.fingerprint)] == [
        "Écart accepté\u00a0: Lettre",
        "Acceptation retirée",
        "Écart accepté\u00a0: Lettre",
    ]


def test_the_database_keeps_one_live_acceptance_and_its_reason():
    one = AcceptanceFactory()
    same = {"programme": one.programme, "fingerprint": one.fingerprint}

    AcceptanceFactory(withdrawn=True, **same)
    with pytest.raises(IntegrityError, match="acceptance_once"), transaction.atomic():
        AcceptanceFactory(**same)
    with pytest.raises(IntegrityError, match="acceptance_has_reason"), transaction.atomic():
        AcceptanceFactory(reason="")


def test_the_sentence_counts_what_is_open_and_accepted(programme, convention):
    assert findings.count_sentence([]) == "Aucun écart ouvert."
    clause(convention, Kind.GRANT_MAX, amount=Decimal(200))
    clause(convention, Kind.BUDGET, amount=Decimal(100))
    one = planted(programme)
    actions.accept(programme, fingerprint=one.fingerprint, reason="Lettre", **JOURNAL)
    planted(programme)

    said = findings.count_sentence(findings.of_programme(programme))

    assert said.replace("\u00a0", " ") == (
        "2 écarts ouverts, dont 1 limite dépassée. 1 écart accepté."
    )
