"""The accounts of valeurs inactives: what entered depots and left them, and which numbers stay."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from common.formats import count, of
from common.sort_key import in_reading_order
from distribution.enums import STOCK, STORES, DepotKind, LineKind
from distribution.models import Depot, Lot, StockLine
from distribution.querysets import DepotQuerySet
from distribution.readings.depots import DAY, SIDES, Flow, Flows, Moved
from distribution.readings.ledger import last_movements
from programmes.models import Programme
from stock_accounts.enums import IN_ORDER, cause_of


@dataclass(frozen=True, slots=True)
class Scope:
    """The depots of an account and its days: one store, or all the stock that a member sees.

    `is_whole`: all the stock of the programme, so that what moves from one of these depots to
    another is no movement of their account.
    """

    programme: Programme
    depots: Sequence[Depot]
    depot: Depot | None
    start: dt.date
    end: dt.date
    is_whole: bool = False

    @property
    def name(self) -> str:
        return str(self.depot) if self.depot else "tous les dépôts"

    @property
    def code(self) -> str:
        return self.depot.code if self.depot else "tous-les-depots"


@dataclass(frozen=True, slots=True)
class Cause:
    """What one cause brought or took, always positive."""

    name: str
    moved: Moved


@dataclass(slots=True)
class Account:
    """Opening, what came in and went out by cause, closing; `inside` went from one of its depots to
    another.
    """

    opening: Moved = field(default_factory=Moved)
    came_in: list[Cause] = field(default_factory=list)
    went_out: list[Cause] = field(default_factory=list)
    inside: Moved = field(default_factory=Moved)

    @property
    def total_in(self) -> Moved:
        return total(one.moved for one in self.came_in)

    @property
    def total_out(self) -> Moved:
        return total(one.moved for one in self.went_out)

    @property
    def closing(self) -> Moved:
        """What the causes make of the opening."""
        found = total([self.opening, self.total_in])
        found.add(self.total_out, -1)
        return found


@dataclass(frozen=True, slots=True)
class MovementRow:
    """What one kind of operation moved on a day, and what the depot has after it."""

    on: dt.date
    operation: str
    numbers: list[tuple[int, int]]
    came_in: int
    went_out: int
    euros: Decimal
    balance: int

    @property
    def numbers_in_words(self) -> str:
        """`00012 à 00031, 00040`: under a head that says that they are numbers."""
        return numbers_in_words(self.numbers)


@dataclass(frozen=True, slots=True)
class DepotRow:
    """The account of one of several depots."""

    depot: Depot
    account: Account


@dataclass(frozen=True, slots=True)
class Holding:
    """A range of carnets of a lot that is there."""

    first: int
    last: int
    passes: int
    euros: Decimal

    @property
    def carnets(self) -> int:
        return self.last - self.first + 1


def scope_of(
    seen: DepotQuerySet, programme: Programme, depot: Depot | None, days: tuple[dt.date, dt.date]
) -> Scope:
    """What is accounted for: one depot, or all the stock that a member sees."""
    if depot is not None:
        return Scope(programme, [depot], depot, *days)
    stock = in_reading_order(seen.filter(programme=programme, kind__in=STOCK), "name", "pk")
    is_whole = len(stock) == programme.depots.filter(kind__in=STOCK).count()
    return Scope(programme, list(stock), None, *days, is_whole)


def flows_of(scope: Scope) -> Flows:
    """What the ledger moved at the depots of an account, read once."""
    return Flows(scope.depots, scope.start, scope.end + DAY)


def total(some: Iterable[Moved], sign: int = 1) -> Moved:
    found = Moved()
    for one in some:
        found.add(one, sign)
    return found


def account_of(scope: Scope, flows: Flows) -> Account:
    """The account of all the depots together."""
    before, during = flows.before(scope.start), flows.between(scope.start, scope.end)
    if not scope.is_whole:
        return _account(before, during)
    found = _account(before, [one for one in during if one.other not in STOCK])
    found.inside = _moved_inside(during)
    return found


def depot_rows(scope: Scope, flows: Flows) -> list[DepotRow]:
    """The account of each depot: transfers count in both."""
    before, during = (
        _by_depot(flows.before(scope.start)),
        _by_depot(flows.between(scope.start, scope.end)),
    )
    return [DepotRow(one, _account(before[one.pk], during[one.pk])) for one in scope.depots]


def movement_rows(scope: Scope, account: Account) -> list[MovementRow]:
    """What moved at one depot, day by day, in the order of the ledger."""
    assert scope.depot is not None  # noqa: S101 the caller asks it of one depot
    lines = StockLine.objects.of_depot(scope.depot).between(scope.start, scope.end)
    found, balance = [], account.opening.passes
    for one in reversed(last_movements(lines, [scope.depot])):
        balance += one.sign * one.passes
        came_in, went_out = (one.passes, 0) if one.sign > 0 else (0, one.passes)
        other = one.source if one.sign > 0 else one.destination
        operation = _operation_of(one.kind, other, is_in=one.sign > 0, hand_outs=one.hand_outs)
        euros = one.sign * one.euros
        found.append(
            MovementRow(one.moved_on, operation, one.numbers, came_in, went_out, euros, balance)
        )
    return found


def holdings(scope: Scope, on: dt.date) -> list[Holding]:
    """The carnets that one depot holds at the end of a day, by ranges cut between lots.

    A carnet that came is there until it leaves: the numbers at which ranges begin or end are enough
    to know which are there.
    """
    steps: Counter[int] = Counter()
    lines = StockLine.objects.filter(moved_on__lte=on).order_by()
    for side, _, sign in SIDES:
        own = lines.filter(**{side: scope.depot})
        for name, after, way in (("first_carnet", 0, sign), ("last_carnet", 1, -sign)):
            for number, times in own.values_list(name).annotate(Count("pk")):
                steps[number + after] += way * times
    return _in_lots(_present(steps), scope.programme)


def _operation_of(kind: LineKind, other: Depot, *, is_in: bool, hand_outs: int) -> str:
    """`5 remises`, `Transfert vers MDS de Lens`, `Contre-passation : remises annulées`."""
    if kind == LineKind.HAND_OUT:
        return count(hand_outs, "remise")
    if kind == LineKind.REVERSAL:
        return f"{kind.label}\u00a0: {cause_of(kind, other.kind, is_in=is_in).lower()}"
    if other.kind not in (*STORES, DepotKind.SUPPLIER):
        return kind.label
    return f"{kind.label} {of(other) if is_in else f'vers {other}'}"


def numbers_in_words(ranges: Iterable[tuple[int, int]]) -> str:
    """`00012 à 00031, 00040`, or « néant »."""
    said = [
        f"{first:05d}" + (f"\u00a0à\u00a0{last:05d}" if last > first else "")
        for first, last in ranges
    ]
    return ", ".join(said) or "néant"


def _present(steps: Counter[int]) -> list[tuple[int, int]]:
    """The ranges that are there, by the change of what is there at each number."""
    found, there, first = [], 0, 0
    for number in sorted(number for number, step in steps.items() if step):
        if there:
            found.append((first, number - 1))
        there += steps[number]
        first = number
    return found


def _in_lots(ranges: list[tuple[int, int]], programme: Programme) -> list[Holding]:
    """The ranges, cut where a lot ends, each with its passes and their value."""
    lots = Lot.objects.filter(programme=programme).order_by("first_carnet")
    found = []
    for first, last, size in lots.values_list("first_carnet", "last_carnet", "passes_per_carnet"):
        for start, end in ranges:
            if start <= last and end >= first:
                part = max(start, first), min(end, last)
                passes = size * (part[1] - part[0] + 1)
                found.append(Holding(*part, passes, passes * programme.face_value))
    return found


def _account(before: Sequence[Flow], during: Sequence[Flow]) -> Account:
    opening = total(one.moved for one in before)
    return Account(opening, _by_cause(during, is_in=True), _by_cause(during, is_in=False))


def _by_cause(flows: Sequence[Flow], *, is_in: bool) -> list[Cause]:
    """What came in, or what went out, by the name of its cause, in the order of the accounts."""
    found: dict[str, Moved] = defaultdict(Moved)
    for one in flows:
        if (one.moved.carnets > 0) == is_in:
            cause = cause_of(one.kind, one.other, is_in=is_in)
            found[cause].add(one.moved, 1 if is_in else -1)
    rank = {name: place for place, name in enumerate(IN_ORDER)}
    return [Cause(name, found[name]) for name in sorted(found, key=lambda one: rank.get(one, -1))]


def _moved_inside(flows: Sequence[Flow]) -> Moved:
    """What one depot received from another, less the transfers that were undone."""
    arrived = [one for one in flows if one.moved.carnets > 0]
    kinds = (LineKind.TRANSFER, LineKind.RECEIPT)
    found = total(one.moved for one in arrived if one.kind in kinds)
    undone = [one for one in arrived if one.kind == LineKind.REVERSAL and one.other in STORES]
    found.add(total(one.moved for one in undone), -1)
    return found


def _by_depot(flows: Sequence[Flow]) -> dict[int, list[Flow]]:
    found: dict[int, list[Flow]] = defaultdict(list)
    for one in flows:
        found[one.depot].append(one)
    return found
