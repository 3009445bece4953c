"""Bars that show a part of a whole, in a cell or under a sentence, with a mark at a limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise

from common.formats import percent

Amount = int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class Bar:
    """`start`, `width`, `whole` and `mark` are percentages of the drawing, written for SVG.

    `whole` and `mark` are empty where there is none. `kind` says how the part is drawn: full,
    `over` its limit, going `out`, the `sum` of others, or `absent`.
    """

    start: str
    width: str
    whole: str = ""
    mark: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A bar with its words: `shown` is the rate, `limit` that of the mark, empty without one."""

    label: str
    shown: str
    limit: str
    bar: Bar


def bar(
    part: Amount, whole: Amount, *, mark: Amount | None = None, start: Amount = 0, kind: str = ""
) -> Bar:
    """A part of a whole, from zero or from `start`; past the whole the scale is reduced to fit."""
    full, end = Fraction(whole), Fraction(start) + Fraction(part)
    limit = Fraction(mark) if mark is not None else None
    top = max(full, end, limit or Fraction(0)) or Fraction(1)
    is_over = limit is not None and end > limit
    return Bar(
        start=_svg_percent(Fraction(start) / top),
        width=_svg_percent(Fraction(part) / top),
        whole=_svg_percent(full / top) if not start and kind != "sum" else "",
        mark=_svg_percent(limit / top) if limit is not None else "",
        kind=kind or ("over" if is_over else ""),
    )


def waterfall(opening: int, changes: Sequence[int]) -> list[Bar]:
    """An account on one scale: its opening, each change from where the one before ended, its
    closing.
    """
    levels = list(accumulate(changes, initial=opening))
    steps = [(0, opening), *pairwise(levels), (0, levels[-1])]
    low, top = min(0, *levels), max(0, *levels)
    scale = (top - low) or 1
    kinds = ["sum", *("out" if change < 0 else "" for change in changes), "sum"]
    return [
        Bar(
            start=_svg_percent(Fraction(min(step) - low, scale)),
            width=_svg_percent(Fraction(abs(step[1] - step[0]), scale)),
            kind=kind,
        )
        for step, kind in zip(steps, kinds, strict=True)
    ]


def gauge(
    label: str, part: Decimal, whole: Decimal, shown: str, limit: Decimal | None = None
) -> Gauge:
    """`shown` is the rate as a text; `limit` is in % of the whole."""
    mark = Fraction(whole) * Fraction(limit) / 100 if limit is not None else None
    said = percent(limit.normalize()) if limit is not None else ""
    return Gauge(label, shown, said, bar(part, whole, mark=mark))


def _svg_percent(part: Fraction) -> str:
    return f"{float(part) * 100:.2f}"
