"""Charts of the gallery: bars, gauges, columns, lines and lanes."""

import datetime as dt

from common.charts import LineChart, Series
from common.column_charts import ColumnChart
from common.gauges import Gauge, bar
from common.lanes import ANNOUNCED, Due, End, Lane, Lanes, draw


def samples() -> dict[str, object]:
    return {
        "bars": BARS,
        "gauges": GAUGES,
        "columns": COLUMNS,
        "lines": LINES,
        "four_lines": FOUR_LINES,
        "lanes": LANES,
    }


def nothing() -> dict[str, object]:
    """Lanes beyond which nothing falls due."""
    return {"lanes": LANES | {"beyond": ""}}


MONTHS_SHOWN = ["déc. 22", "janv. 23", "févr. 23", "mars 23", "avr. 23", "mai 23"]
BARS = [
    ("part d’un tout", bar(20, 100)),
    ("avec sa limite", bar(20, 100, mark=80)),
    ("au-delà de sa limite", bar(95, 100, mark=80)),
    ("ce qui sort", bar(10, 100, start=40, kind="out")),
    ("la somme", bar(50, 100, kind="sum")),
    ("pas encore là", bar(100, 100, kind="absent")),
]
GAUGES = [
    Gauge("Aides publiques", "70,74\u00a0%", "80\u00a0%", bar(7074, 10_000, mark=8000)),
    Gauge("Part remise", "10,24\u00a0%", "", bar(1024, 10_000)),
]
COLUMNS = ColumnChart(
    finding="125 pass consommés en mars 2023, le mois le plus haut",
    measure="Pass consommés par mois, au 15\u00a0mai\u00a02023",
    labels=MONTHS_SHOWN,
    values=[92, 113, 109, 125, 105, 90],
)
DAYS = [(dt.date(2023, 3, 31), "done"), (dt.date(2023, 4, 30), "watch")]
DAYS += [(dt.date(2023, 5, 31), "under_way"), (dt.date(2023, 6, 30), "to_come")]
LANES = {
    "title": "2\u00a0échéances d’ici au 30\u00a0juin\u00a02023, puis plus rien",
    "perimeter": "Convention ANCT, de mars 2023 à février 2024. Le chiffre est le jour du mois.",
    "drawing": draw(
        Lanes(
            dt.date(2023, 3, 1),
            dt.date(2024, 2, 29),
            dt.date(2023, 5, 15),
            [
                Lane(
                    "Action",
                    "fin en vigueur, fin annoncée",
                    end=End(dt.date(2023, 7, 30), "30\u00a0juillet\u00a02023"),
                    announced=End(dt.date(2023, 12, 31), "31\u00a0décembre\u00a02023, annoncé"),
                ),
                Lane("Comité technique", "chaque mois", [Due(*one) for one in DAYS]),
                Lane("Remettre le bilan", "annoncé", [Due(dt.date(2023, 12, 31), ANNOUNCED)]),
            ],
        )
    ),
    "families": [
        ("watch", "en retard"),
        ("done", "faite"),
        ("under_way", "prête"),
        ("to_come", "à préparer"),
        (ANNOUNCED, "annoncée"),
    ],
    "beyond": "Au-delà\u00a0: 1\u00a0échéance.",
}
LINES = LineChart(
    finding="5\u00a0120 pass remis sur 50\u00a0000\u00a0: le rythme est très en dessous du prévu",
    measure="Pass depuis le début, Pas-de-Calais, hypothèse linéaire pour le prévu",
    period="Mois",
    labels=MONTHS_SHOWN,
    series=[
        Series("Prévu", [33_000, 34_700, 36_400, 38_100, 39_800, 41_500], target=True),
        Series("Remis", [3183, 3698, 3698, 4310, 4808, 5120]),
        Series("Utilisés", [1200, None, 1650, 1890, 2100, 2240]),
    ],
)
FOUR_LINES = LineChart(
    finding="Les quatre courbes que porte au plus un graphique",
    measure="Pass depuis le début, Pas-de-Calais",
    period="Mois",
    labels=MONTHS_SHOWN,
    series=[
        Series("Commandés", [50_000] * 6),
        Series("Livrés", [30_000, 30_000, 40_000, 40_000, 50_000, 50_000]),
        Series("Remis", [13_183, 13_698, 13_698, 14_310, 14_808, 15_120]),
        Series("Utilisés", [1200, 1400, 1650, 1890, 2100, 2240]),
    ],
)
