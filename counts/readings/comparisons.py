"""The stock of a store at the instant of a count, beside what was found there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from common.formats import day
from counts import rules
from counts.enums import GapKind
from counts.models import Count
from counts.readings.sheets import PARTS, Gap, Moved, Part, Sheet, thawed
from counts.rules import Range
from distribution.enums import STORES, CarnetState, DepotKind, LineKind
from distribution.models import Carnet, StockLine

KINDS: dict[str, GapKind] = {
    DepotKind.SUPPLIER: GapKind.SUPPLIER,
    DepotKind.TRANSIT: GapKind.TRANSIT,
    DepotKind.LOST: GapKind.LOST,
    DepotKind.DESTROYED: GapKind.DESTROYED,
}
Place = tuple[GapKind, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A ledger line seen from the store: it brings carnets (1), or takes them (-1)."""

    pk: int
    first: int
    last: int
    kind: LineKind
    on: dt.date
    is_in: bool
    other: str

    @property
    def sign(self) -> int:
        return 1 if self.is_in else -1

    @property
    def told(self) -> str:
        return f"{self.kind.label} du {day(self.on)}"


def sheet_of(count: Count) -> Sheet:
    """The sheet of a count: frozen once it is closed."""
    return Comparison(count).sheet if count.sheet is None else thawed(count.sheet)


class Comparison:
    """What the ledger says at the instant of a count, what was found, and what differs.

    `expected` stands for the first, where the sheet of another time says it.
    """

    def __init__(self, count: Count, expected: Sequence[Range] | None = None) -> None:
        self.count, self.programme = count, count.programme
        lines = list(_lines(count))
        before = [one for one in lines if _is_before(one, count)]
        self.expected = rules.balance(_moves(before)) if expected is None else list(expected)
        self.since = [] if expected is not None else [o for o in lines if not _is_before(o, count)]
        self.found = rules.balance((*part, 1) for part in _ranges_of(count))
        given = count.explanations.order_by("first_carnet")
        self.explained = [
            (first, last, (reason, note))
            for first, last, reason, note in given.values_list(
                "first_carnet", "last_carnet", "reason", "note"
            )
        ]
        self._part()

    def _part(self) -> None:
        """What moved since the instant is no gap, but for a loss, and for what is explained: the
        act that mends a gap leaves it in the sheet.
        """
        missing, surplus = (
            rules.less(self.expected, self.found),
            rules.less(self.found, self.expected),
        )
        moves = list(_moves(one for one in self.since if one.kind != LineKind.LOSS))
        explained = [(first, last) for first, last, _ in self.explained]
        out = rules.balance((first, last, -sign) for first, last, sign in moves)
        self.left = rules.less(rules.both(missing, out), explained)
        self.entered = rules.less(rules.both(surplus, rules.balance(moves)), explained)
        self.missing = rules.less(missing, self.left)
        self.surplus = rules.less(surplus, self.entered)

    @cached_property
    def sheet(self) -> Sheet:
        parts = {name: self.part(getattr(self, name)) for name in PARTS}
        gaps = sorted(self._gaps(), key=lambda gap: gap.first)
        return Sheet(str(self.programme.face_value), **parts, gaps=gaps, moved=self._moved())

    def part(self, ranges: list[Range]) -> Part:
        carnets = sum(last - first + 1 for first, last in ranges)
        return Part(ranges, carnets, rules.passes_in(ranges, self._lots))

    @cached_property
    def _lots(self) -> list[tuple[int, int, int]]:
        lots = self.programme.lots.order_by("first_carnet")
        return list(lots.values_list("first_carnet", "last_carnet", "passes_per_carnet"))

    def _gaps(self) -> Iterator[Gap]:
        since = rules.latest([(one.first, one.last, one.told) for one in self.since])
        nowhere = (GapKind.UNKNOWN, "")
        places = self._places()
        for first, last, (told, why) in rules.split(self.missing, since, self.explained):
            yield self._gap(first, last, (GapKind.MISSING, ""), told, why)
        for first, last, (at, told, why) in rules.split(
            self.surplus, places, since, self.explained
        ):
            yield self._gap(first, last, at or nowhere, told, why)

    def _gap(
        self, first: int, last: int, at: Place, told: str | None, why: tuple[str, str] | None
    ) -> Gap:
        passes = rules.passes_in([(first, last)], self._lots)
        return Gap(first, last, passes, at[0], at[1], told or "", *(why or ("", "")))

    def _places(self) -> list[tuple[int, int, Place]]:
        """Where the ledger has the carnets that are too many."""
        carnets = Carnet.objects.filter(programme=self.programme).in_ranges(self.surplus)
        rows = carnets.order_by("number").values_list(
            "number", "state", "depot_id", "depot__kind", "depot__name", "hand_out__depot__name"
        )
        return [
            (number, number, self._place(state, depot, kind, name or giver))
            for number, state, depot, kind, name, giver in rows
        ]

    def _place(self, state: str, depot: int | None, kind: str | None, name: str) -> Place:
        if depot is None:
            is_blocked = state == CarnetState.BLOCKED
            return (GapKind.BLOCKED if is_blocked else GapKind.HANDED_OUT), name
        if state == CarnetState.DESTROYED:  # of a cancelled lot: at its supplier, never printed
            return GapKind.DESTROYED, ""
        if depot == self.count.depot_id:
            return GapKind.HERE, ""
        return KINDS.get(str(kind), GapKind.ELSEWHERE), name if kind in STORES else ""

    def _moved(self) -> list[Moved]:
        """The lines since the instant, those of a kind on a day together."""
        grouped: dict[tuple[dt.date, str, int], list[Range]] = defaultdict(list)
        for one in self.since:
            what = f"{one.kind.label}, {one.other}" if one.other else str(one.kind.label)
            grouped[one.on, what, one.sign].append((one.first, one.last))
        return [
            Moved(on.isoformat(), what, sign, sorted(ranges), part.carnets, part.passes)
            for (on, what, sign), ranges in grouped.items()
            for part in [self.part(ranges)]
        ]


def _lines(count: Count) -> Iterator[Line]:
    """All the lines of the store, in the order in which they were written."""
    rows = StockLine.objects.of_depot(count.depot).order_by("pk")
    for pk, first, last, kind, on, to, *ends in rows.values_list(
        *("pk", "first_carnet", "last_carnet", "kind", "moved_on", "destination_id"),
        *("source__kind", "source__name", "destination__kind", "destination__name"),
    ):
        is_in = to == count.depot_id
        other_kind, name = ends[:2] if is_in else ends[2:]
        other = name if other_kind in STORES else ""
        yield Line(pk, first, last, LineKind(kind), on, is_in, other)


def _is_before(line: Line, count: Count) -> bool:
    """Whether the ledger had the line at the instant of the count.

    The lines of a store are written one after the other: none of a lower key comes later.
    """
    return line.pk <= (count.last_line_id or 0) and line.on <= count.counted_on


def _moves(lines: Iterable[Line]) -> Iterator[tuple[int, int, int]]:
    return ((one.first, one.last, one.sign) for one in lines)


def _ranges_of(count: Count) -> Iterator[Range]:
    return iter(count.found.values_list("first_carnet", "last_carnet"))
