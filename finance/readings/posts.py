"""What is planned and paid for each post of the plan of a convention that counts purchases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from conventions.enums import Basis
from finance.readings.account_rows import AccountRow
from finance.readings.paid_rows import PaidRows
from finance.rules import ZERO


@dataclass(frozen=True, slots=True)
class PostAmounts:
    """What is planned for a post, and paid for it on days that count; without `post`, the purchases
    of passes.
    """

    label: str
    planned: Decimal
    paid: Decimal
    post: int | None = None


def posts_of(paid: PaidRows, rows: Iterable[AccountRow]) -> list[PostAmounts]:
    """The posts of the whole operation, in their order, with what the account keeps of its `rows`
    for each; the purchases of passes are of the first that pays them, else of none.
    """
    if paid.basis != Basis.PURCHASED:
        return []
    sums = defaultdict[int | None, Decimal](lambda: ZERO)
    for row in rows:
        sums[row.post] += row.kept
    found, of_passes = [], next((one.pk for one in paid.posts if one.pays_passes), None)
    for post in paid.posts:
        pk = None if post.pk == of_passes else post.pk
        found.append(PostAmounts(post.label, post.amount, sums[pk], pk))
    if found and of_passes is None and sums[None]:
        found.append(PostAmounts("Achats de pass, hors du plan", ZERO, sums[None]))
    return found
