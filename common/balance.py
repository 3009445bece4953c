"""Whether amounts add up to what a text states."""

from collections.abc import Sequence
from decimal import Decimal

from common.formats import count, euros


def wrong_sum(amounts: Sequence[Decimal], stated: Decimal, noun: str, saying: str) -> str:
    """The sentence that says by how much amounts miss what a text states; empty when they fit."""
    found = sum(amounts, Decimal(0))
    if found == stated:
        return ""
    if not amounts:
        return f"Pas de {noun}\u00a0; {saying} {euros(stated)}."
    gap = stated - found
    missing = f"Il manque {euros(gap)}" if gap > 0 else f"Il y a {euros(-gap)} de trop"
    listed = f"Les {count(len(amounts), noun)} font" if len(amounts) > 1 else f"1\u00a0{noun} fait"
    return f"{listed} {euros(found)}\u00a0; {saying} {euros(stated)}. {missing}."
