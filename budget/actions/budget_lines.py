"""Record and correct budget lines, as their texts print them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from audit import journal
from audit.actors import Author
from budget import rules
from budget.enums import Norm, Section
from budget.models import BudgetLine, BudgetPhase
from common.errors import AlreadyRecorded, Refusal, Unbalanced
from common.formats import euros
from common.saving import check_and_save, lock
from common.stated_totals import sum_mismatch
from deliberations.models import Deliberation
from programmes.models import Programme


class LineCommitted(Refusal):
    """An amount is committed on the line, which can no longer be corrected."""


class LineFacts(TypedDict):
    """`credits` are the CP; the parts that are not given are read in the imputation."""

    year: int
    imputation: str
    operation: NotRequired[str]
    section: Section
    norm: NotRequired[Norm | str]
    chapter: NotRequired[str]
    function: NotRequired[str]
    nature: NotRequired[str]
    budget_programme: NotRequired[str]
    label: NotRequired[str]
    is_income: NotRequired[bool]
    authorised: NotRequired[Decimal | None]
    assigned: NotRequired[Decimal | None]
    credits: NotRequired[Decimal | None]
    available: NotRequired[Decimal | None]
    proposed: NotRequired[Decimal | None]
    deliberation: NotRequired[Deliberation | None]


Phases = Sequence[tuple[int, Decimal]]


@transaction.atomic
def record(
    programme: Programme, *, phases: Phases = (), by: Author, **facts: Unpack[LineFacts]
) -> BudgetLine:
    """Record a budget line; its phases (year, amount), if any, add up to its authorisation."""
    lock(programme)
    line = BudgetLine(programme=programme, **facts)
    _check_new(line)
    _check_phases(phases, line.authorised)
    read_parts(line)
    check_and_save(line)
    _write_phases(line, phases)
    journal.record("budget_line.recorded", line, by=by)
    return line


@transaction.atomic
def edit(
    line: BudgetLine, *, phases: Phases = (), by: Author, **facts: Unpack[LineFacts]
) -> BudgetLine:
    """Correct a line and replace its phases; refused once an amount is committed on it."""
    line = lock(line)
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
    journal.record("budget_line.edited", line, by=by, changed=changed)
    return line


def read_parts(line: BudgetLine) -> None:
    """Fill the parts of a line that are empty from its imputation, if its form is known."""
    found = rules.read_imputation(line.imputation, Norm(line.norm) if line.norm else None)
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
    if phases and (sentence := sum_mismatch(amounts, stated, "année", "l’autorisation est de")):
        raise Unbalanced(sentence, field="phases")


def _write_phases(line: BudgetLine, phases: Phases) -> None:
    for year, amount in phases:
        check_and_save(BudgetPhase(line=line, year=year, amount=amount))
