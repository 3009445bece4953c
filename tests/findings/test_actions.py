"""Findings accepted with a reason, opened again, and counted."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from audit.actors import Actor, ActorKind
from audit.models import Event
from budget.enums import Section
from common.errors import Refusal
from conventions.enums import ClauseKind
from findings import actions, pages, readings
from findings.models import Acceptance
from tests.factories.accounts import NOON
from tests.factories.conventions import ClauseFactory
from tests.factories.findings import AcceptanceFactory, planted
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db

CLAIRE = Actor(ActorKind.USER, 1, "Claire Duhem")
JOURNAL = {"by": CLAIRE.at(NOON)}


def test_other_facts_make_another_finding():
    first = readings.fingerprint("anct", "cap", "Convention", "Une phrase.")

    assert len(first) == 64
    assert first == readings.fingerprint("anct", "cap", "Convention", "Une phrase.")
    assert first != readings.fingerprint("anct", "cap", "Convention", "Une autre.")
    assert first != readings.fingerprint("feder", "cap", "Convention", "Une phrase.")


def test_a_finding_is_accepted_with_a_reason_and_comes_last(programme):
    first, second = planted(programme), planted(programme)

    accepted = actions.accept(
        programme, fingerprint=first.fingerprint, reason=" Lettre du 12 mai ", **JOURNAL
    )
    told = readings.of_programme(programme)

    assert accepted.reason == "Lettre du 12 mai"
    assert accepted.accepted_by == "Claire Duhem"
    assert [one.fingerprint for one in told] == [second.fingerprint, first.fingerprint]
    assert told[1].acceptance == accepted
    assert readings.not_accepted(told) == [told[0]]
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

    (told,) = readings.of_programme(programme)

    assert not told.is_accepted


def test_an_acceptance_taken_back_opens_the_finding_again(programme):
    one = planted(programme)
    facts = {"fingerprint": one.fingerprint, "reason": "Lettre"}
    accepted = actions.accept(programme, **facts, **JOURNAL)

    actions.withdraw(accepted, **JOURNAL)

    assert not readings.of_programme(programme)[0].is_accepted
    assert refused(actions.withdraw, accepted) == "already_withdrawn"
    assert actions.accept(programme, **facts, **JOURNAL).pk != accepted.pk
    (again,) = readings.of_programme(programme)
    assert [step.what for step in pages.history(again)] == [
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
    assert pages.count_sentence([]) == "Aucun écart ouvert."
    for kind, amount in ((ClauseKind.GRANT_MAX, 200), (ClauseKind.BUDGET, 100)):
        ClauseFactory(
            convention=convention, in_force=True, kind=kind, day=None, amount=Decimal(amount)
        )
    one = planted(programme)
    actions.accept(programme, fingerprint=one.fingerprint, reason="Lettre", **JOURNAL)
    planted(programme)

    said = pages.count_sentence(readings.of_programme(programme))

    assert said.replace("\u00a0", " ") == (
        "2 écarts ouverts, dont 1 limite dépassée. 1 écart accepté."
    )
