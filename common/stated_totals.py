"""Whether amounts add up to the total that a text states."""

from collections.abc import Sequence
from decimal import Decimal

from common.formats import count, euros, of


def sum_mismatch(amounts: Sequence[Decimal], stated: Decimal, noun: str, source: str) -> str:
    """A sentence that gives the gap between a sum and the total stated; empty without a gap.

    `noun` names an amount (« poste »), `source` introduces the total (« le plan annonce »).
    """
    found = sum(amounts, Decimal(0))
    if found == stated:
        return ""
    if not amounts:
        return f"Pas {of(noun)}\u00a0; {source} {euros(stated)}."
    gap = stated - found
    missing = f"Il manque {euros(gap)}" if gap > 0 else f"Il y a {euros(-gap)} de trop"
    listed = f"Les {count(len(amounts), noun)} font" if len(amounts) > 1 else f"1\u00a0{noun} fait"
    return f"{listed} {euros(found)}\u00a0; {source} {euros(stated)}. {missing}."
