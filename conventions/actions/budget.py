"""Budget lines, and what is committed on them."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import day, euros
from common.saving import check_and_save
from conventions import imputation
from conventions.actions.plans import Unbalanced
from conventions.actions.programmes import AlreadyRecorded
from conventions.enums import Norm, Section
from conventions.models import (
    BudgetLine,
    BudgetPhase,
    Commitment,
    Deliberation,
    Programme,
)
from conventions.rules import wrong_sum


class OverBudget(Refusal):
    """The balance of a budget line does not cover a commitment."""

    code = "over_budget"


class NothingAvailable(Refusal):
    """The text gives no amount that could be committed on this line."""

    code = "no_appropriation"


class NotAnAmount(Refusal):
    """An amount is zero or negative."""

    code = "not_an_amount"


class IsIncome(Refusal):
    """The line expects money; nothing is committed on it."""

    code = "line_of_income"


class LineCommitted(Refusal):
    """Something is committed on the line: its text does not change any more."""

    code = "line_committed"


class CommitmentKnown(Refusal):
    """The same amount for the same subject was taken on this line that day."""

    code = "commitment_known"


class LineTerms(TypedDict):
    """`credits` are the CP; the parts left out are read in the imputation."""

    section: Section
    norm: NotRequired[Norm | str]
    chapter: NotRequired[str]
    function: NotRequired[str]
    nature: NotRequired[str]
    budget_programme: NotRequired[str]
    label: NotRequired[str]
    is_income: NotRequired[bool]
    authorised: NotRequired[Decimal | None]
    credits: NotRequired[Decimal | None]
    available: NotRequired[Decimal | None]
    proposed: NotRequired[Decimal | None]
    deliberation: NotRequired[Deliberation | None]


class LineFacts(LineTerms):
    year: int
    imputation: str
    operation: NotRequired[str]


Phases = Sequence[tuple[int, Decimal]]


@transaction.atomic
def record(
    programme: Programme,
    *,
    phases: Phases = (),
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[LineFacts],
) -> BudgetLine:
    """Keep a line of the budget; its phases (year, amount) make its authorisation."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    line = BudgetLine(programme=programme, **facts)
    _check_new(line)
    _check_phases(phases, line.authorised)
    read_parts(line)
    check_and_save(line)
    _write_phases(line, phases)
    journal.record("budget_line.recorded", line, by=by, at=at, programme_id=programme.pk)
    return line


@transaction.atomic
def edit(
    line: BudgetLine,
    *,
    phases: Phases = (),
    by: Actor,
    at: dt.datetime,
    **facts: Unpack[LineFacts],
) -> BudgetLine:
    """Correct a line and replace its phases, as long as nothing is committed on it."""
    line = BudgetLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if line.committed:
        raise LineCommitted(
            f"{euros(line.committed)} sont engagés sur cette ligne. Elle ne change plus."
        )
    changed = sorted(name for name, value in facts.items() if getattr(line, name) != value)
    for name in ("chapter", "function", "nature", "budget_programme"):
        setattr(line, name, "")
    for name, value in facts.items():
        setattr(line, name, value)
    _check_new(line)
    _check_phases(phases, line.authorised)
    read_parts(line)
    check_and_save(line)
    line.phases.all().delete()
    _write_phases(line, phases)
    journal.record(
        "budget_line.edited", line, by=by, at=at, programme_id=line.programme_id, changed=changed
    )
    return line


def read_parts(line: BudgetLine) -> None:
    """Fill the parts of a line that nobody gave; what cannot be read stays whole."""
    found = imputation.read(line.imputation, Norm(line.norm) if line.norm else None)
    if found is None:
        return
    line.chapter = line.chapter or found.chapter
    line.function = line.function or found.function
    line.nature = line.nature or found.nature
    line.budget_programme = line.budget_programme or found.programme


def _check_new(line: BudgetLine) -> None:
    same = BudgetLine.objects.filter(
        programme=line.programme_id,
        year=line.year,
        imputation=line.imputation,
        operation=line.operation,
    )
    if same.exclude(pk=line.pk).exists():
        raise AlreadyRecorded("Cette ligne budgétaire est déjà enregistrée.", field="imputation")


def _check_phases(phases: Phases, authorised: Decimal | None) -> None:
    years = [year for year, _ in phases]
    if len(set(years)) < len(years):
        raise Unbalanced("Chaque année du phasage ne compte qu’une fois.", field="phases")
    amounts, stated = [amount for _, amount in phases], authorised or Decimal(0)
    if phases and (sentence := wrong_sum(amounts, stated, "année", "l’autorisation est de")):
        raise Unbalanced(sentence, field="phases")


def _write_phases(line: BudgetLine, phases: Phases) -> None:
    for year, amount in phases:
        check_and_save(BudgetPhase(line=line, year=year, amount=amount))


@transaction.atomic
def commit(
    line: BudgetLine, *, amount: Decimal, on: dt.date, subject: str, by: Actor, at: dt.datetime
) -> Commitment:
    """Take an amount on a budget line; refuses more than its balance, and the same twice."""
    line = _hold(line)
    same = line.commitments.filter(amount=amount, committed_on=on, subject=subject)
    if same.exists():
        raise CommitmentKnown(
            f"{euros(amount)} sont déjà engagés le {day(on)} pour cet objet. "
            "Rien n’est engagé de plus. Précisez l’objet s’il s’agit d’un autre engagement.",
            field="subject",
        )
    return take(line, amount=amount, on=on, subject=subject, by=by, at=at)


@transaction.atomic
def take(
    line: BudgetLine, *, amount: Decimal, on: dt.date, subject: str, by: Actor, at: dt.datetime
) -> Commitment:
    """Take an amount that something else already keeps from being taken twice."""
    line = _hold(line)
    _check_balance(line, amount)
    line.committed += amount
    line.save()
    commitment = Commitment(line=line, committed_on=on, amount=amount, subject=subject)
    check_and_save(commitment)
    journal.record(
        "budget_line.committed",
        commitment,
        by=by,
        at=at,
        programme_id=line.programme_id,
        amount=str(amount),
    )
    return commitment


def _hold(line: BudgetLine) -> BudgetLine:
    return BudgetLine.objects.select_for_update(of=("self",)).get(pk=line.pk)


def _check_balance(line: BudgetLine, amount: Decimal) -> None:
    if line.is_income:
        raise IsIncome("Cette ligne attend une recette. Rien ne s’y engage.")
    if amount <= 0:
        raise NotAnAmount("Un engagement est d’un montant positif.", field="amount")
    if line.available is None:
        raise NothingAvailable(f"Aucun crédit n’est indiqué sur la ligne {line}.")
    balance = line.available - line.committed
    if amount > balance:
        raise OverBudget(
            f"Il reste {euros(balance)} sur la ligne {line}\u00a0; "
            f"l’engagement est de {euros(amount)}. "
            f"Il manque {euros(amount - balance)}.",
            field="amount",
        )
