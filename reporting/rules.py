"""Quarters, the hash of frozen data, and the figure of an alert."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from common.formats import count, euros
from common.periods import months_end, plus_months
from reporting.enums import AlertKind

LEASE = dt.timedelta(minutes=3)
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months of a year, both ends included."""

    starts_on: dt.date

    @property
    def ends_on(self) -> dt.date:
        return months_end(self.starts_on, 3)

    @property
    def last_day_before(self) -> dt.date:
        """The last day before the quarter."""
        return self.starts_on - dt.timedelta(days=1)

    @property
    def code(self) -> str:
        """`2023-T1`, as in file names and forms."""
        return f"{self.starts_on.year}-T{(self.starts_on.month + 2) // 3}"

    @property
    def next(self) -> "Quarter":
        return Quarter(plus_months(self.starts_on, 3))

    def due_on(self, delay_days: int) -> dt.date:
        """The day on which its report is due: so many days after its end."""
        return self.ends_on + dt.timedelta(days=delay_days)

    def is_earlier_than(self, managed_from: dt.date) -> bool:
        """It ended before the programme was managed here: its report is made on demand only."""
        return self.ends_on < managed_from


def quarter_of(day: dt.date) -> Quarter:
    """The quarter that holds a day."""
    return Quarter(dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1))


def quarter_named(code: str) -> Quarter | None:
    """The quarter of `2023-T1`, of this century; None for anything else."""
    found = re.fullmatch(r"(20[0-9]{2})-T([1-4])", code)
    if found is None:
        return None
    return Quarter(dt.date(int(found[1]), int(found[2]) * 3 - 2, 1))


def quarters_between(first: dt.date, last: dt.date) -> list[Quarter]:
    """The quarters from that of a day to that of another, both included."""
    found, quarter = [], quarter_of(first)
    while quarter.starts_on <= last:
        found.append(quarter)
        quarter = quarter.next
    return found


def canonical_json(content: Mapping[str, Any]) -> str:
    """The JSON text of frozen data that is hashed: sorted keys, no space, no escaped letter."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sha256(content: str | bytes) -> str:
    """The SHA-256 hash of a content, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def pace_needed(left: int, days: int, *, per: int) -> int:
    """How many passes in so many days reach what is left in `days`: rounded up, to get there."""
    return -(-left * per // days)


NOUNS = {
    AlertKind.GRANTS: "pass accordé|pass accordés",
    AlertKind.WRONG_CODES: "code refusé|codes refusés",
    AlertKind.REFUSED_PLACE: "encaissement refusé|encaissements refusés",
    AlertKind.BOTH_ROLES: "rôle|rôles",
    AlertKind.SAME_STRUCTURE: "pass encaissé|pass encaissés",
}


def figure_in_words(kind: AlertKind, figure: Decimal) -> str:
    """`410 pass accordés`, `12 000,00 €`."""
    return euros(figure) if kind == AlertKind.AMOUNT else count(int(figure), NOUNS[kind])
