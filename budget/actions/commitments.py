"""Commit an amount on a budget line, and release it, in whole or in part."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from audit import journal
from audit.actors import Author
from budget.models import BudgetLine, Commitment, Release, Subsidy
from common.errors import NotAnAmount, Refusal
from common.formats import day, euros
from common.past_days import check_day
from common.saving import check_and_save, lock


class OverBudget(Refusal):
    """The balance of a budget line does not cover a commitment."""


class NoAppropriation(Refusal):
    """The text of the line gives no amount that may be committed."""


class LineOfIncome(Refusal):
    """The line is of income: nothing can be committed on it."""


class CommitmentKnown(Refusal):
    """The same amount is already committed on this line for the same subject and day."""


class OverCommitment(Refusal):
    """More would be released than what is left of a commitment."""


class ReleaseKnown(Refusal):
    """The same amount of this commitment is already released for the same reason and day."""


@dataclass(frozen=True, slots=True)
class ReleaseSpec:
    """A part of a commitment to release, with its legal day."""

    on: dt.date
    amount: Decimal
    reason: str


@transaction.atomic
def commit(
    line: BudgetLine,
    *,
    amount: Decimal,
    on: dt.date,
    subject: str,
    releases: Sequence[ReleaseSpec] = (),
    may_repeat: bool = False,
    by: Author,
) -> Commitment:
    """Commit an amount on a budget line; refuses more than its balance.

    The same one is refused too, unless it `may_repeat`: the caller then refuses duplicates itself.
    `releases` are made at once, when a programme is loaded: only the rest must fit in the balance.
    """
    line = lock(line)
    commitment = Commitment(line=line, committed_on=on, amount=amount, subject=subject)
    if not may_repeat:
        _check_is_new(commitment)
    check_day("L’engagement", on, by.at, years=line.programme.years)
    _check_can_commit(line, amount)
    rest = amount - sum(one.amount for one in releases)
    _check_balance(line, rest)
    check_and_save(commitment)
    journal.record("budget_line.committed", commitment, by=by, amount=str(amount))
    _write_releases(commitment, releases, by=by)
    line.committed += rest
    line.save()
    return commitment


@transaction.atomic
def release(
    commitment: Commitment, *, amount: Decimal, on: dt.date, reason: str, by: Author
) -> Commitment:
    """Release a part of a commitment; what is paid of it cannot be released."""
    Subsidy.objects.select_for_update(of=("self",)).filter(commitment=commitment).first()
    line = lock(commitment.line)
    commitment = Commitment.objects.select_related("line").get(pk=commitment.pk)
    _write_releases(commitment, [ReleaseSpec(on, amount, reason)], by=by)
    line.committed -= amount
    line.save()
    commitment.line = line
    return commitment


def amount_left(commitment: Commitment) -> Decimal:
    """The amount that may still be released: neither released nor paid to a third party."""
    paid = sum(one.paid for one in Subsidy.objects.filter(commitment=commitment))
    return commitment.amount - commitment.released - paid


def _write_releases(commitment: Commitment, releases: Iterable[ReleaseSpec], *, by: Author) -> None:
    for one in releases:
        _check_release(commitment, one, by.at)
        check_and_save(
            Release(commitment=commitment, released_on=one.on, amount=one.amount, reason=one.reason)
        )
        journal.record(
            "budget_line.released", commitment, by=by, amount=str(one.amount), reason=one.reason
        )


def _check_release(commitment: Commitment, one: ReleaseSpec, at: dt.datetime) -> None:
    if one.amount <= 0:
        raise NotAnAmount("Un dégagement est d’un montant positif.", field="amount")
    years = commitment.line.programme.years
    after = {"l’engagement": commitment.committed_on}
    check_day("Le dégagement", one.on, at, years=years, after=after)
    if commitment.releases.filter(
        released_on=one.on, amount=one.amount, reason=one.reason
    ).exists():
        raise ReleaseKnown(
            f"{euros(one.amount)} sont déjà dégagés le {day(one.on)} pour ce motif. "
            "Rien n’est dégagé de plus. Précisez le motif s’il s’agit d’un autre dégagement.",
            field="reason",
        )
    left = amount_left(commitment)
    if one.amount > left:
        raise OverCommitment(
            f"Il reste {euros(left)} à dégager de cet engagement\u00a0; "
            f"le dégagement est de {euros(one.amount)}.",
            field="amount",
        )


def _check_is_new(commitment: Commitment) -> None:
    amount, on, subject = commitment.amount, commitment.committed_on, commitment.subject
    same = commitment.line.commitments.filter(amount=amount, committed_on=on, subject=subject)
    if same.exists():
        raise CommitmentKnown(
            f"{euros(amount)} sont déjà engagés le {day(on)} pour cet objet. "
            "Rien n’est engagé de plus. Précisez l’objet s’il s’agit d’un autre engagement.",
            field="subject",
        )


def _check_can_commit(line: BudgetLine, amount: Decimal) -> None:
    if line.is_income:
        raise LineOfIncome("Cette ligne attend une recette. Rien ne s’y engage.")
    if amount <= 0:
        raise NotAnAmount("Un engagement est d’un montant positif.", field="amount")


def _check_balance(line: BudgetLine, amount: Decimal) -> None:
    balance = line.balance
    if balance is None:
        raise NoAppropriation(f"Aucun crédit n’est indiqué sur la ligne {line}.")
    if amount > balance:
        raise OverBudget(
            f"Il reste {euros(balance)} sur la ligne {line}\u00a0; "
            f"l’engagement est de {euros(amount)}. "
            f"Il manque {euros(amount - balance)}.",
            field="amount",
        )
