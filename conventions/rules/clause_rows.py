"""The rows of a clause whose value is a table: read from JSON and written to it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: a label or a day, with an amount (€), a number or a rate (%)."""

    label: str = ""
    day: dt.date | None = None
    amount: Decimal | None = None
    number: int | None = None
    rate: Decimal | None = None


def read_rows(table: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows of a clause, from the JSON of its `table`."""
    return [
        Row(
            label=kept.get("label", ""),
            day=dt.date.fromisoformat(kept["day"]) if "day" in kept else None,
            amount=Decimal(kept["amount"]) if "amount" in kept else None,
            number=kept.get("number"),
            rate=Decimal(kept["rate"]) if "rate" in kept else None,
        )
        for kept in table
    ]


def write_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The JSON of rows: days in ISO form, decimals as text, empty values left out."""
    return [
        {
            name: value if isinstance(value, int) else str(value)
            for name, value in asdict(row).items()
            if value not in (None, "")
        }
        for row in rows
    ]
