"""A bar that shows a part of a whole, and the limit it is held to. No ring, no hover."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.formats import percent


@dataclass(frozen=True, slots=True)
class Gauge:
    """Widths are percentages of the drawing, written for SVG; `limit_at` is empty without limit.

    Past 100 % the drawing is rescaled, so that the bar never leaves its frame.
    """

    label: str
    shown: str
    width: str
    limit_at: str
    limit: str
    whole_at: str
    is_over: bool


def gauge(
    label: str, part: Decimal, whole: Decimal, shown: str, limit: Decimal | None = None
) -> Gauge:
    """`shown` is the rate already written; `limit` is in % of the whole."""
    exact = Fraction(part) * 100 / Fraction(whole)
    held = Fraction(limit) if limit is not None else None
    top = max(Fraction(100), exact, held or Fraction(0))
    return Gauge(
        label=label,
        shown=shown,
        width=_drawn(exact / top),
        limit_at=_drawn(held / top) if held is not None else "",
        limit=percent(limit.normalize()) if limit is not None else "",
        whole_at=_drawn(100 / top),
        is_over=held is not None and exact > held,
    )


def _drawn(part: Fraction) -> str:
    return f"{float(part) * 100:.2f}"
