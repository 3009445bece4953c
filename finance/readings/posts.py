"""What is planned and paid for each post of the plan of a convention that counts purchases."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from conventions.enums import Basis
from finance.enums import ExpenseKind
from finance.readings.paid_rows import PaidRows
from finance.rules import ZERO, total


@dataclass(frozen=True, slots=True)
class PostAmounts:
    """What is planned for a post, and paid for it on days that count; without `post`, the purchases
    of passes.
    """

    label: str
    planned: Decimal
    paid: Decimal
    post: int | None = None


def posts_of(paid: PaidRows) -> list[PostAmounts]:
    """The posts of the whole operation, in their order; the purchases of passes are of the first
    that pays them, else of none.
    """
    if paid.basis != Basis.PURCHASED:
        return []
    sums = defaultdict[int | None, Decimal](lambda: ZERO)
    for of_post, on, amount in paid.of_posts():
        sums[of_post] += amount * paid.is_inside(on)
    bought = paid.expenses(ExpenseKind.PASSES)
    sums[None] = total(amount for on, amount in bought if paid.is_inside(on))
    found, of_passes = [], next((one.pk for one in paid.posts if one.pays_passes), None)
    for post in paid.posts:
        pk = None if post.pk == of_passes else post.pk
        found.append(PostAmounts(post.label, post.amount, sums[pk], pk))
    if found and of_passes is None and sums[None]:
        found.append(PostAmounts("Achats de pass, hors du plan", ZERO, sums[None]))
    return found
