"""Columns on zero, one a period: what happened in each, none of it cumulative."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.charts import (
    BORDER,
    BOTTOM,
    CHARACTER,
    TOP,
    Column,
    Drawing,
    Frame,
    Stroke,
    Text,
    name_periods,
)
from common.formats import number

PAD = 0.12  # of a period, on each side of its column


@dataclass(frozen=True)
class ColumnChart:
    """One column a period: what happened in each, none of it cumulative."""

    finding: str
    measure: str
    labels: Sequence[str]
    values: Sequence[int | Decimal]
    places: int | None = None


def highest_in_words(names: Sequence[str], values: Sequence[Decimal | int]) -> str:
    """`mai 2023, le mois le plus haut`, or all that are as high: what a chart by month finds."""
    most = max(values)
    found = [name for name, value in zip(names, values, strict=True) if value == most]
    if len(found) == 1:
        return f"{found[0]}, le mois le plus haut"
    last = found[1] if len(found) == 2 else f"{number(len(found) - 1)} autres mois"
    return f"{found[0]} et {last}, au plus haut"


def columns(chart: ColumnChart, *, size: tuple[int, int]) -> Drawing:
    """Columns on zero; the highest and the last are written above, the axis says no other value."""
    width, height = size
    highest = max((Decimal(value) for value in chart.values), default=Decimal(1)) or Decimal(1)
    frame = Frame(0, width, TOP, height - BOTTOM, highest)
    drawing, periods = Drawing(width, height), len(chart.values)
    drawing.grid.append(Stroke(f"0,{frame.bottom} {width},{frame.bottom}", BORDER))
    name_periods(drawing, frame, chart.labels)
    for rank, value in enumerate(chart.values):
        if value:
            left, right = (frame.x(rank + at, periods) for at in (PAD, 1 - PAD))
            top = frame.y(value)
            drawing.columns.append(Column(left, top, max(right - left, 1), frame.bottom - top))
    for rank in _written(chart.values):
        top = frame.y(chart.values[rank])
        _write_above(drawing, frame.x(rank + 0.5, periods), top, chart, rank)
    return drawing


def _written(values: Sequence[int | Decimal]) -> list[int]:
    """The ranks of the values written on the drawing: the first highest one, and the last."""
    if not any(values):
        return []
    last = max(i for i, value in enumerate(values) if value)
    return sorted({list(values).index(max(values)), last})


def _write_above(drawing: Drawing, x: int, top: int, chart: ColumnChart, rank: int) -> None:
    written = number(chart.values[rank], chart.places)
    half = len(written) * CHARACTER // 2
    at = min(max(x, half), drawing.width - half)
    if drawing.texts and any(text.bold and abs(text.x - at) < 2 * half for text in drawing.texts):
        return
    drawing.texts.append(Text(at, top - 8, written, "middle", bold=True))
