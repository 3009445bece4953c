"""The rows that an account reads, one by one: what it keeps of each, and why not the rest."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common.formats import count
from conventions.enums import Basis
from finance.enums import ExpenseKind
from finance.models import Expense
from finance.readings.paid_rows import PaidRows
from finance.readings.spending import Spent
from finance.rules import ZERO, Computed, total

CONSUMED = "Pass consommés"
LATE, ABOVE = "hors de la période qui compte", "au-delà du plafond"


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An expense paid, or the passes consumed on a day: the `amount` that the convention reads of
    it, and what it `kept` of it for the aid, with `why` when that is not all.

    `passes` are those kept; `is_capped` is for what counts up to a cap; `post` is that of its plan.
    """

    on: dt.date
    nature: str
    label: str
    amount: Decimal
    kept: Decimal
    why: str = ""
    passes: int = 0
    is_capped: bool = False
    post: int | None = None

    @property
    def outside(self) -> Decimal:
        return self.amount - self.kept


def account_rows(paid: PaidRows, cap: Computed | None) -> Iterator[AccountRow]:
    """The rows of a convention, those of a nature by day; none when its clauses do not say what it
    counts. `cap` is the most that counts of engineering, the first paid being kept first.
    """
    if paid.basis == Basis.PURCHASED:
        yield from _purchased(paid)
    elif paid.basis is not None:
        yield from _passes(paid)
        yield from _engineering(paid, cap)


def _purchased(paid: PaidRows) -> Iterator[AccountRow]:
    """Purchases of passes and expenses for the other posts of the plan."""
    for row, own in paid.expenses(ExpenseKind.PASSES):
        yield _expense(paid, row, own)
    posts = {post.pk: post.label for post in paid.posts}
    for row in paid.spending.expenses:
        if row.post_id in posts:
            yield _expense(paid, row, row.amount, nature=posts[row.post_id], post=row.post_id)


def _passes(paid: PaidRows) -> Iterator[AccountRow]:
    by_day = defaultdict[dt.date, list[Spent]](list)
    for row in paid.passes():
        by_day[row.on].append(row)
    for on in sorted(by_day):
        passes = sum(row.passes for row in by_day[on])
        value = total(row.value for row in by_day[on])
        said, is_inside = count(passes, "pass consommé"), paid.is_inside(on)
        if is_inside:
            yield AccountRow(on, CONSUMED, said, value, value, passes=passes)
        else:
            yield AccountRow(on, CONSUMED, said, value, ZERO, LATE)


def _engineering(paid: PaidRows, cap: Computed | None) -> Iterator[AccountRow]:
    left = None if cap is None else cap.amount
    for row, own in paid.expenses(ExpenseKind.ENGINEERING):
        one = _expense(paid, row, own, most=left, is_capped=True)
        left = None if left is None else left - one.kept
        yield one


def _expense(
    paid: PaidRows, row: Expense, own: Decimal, *, most: Decimal | None = None, **more: Any
) -> AccountRow:
    assert row.paid_on is not None  # noqa: S101 only what is paid is read
    is_inside = paid.is_inside(row.paid_on)
    kept = (own if most is None else min(own, most)) if is_inside else ZERO
    said: dict[str, Any] = {"nature": row.get_kind_display(), "label": str(row), **more}
    why = "" if kept == own else ABOVE if is_inside else LATE
    return AccountRow(on=row.paid_on, amount=own, kept=kept, why=why, **said)
