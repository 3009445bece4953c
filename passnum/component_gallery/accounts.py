"""Money and pace of the gallery: accounts of funders, what each owes, stages, paces."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from common import formats
from common.column_charts import ColumnChart
from common.gauges import bar
from conventions.enums import Basis
from finance.pages import Cell, Row
from passnum.component_gallery.charts import COLUMNS, LINES
from reporting.pages.funders import FunderLine
from reporting.pages.pace import PaceLine, PaceView
from reporting.pages.stages import Stage
from reporting.tables import FunderTable, StageTable

START, END, SIGNED = dt.date(2020, 3, 1), dt.date(2023, 12, 31), dt.date(2021, 3, 11)
WHOLE = 50_000


def samples() -> dict[str, object]:
    return {
        "accounts": [
            _account(1, **FULL),
            _account(2, advance=ADVANCE, is_signed=True, signed_on=SIGNED),
            _account(3, advance=ADVANCE, is_signed=True),
            _account(4, advance=ADVANCE, note="Convention votée, pas encore signée."),
        ],
        "stages": StageTable(STAGES, "Pas-de-Calais, au 15\u00a0mai\u00a02023", "8\u00a0mai"),
        "funders": FunderTable(FUNDERS, "8\u00a0mai"),
        "paces": [PACE, PaceView("", LINES.finding, LINES.measure, LINES, [], "")],
    }


def nothing() -> dict[str, object]:
    """The same parts of pages when they have nothing to show."""
    return {"funders": FunderTable([], "8\u00a0mai"), "none": None, "news": []}


def _account(number: int, **more: Any) -> dict[str, Any]:
    """An account as `finance/_account.html` reads it, by default with nothing to show."""
    signed_on = more.pop("signed_on", None)
    terms = {
        "basis": Basis.ADVANCE if "advance" in more else Basis.CONSUMED,
        "period": more.pop("period", (None, None)),
        "note": more.pop("note", ""),
        "is_signed": more.pop("is_signed", False),
        "maximum": {"amount": Decimal(250_000)},
    }
    statement = {
        "convention": {
            "public_id": UUID(int=number),
            "funder": f"Financeur n°\u00a0{number}",
            "title": f"Convention n°\u00a0{number}",
            "signed_on": signed_on,
        },
        "terms": terms,
        "basis": str(terms["basis"].label),
        "due": {"amount": Decimal(6995)},
        "advance": more.pop("advance", None),
        "without_key": {"in_words": more.pop("without_key", "")},
        "misfits": more.pop("misfits", []),
    }
    shown: dict[str, object] = {
        "bar": None,
        "share": "",
        "chart": None,
        "years": [],
        "posts": [],
        "explanations": [],
    }
    return {
        "statement": statement,
        "anchor": f"compte-exemple-{number}",
        "change": "+315,00\u00a0€ depuis le 8\u00a0mai",
        "formula": "699,5\u00a0pass × 10,00\u00a0€ × 100\u00a0% = 6\u00a0995,00\u00a0€",
        **shown,
        **more,
    }


def _row(label: str, kind: str, passes: int, url: str = "") -> Row:
    euros = formats.number(Decimal(passes * 10), 2)
    return Row(label, kind, [Cell(formats.number(passes), url), Cell(euros)])


ADVANCE = {"due": Decimal(250_000), "earned": Decimal(6995), "to_repay": Decimal(243_005)}
CHART = ColumnChart(
    finding="Mars 2023 est le mois le plus haut\u00a0: 1\u00a0250,00\u00a0€",
    measure="Euros dus par mois",
    labels=COLUMNS.labels,
    values=COLUMNS.values,
)
FULL: dict[str, Any] = {
    "period": (START, END),
    "is_signed": True,
    "signed_on": SIGNED,
    "without_key": "3\u00a0pass consommés",
    "misfits": [
        {
            "sentence": "La clé dépasse la fin de la convention.",
            "ruling": "Retirez-la ou prolongez la convention.",
        }
    ],
    "bar": bar(6995, 250_000),
    "share": formats.percent_of(6995, 250_000),
    "chart": CHART,
    "head": ["Pass", "Valeur (€)"],
    "years": [
        {
            "row": _row("2022", "year", 205),
            "rows": [
                _row("Décembre 2022", "month", 92, "#decembre"),
                _row("4e trim.", "quarter", 92),
            ],
            "is_open": False,
            "url": "?annee=2022#compte-exemple-1",
        },
        {
            "row": _row("2023, en cours", "year", 429),
            "rows": [_row("Mars 2023", "month", 125, "#mars"), _row("1er trim.", "quarter", 347)],
            "is_open": True,
            "url": "",
        },
    ],
    "total": _row("Total", "total", 634),
    "explanations": [
        {
            "label": "Coûts annexes",
            "amount": Decimal(500),
            "formula": "Payés entre les deux jours",
            "sources": ["Plafond\u00a0: 10\u00a0% du budget, article\u00a04"],
            "asked": "retenu=oui",
        },
        {"label": "Part", "amount": Decimal(6995), "formula": "50\u00a0%", "asked": ""},
    ],
    "posts": [
        Row(
            "Pass",
            "post",
            [Cell("500\u00a0000,00"), Cell("10\u00a0000,00", "#"), Cell("490\u00a0000,00")],
        ),
        Row(
            "Total",
            "total",
            [Cell("500\u00a0000,00"), Cell("10\u00a0000,00"), Cell("490\u00a0000,00")],
        ),
    ],
}
STAGES = [
    Stage(
        "Objectif",
        WHOLE,
        bar(WHOLE, WHOLE, kind="absent"),
        "100\u00a0%",
        "tous commandés",
        "sans objet",
    ),
    Stage("Commandés", WHOLE, bar(WHOLE, WHOLE), "100\u00a0%", "tous livrés", "0"),
    Stage(
        "Remis", 5120, bar(5120, WHOLE), "10,24\u00a0%", "2\u00a0880 pas encore consommés", "+312"
    ),
]
FUNDERS = [
    FunderLine(
        "ANCT",
        "#compte-exemple-1",
        "Pass consommés. Signée.",
        Decimal(6995),
        "+315,00",
        Decimal(250_000),
        bar(6995, 250_000),
        "2,80\u00a0%",
    ),
    FunderLine("FEDER", "#f", "Pass achetés. Non signée.", Decimal(0), "0,00", None, None, ""),
]
PACE = PaceView(
    "En retard sur l’échéancier.",
    "Pour finir le 30\u00a0juillet, il faudrait consommer 18\u00a0000 pass en 30\u00a0jours",
    LINES.measure,
    LINES,
    [
        PaceLine("Rythme constaté", "moyenne des 90 derniers jours", "106", bar(106, 18_000)),
        PaceLine("Jusqu’au 30\u00a0juillet\u00a02023", "fin en vigueur", "18\u00a0000", bar(1, 1)),
    ],
    "Reste à consommer\u00a0: 47\u00a0760 pass, en 76\u00a0jours.",
)
