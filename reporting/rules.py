"""Quarters, small counts, frozen data: pure rules of reports."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from common.periods import plus_months

LEASE = dt.timedelta(minutes=3)
MOST_ATTEMPTS = 5
SMALL = 5

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Three months, both ends included."""

    starts_on: dt.date

    @property
    def ends_on(self) -> dt.date:
        return plus_months(self.starts_on, 3) - dt.timedelta(days=1)

    @property
    def eve(self) -> dt.date:
        """The last day before it."""
        return self.starts_on - dt.timedelta(days=1)

    @property
    def code(self) -> str:
        """`2023-T1`, as files and addresses name it."""
        return f"{self.starts_on.year}-T{(self.starts_on.month + 2) // 3}"

    @property
    def next(self) -> "Quarter":
        return Quarter(plus_months(self.starts_on, 3))

    def due_on(self, delay_days: int) -> dt.date:
        """The day its report is due, some days after its end."""
        return self.ends_on + dt.timedelta(days=delay_days)

    def is_earlier_than(self, managed_from: dt.date) -> bool:
        """Over before the programme was managed here: its report is made on demand only."""
        return self.ends_on < managed_from


def quarter_of(day: dt.date) -> Quarter:
    """The quarter that holds a day."""
    return Quarter(dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1))


def quarter_named(code: str) -> Quarter | None:
    """The quarter of `2023-T1`; None for anything else."""
    year, _, rank = code.partition("-T")
    if not (
        len(year) == 4 and year.isascii() and year.isdecimal() and rank in {"1", "2", "3", "4"}
    ):
        return None
    return Quarter(dt.date(max(1, int(year)), int(rank) * 3 - 2, 1))


def quarters_between(first: dt.date, last: dt.date) -> list[Quarter]:
    """From the quarter of a day to that of another."""
    found, quarter = [], quarter_of(first)
    while quarter.starts_on <= last:
        found.append(quarter)
        quarter = quarter.next
    return found


def hidden(counts: Mapping[Key, int]) -> set[Key]:
    """The rows whose count of people is too small to be told.

    When only one is small, the next smallest goes with it: the total would give it away.
    """
    small = {key for key, count in counts.items() if 0 < count < SMALL}
    others = sorted((count, str(key)) for key, count in counts.items() if count >= SMALL)
    if len(small) == 1 and others:
        companion = others[0][1]
        small |= {key for key in counts if str(key) == companion}
    return small


def canonical(facts: Mapping[str, Any]) -> str:
    """The one text of frozen data: sorted keys, no space, characters as they are."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content: str | bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
