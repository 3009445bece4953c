"""A bar that shows a part of a whole, with a mark at its limit."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.formats import percent


@dataclass(frozen=True, slots=True)
class Gauge:
    """`width`, `limit_at` and `whole_at` are percentages of the drawing, written for SVG.

    `limit_at` is empty without limit. Above 100 % the scale is reduced so that the bar fits.
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
    """`shown` is the rate as a text; `limit` is in % of the whole."""
    exact = Fraction(part) * 100 / Fraction(whole)
    threshold = Fraction(limit) if limit is not None else None
    top = max(Fraction(100), exact, threshold or Fraction(0))
    return Gauge(
        label=label,
        shown=shown,
        width=_svg_percent(exact / top),
        limit_at=_svg_percent(threshold / top) if threshold is not None else "",
        limit=percent(limit.normalize()) if limit is not None else "",
        whole_at=_svg_percent(100 / top),
        is_over=threshold is not None and exact > threshold,
    )


def _svg_percent(part: Fraction) -> str:
    return f"{float(part) * 100:.2f}"
