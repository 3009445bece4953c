"""Charts in a page or a PDF: the finding as title, the picture, the same figures in a table.

`opened` shows the table at once, as a PDF must.
"""

from typing import Any

from django import template

from common import charts, column_charts, formats

register = template.Library()

WIDE, NARROW = (760, 340), (328, 300)
COLUMNS = (584, 200), (328, 180)
NO_VALUE = "sans donnée"


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


def _written(value: charts.Value) -> str:
    return NO_VALUE if value is None else formats.number(value)
