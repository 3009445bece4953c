"""Charts in a page or a PDF: the finding as title, the picture, the same figures in a table.

`opened` shows the table at once, as a PDF must.
"""

from typing import Any

from django import template

from common import charts, formats

register = template.Library()

WIDE, NARROW = (760, 340), (328, 300)
NO_VALUE = "sans donnée"


@register.inclusion_tag("components/chart.html")
def chart_lines(chart: charts.LineChart, *, opened: bool = False) -> dict[str, Any]:
    """Cumulative lines; a target series is dashed."""
    rows = [
        (label, [_written(one.values[i] if i < len(one.values) else None) for one in chart.series])
        for i, label in enumerate(chart.labels)
    ]
    return {
        "chart": chart,
        "wide": charts.lines(chart.labels, chart.series, size=WIDE),
        "narrow": charts.lines(chart.labels, chart.series, size=NARROW),
        "head": [chart.period, *(one.name for one in chart.series)],
        "rows": rows,
        "opened": opened,
    }


def _written(value: charts.Value) -> str:
    return NO_VALUE if value is None else formats.number(value)
