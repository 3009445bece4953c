"""Counts of passes on a day (ordered, delivered, active, handed out, spent), by lot and people."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import (
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, Greatest, Least

from circulation.readings.consumed import Consumed, Part
from circulation.readings.lots import PassCounts, before_hand_out
from common.sort_key import sort_key
from distribution.enums import DepotKind
from distribution.models import Lot, StockLine
from distribution.readings.moves import Move
from finance.readings.spending import Spending
from programmes.models import Programme

# Some carnets of the series; None for all.
Parts = Sequence[Part] | None
HANDED_OUT = Q(destination__kind=DepotKind.BENEFICIARIES)


@dataclass(frozen=True, slots=True)
class LotCounts:
    """The counts of the passes of one lot."""

    lot: Lot
    counts: PassCounts


@dataclass(frozen=True, slots=True)
class PeopleGroup:
    """The people of a category or of a territory, and their passes."""

    label: str
    people: int
    handed_out: int
    spent: int


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who received passes in a category: where they live, and how many passes."""

    person: int
    category: str
    is_far: bool
    epci: str
    departement: str
    handed_out: int
    spent: int


def by_lot(spending: Spending) -> list[LotCounts]:
    """The counts of each lot of a programme ordered by the end of a day."""
    day, spent, handed_out = spending.until, Counter[int](), Counter[int]()
    for row in spending.rows:
        spent[row.part.lot] += row.passes
    for move in spending.moves:
        handed_out[spending.lot_of(move.first_carnet).pk] += move.handed_out
    return [
        LotCounts(
            lot,
            replace(
                before_hand_out(lot, lot.passes_count, day),
                handed_out=handed_out[lot.pk] * lot.passes_per_carnet,
                spent=spent[lot.pk],
            ),
        )
        for lot in spending.lots
        if lot.order.ordered_on <= day
    ]


def pass_counts(spending: Spending) -> PassCounts:
    """The counts of the whole programme at the end of a day."""
    return sum((one.counts for one in by_lot(spending)), PassCounts())


def pass_counts_of(parts: Sequence[Part], spending: Spending) -> PassCounts:
    """The counts of some carnets at the end of a day, but for their passes spent."""
    day, lots = spending.until, {lot.pk: lot for lot in spending.lots}
    ordered = (one for one in parts if lots[one.lot].order.ordered_on <= day)
    found = (before_hand_out(lots[one.lot], one.carnets * one.passes, day) for one in ordered)
    handed_out = sum(passes for _, passes in _handed_out(spending, parts))
    return replace(sum(found, PassCounts()), handed_out=handed_out)


def holders(
    programme: Programme, day: dt.date, consumed: Consumed, parts: Parts = None
) -> list[Holder]:
    """Who holds passes, or those of some carnets, at the end of a day, and how many of theirs are
    among those `consumed`; hand-outs that were taken back do not count.
    """
    decision = "hand_out__decision"
    person = f"{decision}__request__person"
    given = (
        _hand_out_lines(programme, day)
        .values(
            person=F(person),
            category=F(f"{decision}__category__label"),
            is_far=F(f"{decision}__category__is_far_from_employment"),
            epci=Coalesce(F(f"{person}__commune__epci__name"), Value("Hors intercommunalité")),
            departement=F(f"{person}__commune__departement"),
        )
        .annotate(handed_out=_less_taken_back(_passes_of(parts)))
        .filter(handed_out__gt=0)
        .order_by("person", "category")
    )
    spent = _by_person(consumed)
    return [
        Holder(**row, spent=spent[row["person"], row["category"], row["is_far"]]) for row in given
    ]


def people_groups(holders: Iterable[Holder], key: Callable[[Holder], str]) -> list[PeopleGroup]:
    """Holders grouped by a key (category or territory), those with the most passes first."""
    people: defaultdict[str, set[int]] = defaultdict(set)
    handed_out: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for holder in holders:
        label = key(holder)
        people[label].add(holder.person)
        handed_out[label] += holder.handed_out
        spent[label] += holder.spent
    found = [PeopleGroup(k, len(people[k]), handed_out[k], spent[k]) for k in people]
    return sorted(found, key=lambda one: (-one.handed_out, sort_key(one.label)))


