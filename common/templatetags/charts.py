"""Charts in a page or a PDF: the finding as title, the picture, the same figures in a table.

`opened` shows the table at once, as a PDF must.
"""

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common import charts, column_charts, formats

register = template.Library()

WIDE, NARROW = (760, 340), (328, 300)
COLUMNS = (584, 200), (328, 180)
NO_VALUE = "sans donnée"
MARKS = {
    "hollow": '<circle r="5" fill="#FFFFFF" stroke="{}" stroke-width="2" />',
    "disc": '<circle r="6" />',
    "square": '<rect x="-5" y="-5" width="10" height="10" />',
    "diamond": '<path d="M0-7L7 0L0 7L-7 0z" />',
    "triangle": '<path d="M0-7L7 6H-7z" />',
}


@register.inclusion_tag("components/chart.html")
def chart_lines(
    chart: charts.LineChart, *, opened: bool = False, untitled: bool = False
) -> dict[str, Any]:
    """Cumulative lines; a target series is dashed. `untitled`: the section says the finding."""
    rows = [
        (label, [_written(one.values[i] if i < len(one.values) else None) for one in chart.series])
        for i, label in enumerate(chart.labels)
    ]
    return {
        "chart": chart,
        "wide": charts.lines(chart, size=WIDE),
        "narrow": charts.lines(chart, size=NARROW),
        "head": [chart.period, *(one.name for one in chart.series)],
        "rows": rows,
        "opened": opened,
        "untitled": untitled,
    }


@register.inclusion_tag("components/column_chart.html")
def chart_columns(chart: column_charts.ColumnChart) -> dict[str, Any]:
    """One column a period; the figures are those of the account beside it."""
    wide, narrow = (column_charts.columns(chart, size=size) for size in COLUMNS)
    return {"chart": chart, "wide": wide, "narrow": narrow}


@register.simple_tag
def shapes(drawing: charts.Drawing) -> SafeString:
    """The shapes of a drawing, without a template a shape: twelve months have hundreds."""
    return mark_safe("\n".join(_shapes(drawing)))  # noqa: S308 our numbers and colours; words escaped


def _shapes(drawing: charts.Drawing) -> Iterator[str]:
    for one in drawing.grid:
        yield _polyline(one)
    for bar in drawing.columns:
        at = f'x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{bar.height}"'
        yield f'<rect class="s0-fill" {at} fill="#1D4F91" />'
    for one in drawing.strokes:
        yield _polyline(one)
    for mark in drawing.marks:
        yield _mark(mark)
    for text in drawing.texts:
        bold = ' font-weight="700"' if text.bold else ""
        at = f'x="{text.x}" y="{text.y}" text-anchor="{text.anchor}" fill="{text.colour}"'
        yield f"<text {at}{bold}>{escape(text.text)}</text>"


def _polyline(one: charts.Stroke) -> str:
    own = ' class="s0-line"' if one.rank == 0 else ""
    dash = f' stroke-dasharray="{one.dash}"' if one.dash else ""
    pen = f'stroke="{one.colour}" stroke-width="{one.width}"{dash}'
    return f'<polyline{own} points="{one.points}" fill="none" {pen} />'


def _mark(mark: charts.Mark) -> str:
    if mark.shape == "icon":
        return f'<use href="#mark-{mark.name}" x="{mark.x}" y="{mark.y}" color="{mark.colour}" />'
    own = ' class="s0-fill"' if mark.rank == 0 else ""
    place = f'transform="translate({mark.x} {mark.y})"'
    return f'<g {place} fill="{mark.colour}"{own}>{MARKS[mark.shape].format(mark.colour)}</g>'


def _written(value: charts.Value) -> str:
    return NO_VALUE if value is None else formats.number(value)
