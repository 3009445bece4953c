"""The table of the use of carnets, by depot, public of the règlement or month of hand-out."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from circulation.filters import UseFilters
from circulation.readings.uses import BY_MONTH, BY_PUBLIC, WEEKS, Use, Uses
from circulation.rules import LEAST_SHOWN, can_total, is_over, keys_to_hide
from circulation.tables import DepotUseTable, MonthUseTable, PublicUseTable, UseTable
from common.formats import count, month
from common.sheets import Share
from distribution.enums import DepotKind
from distribution.models import Depot
from distribution.readings.depots import DAY, Flows

TABLES = {"": DepotUseTable, BY_PUBLIC: PublicUseTable, BY_MONTH: MonthUseTable}
COUNTS = ("carnets", "started", "finished", "asleep", "passes", "spent")


@dataclass(frozen=True, slots=True)
class UseLine:
    """The use of the carnets of a depot, a public or a month; its counts are None when hidden."""

    name: str
    key: Any = None
    people: int | None = None
    held: int | None = None
    carnets: int | None = None
    started: int | None = None
    finished: int | None = None
    asleep: int | None = None
    passes: int | None = None
    spent: int | None = None
    share: Share | None = None
    within_4: int | None = None
    within_8: int | None = None
    within_12: int | None = None


def use_table(by: str, uses: Uses, filters: UseFilters, on: dt.date) -> UseTable:
    """The use of carnets; of one public, a depot or a month may have too few people."""
    is_few = by == BY_PUBLIC or bool(filters.answer("public"))
    people = {key: use.people for key, use in uses.by_key.items()}
    small = keys_to_hide(people) if is_few else set()
    shown = Uses(uses.whole, {k: use for k, use in uses.by_key.items() if k not in small})
    kind, whole = TABLES[by], uses.whole
    totals: dict[str, Any] = {name: getattr(whole, name) for name in COUNTS}
    lines: list[UseLine] = []
    if by == BY_PUBLIC:
        lines += _publics(shown)
        known = sum(line.people or 0 for line in lines)
        totals["people"] = whole.people if can_total(whole.people, known, len(small)) else None
    elif by == BY_MONTH:
        lines += _months(shown, on)
        totals |= _within(whole, max(uses.by_key, default=on), on)
    else:
        lines += _depots(shown, filters.depots, on, is_part=filters.is_part)
        totals["held"] = sum(line.held or 0 for line in lines)
    if small:
        lines.append(UseLine(f"{count(len(small), kind.noun)} de moins de {LEAST_SHOWN} personnes"))
    return kind(lines, totals=totals, share=str(share_of(whole)))


def _publics(uses: Uses) -> Iterator[UseLine]:
    for label, use in uses.by_key.items():
        yield _line(label, label, use, people=use.people)


def _months(uses: Uses, on: dt.date) -> Iterator[UseLine]:
    for first, use in uses.by_key.items():
        yield _line(month(first), first, use, **_within(use, first, on))


def _depots(
    uses: Uses, depots: Sequence[Depot], on: dt.date, *, is_part: bool
) -> Iterator[UseLine]:
    """The depots that handed carnets out, and the others of distributors unless a part is asked."""
    flows = Flows(depots, on + DAY)
    for depot in depots:
        use = uses.by_key.get(depot.pk)
        if use or (depot.kind == DepotKind.DISTRIBUTOR and not is_part):
            yield _line(depot.name, depot, use or Use(), held=flows.here([depot], on).carnets)


def _line(name: str, key: Any, use: Use, **more: Any) -> UseLine:
    counts = {one: getattr(use, one) for one in COUNTS}
    return UseLine(name, key, share=share_of(use), **counts, **more)


def share_of(use: Use) -> Share:
    """The passes spent among those handed out."""
    return Share(Decimal(use.spent), Decimal(use.passes))


def _within(use: Use, last: dt.date, on: dt.date) -> dict[str, int | None]:
    """The carnets begun within some weeks, where these are over for those of the last month."""
    return {
        f"within_{weeks}": begun if is_over(last, weeks, on) else None
        for weeks, begun in zip(WEEKS, use.within, strict=True)
    }