def carnets_by_depot(spending: Spending, start: dt.date) -> list[tuple[str, int]]:
    """Carnets handed out less those taken back since a day, by depot, the most first."""
    found = Counter[str]()
    for move in spending.moves:
        if move.on >= start:
            found[move.depot] += move.handed_out
    rows = [(depot, carnets) for depot, carnets in found.items() if carnets > 0]
    return sorted(rows, key=lambda row: (-row[1], sort_key(row[0])))


def in_stock(spending: Spending, parts: Parts = None) -> int:
    """Passes, or those of some carnets, in the depots of the programme at the end of a day, by the
    stock ledger.
    """
    return sum(move.stored * passes for move, passes in _moves(spending, parts))


def services(consumed: Consumed, start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    """Sessions, passes and places by service, of those consumed between two days, both included."""

    def keys(session: str, _: str) -> dict[str, Any]:
        return {"given": F(f"{session}service"), "at": F(f"{session}place")}

    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    places: defaultdict[str, set[int]] = defaultdict(set)
    for row in consumed.between(start, end).by(keys, sessions=True):
        sums[row["given"]].update(sessions=row["sessions"], passes=row["passes"])
        places[row["given"]].add(row["at"])
    rows = [{"service": one, **sums[one], "places": len(places[one])} for one in sums]
    return sorted(rows, key=lambda row: (-row["passes"], row["service"]))


def handed_out_by_month(spending: Spending, parts: Parts = None) -> dict[dt.date, int]:
    """Passes, or those of some carnets, handed out less those taken back in each month, by its
    first day.
    """
    found = Counter[dt.date]()
    for on, passes in _handed_out(spending, parts):
        found[on.replace(day=1)] += passes
    return dict(sorted(found.items()))


def _handed_out(spending: Spending, parts: Parts) -> Iterator[tuple[dt.date, int]]:
    """Passes, or those of some carnets, handed out less those taken back, with their day."""
    for move, passes in _moves(spending, parts):
        if move.handed_out:
            yield move.on, move.handed_out * passes


def _moves(spending: Spending, parts: Parts) -> Iterator[tuple[Move, int]]:
    """The moves of all carnets, or of some, each with how many passes a carnet has."""
    for move in spending.moves:
        if parts is None or any(one.holds(move.first_carnet) for one in parts):
            yield move, spending.lot_of(move.first_carnet).passes_per_carnet


def spent_by_month(spending: Spending) -> dict[dt.date, int]:
    """Passes spent, by the first day of the month of the session."""
    found: Counter[dt.date] = Counter()
    for row in spending.rows:
        found[row.on.replace(day=1)] += row.passes
    return dict(found)


def _hand_out_lines(programme: Programme, day: dt.date) -> Any:
    """The ledger lines of hand-outs and of hand-outs taken back."""
    return StockLine.objects.filter(programme=programme, moved_on__lte=day, hand_out__isnull=False)


def _less_taken_back(field: Any) -> Any:
    """The sum of a field or expression for hand-outs, less that for hand-outs taken back."""
    return Sum(field, filter=HANDED_OUT, default=0) - Sum(field, filter=~HANDED_OUT, default=0)


def _passes_of(parts: Parts) -> Any:
    """The passes of a line of the ledger: all, or those of some carnets."""
    if parts is None:
        return F("passes")
    passes: Any = Value(0)
    for one in parts:
        last = one.first_carnet + one.carnets - 1
        passes += Greatest(_overlap(Value(one.first_carnet), Value(last)), 0) * one.passes
    return ExpressionWrapper(passes, IntegerField())


def _overlap(first: Any, last: Any) -> Any:
    """How many carnets of a line of the ledger are between two; less than one for none."""
    found = Least(F("last_carnet"), last) - Greatest(F("first_carnet"), first) + Value(1)
    return ExpressionWrapper(found, IntegerField())


def _by_person(consumed: Consumed) -> Counter[tuple[int, str, bool]]:
    def keys(_: str, carnet: str) -> dict[str, Any]:
        decision = f"{carnet}__hand_out__decision"
        return {
            "person": F(f"{decision}__request__person"),
            "category": F(f"{decision}__category__label"),
            "is_far": F(f"{decision}__category__is_far_from_employment"),
        }

    found: Counter[tuple[int, str, bool]] = Counter()
    for row in consumed.by(keys):
        found[row["person"], row["category"], row["is_far"]] += row["passes"]
    return found
