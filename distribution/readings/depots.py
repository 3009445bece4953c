"""What a depot holds on a day, its account over a period, and whether it may hold stock."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Sum

from common.errors import Refusal
from common.formats import count
from distribution.enums import REGIES, STORES, DepotKind
from distribution.models import Depot, Shipment, StockLine
from distribution.querysets import LEDGER_COLUMNS
from distribution.readings.moves import rank_among
from programmes.models import Programme

DAY = dt.timedelta(days=1)
# Where lines reach a depot, their other end, and whether they bring to it.
SIDES = (("destination", "source", 1), ("source", "destination", -1))
OPENING = ""  # of a period, beside the kinds of ledger lines


class NotInDepot(Refusal):
    """The depot does not hold all these carnets."""


class OtherProgramme(Refusal):
    """The rows belong to two programmes."""


@dataclass(slots=True)
class Moved:
    """Carnets, passes and euros that entered, negative when they left; of the carnets, those of the
    régies and those on their way between stores.
    """

    carnets: int = 0
    passes: int = 0
    euros: Decimal = Decimal(0)
    in_regies: int = 0
    in_transit: int = 0

    def add(self, other: "Moved", sign: int = 1) -> None:
        self.carnets += sign * other.carnets
        self.passes += sign * other.passes
        self.euros += sign * other.euros
        self.in_regies += sign * other.in_regies
        self.in_transit += sign * other.in_transit

    @property
    def in_depots(self) -> int:
        return self.carnets - self.in_regies - self.in_transit


def check_store(depot: Depot, programme: Programme) -> None:
    """Refuse a depot of another programme, or one that keeps no stock."""
    if depot.programme_id != programme.pk:
        raise OtherProgramme(f"{depot} n’est pas un dépôt de ce programme.")
    if depot.kind not in STORES:
        raise NotInDepot(f"{depot} n’est pas un lieu de stock.")


def what_keeps_open(depot: Depot) -> str:
    """Why a store is not closed: the carnets that it holds or waits for; empty when it may be."""
    if held := depot.carnets.count():
        return f"il tient {count(held, 'carnet')}"
    waiting = Shipment.objects.open().filter(Q(source=depot) | Q(destination=depot)).count()
    return f"{count(waiting, 'envoi')} à compter ou à régler" if waiting else ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What the lines of a kind brought to a depot from a day on, negative when they took it;
    `other` is the kind of the depot at their other end.
    """

    depot: int
    since: int
    kind: str
    other: str
    moved: Moved


class Flows:
    """What the ledger brought to depots and took from them, read once for all that is asked."""

    def __init__(self, depots: Collection[Depot], *days: dt.date) -> None:
        """`days` are the first days of the periods that will be asked, and those after the last."""
        self.days = sorted(set(days))
        regies = {depot.pk for depot in depots if depot.kind in REGIES}
        transit = {depot.pk for depot in depots if depot.kind == DepotKind.TRANSIT}
        into, out = (self._lines(depots, *side) for side in SIDES)
        self.flows = []
        for depot, since, kind, other, carnets, passes, euros in into.union(out, all=True):
            parts = [carnets if depot in part else 0 for part in (regies, transit)]
            moved = Moved(carnets, passes, euros, *parts)
            self.flows.append(Flow(depot, since, kind, other, moved))

    def _lines(
        self, depots: Collection[Depot], side: str, end: str, sign: int
    ) -> QuerySet[Any, Any]:
        lines = StockLine.objects.filter(**{f"{side}__in": depots}).order_by()
        since = rank_among(self.days, "moved_on", DateField())
        by = lines.annotate(depot=F(f"{side}_id"), since=since, other=F(f"{end}__kind"))
        grouped = by.values_list("depot", "since", "kind", "other")
        return grouped.annotate(**{f"{one}_": sign * Sum(one) for one in LEDGER_COLUMNS})

    def by_kind(self, depots: Collection[Depot], start: dt.date, end: dt.date) -> dict[str, Moved]:
        """What moved between two days, by kind of line; under `OPENING`, what was there before."""
        found: dict[str, Moved] = defaultdict(Moved)
        first, after = self._rank(start), self._rank(end + DAY)
        of = {depot.pk for depot in depots}
        for flow in self.flows:
            if flow.depot in of and flow.since < after:
                found[flow.kind if flow.since >= first else OPENING].add(flow.moved)
        return found

    def here(self, depots: Collection[Depot], on: dt.date) -> Moved:
        """What depots hold together at the end of a day."""
        return self.by_kind(depots, on + DAY, on)[OPENING]

    def handed_out(self, depot: Depot, start: dt.date, end: dt.date) -> int:
        """The carnets handed out between two days, less those taken back."""
        days = range(self._rank(start), self._rank(end + DAY))
        own = (one for one in self.flows if one.depot == depot.pk and one.since in days)
        return -sum(one.moved.carnets for one in own if one.other == DepotKind.BENEFICIARIES)

    def before(self, day: dt.date) -> list[Flow]:
        """What moved before a day, at all the depots."""
        return [one for one in self.flows if one.since < self._rank(day)]

    def between(self, start: dt.date, end: dt.date) -> list[Flow]:
        """What moved between two days, at all the depots."""
        days = range(self._rank(start), self._rank(end + DAY))
        return [one for one in self.flows if one.since in days]

    def _rank(self, day: dt.date) -> int:
        return self.days.index(day) + 1
