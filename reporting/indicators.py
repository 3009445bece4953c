"""The funnel of passes and its cuts, at the end of a day: a few grouped queries each."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest, Least, TruncMonth

from conventions.models import Programme
from distribution.enums import STORES, DepotKind
from distribution.models import Lot, StockLine
from mediation.models import RedeemedPass, Redemption

GIVEN = Q(destination__kind=DepotKind.BENEFICIARIES)


@dataclass(frozen=True, slots=True)
class Funnel:
    """Passes, each figure holding the next ones: spent ≤ handed out ≤ active ≤ delivered."""

    ordered: int = 0
    delivered: int = 0
    active: int = 0
    handed_out: int = 0
    spent: int = 0

    def __add__(self, other: "Funnel") -> "Funnel":
        return Funnel(
            self.ordered + other.ordered,
            self.delivered + other.delivered,
            self.active + other.active,
            self.handed_out + other.handed_out,
            self.spent + other.spent,
        )


@dataclass(frozen=True, slots=True)
class OfLot:
    lot: Lot
    funnel: Funnel


@dataclass(frozen=True, slots=True)
class Public:
    """Some people: those of a category or of a territory."""

    label: str
    people: int
    handed_out: int
    spent: int


@dataclass(frozen=True, slots=True)
class Holder:
    """What one person was handed in one category, and where they live."""

    person: int
    category: str
    is_far: bool
    epci: str
    departement: str
    handed_out: int
    spent: int


def by_lot(programme: Programme, day: dt.date) -> list[OfLot]:
    """The funnel of each lot ordered by the end of a day."""
    lots = (
        Lot.objects.filter(programme=programme, order__ordered_on__lte=day)
        .select_related("order")
        .annotate(given=Coalesce(Subquery(_carnets_given(day)), 0))
        .order_by("first_serial")
    )
    spent = dict(
        _spent(programme, day)
        .values("redeemed_pass__carnet__lot")
        .annotate(passes=Count("pk"))
        .values_list("redeemed_pass__carnet__lot", "passes")
        .order_by("redeemed_pass__carnet__lot")
    )
    return [
        OfLot(
            lot,
            Funnel(
                ordered=lot.passes_count,
                delivered=lot.passes_count * _by(lot.delivered_on, day),
                active=lot.passes_count * _by(lot.activated_on, day),
                handed_out=lot.given * lot.passes_per_carnet,
                spent=spent.get(lot.pk, 0),
            ),
        )
        for lot in lots
    ]


def funnel(programme: Programme, day: dt.date) -> Funnel:
    """The funnel of the whole programme at the end of a day."""
    return sum((one.funnel for one in by_lot(programme, day)), Funnel())


def holders(programme: Programme, day: dt.date) -> list[Holder]:
    """Who was handed what by the end of a day, hand-outs taken back left out."""
    decision = "hand_out__decision"
    person = f"{decision}__request__person"
    given = (
        _given(programme, day)
        .values(
            person=F(person),
            category=F(f"{decision}__category__label"),
            is_far=F(f"{decision}__category__is_far_from_employment"),
            epci=F(f"{person}__commune__epci__name"),
            departement=F(f"{person}__commune__departement"),
        )
        .annotate(passes=_net("passes"))
        .filter(passes__gt=0)
        .order_by("person", "category")
    )
    spent = _spent_by_person(programme, day)
    return [
        Holder(
            row["person"],
            row["category"],
            row["is_far"],
            row["epci"] or "Hors intercommunalité",
            row["departement"],
            row["passes"],
            spent[row["person"], row["category"], row["is_far"]],
        )
        for row in given
    ]


def publics(rows: Iterable[Holder], key: Callable[[Holder], str]) -> list[Public]:
    """Holders counted by category or by territory, the largest first."""
    people: defaultdict[str, set[int]] = defaultdict(set)
    handed_out: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    for row in rows:
        label = key(row)
        people[label].add(row.person)
        handed_out[label] += row.handed_out
        spent[label] += row.spent
    found = [Public(k, len(people[k]), handed_out[k], spent[k]) for k in people]
    return sorted(found, key=lambda one: (-one.handed_out, one.label))


def in_stock(programme: Programme, day: dt.date) -> int:
    """Passes in the stores of the programme at the end of a day, by the ledger."""
    lines = StockLine.objects.filter(programme=programme, moved_on__lte=day)
    found = lines.aggregate(
        came=Sum("passes", filter=Q(destination__kind__in=STORES), default=0),
        went=Sum("passes", filter=Q(source__kind__in=STORES), default=0),
    )
    return int(found["came"] - found["went"])


def carnets_started(programme: Programme, day: dt.date) -> int:
    """Carnets with at least one pass spent by the end of a day."""
    found = _spent(programme, day).aggregate(n=Count("redeemed_pass__carnet", distinct=True))
    return int(found["n"])


def services(programme: Programme, start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    """Sessions, passes and places by service, over days both included."""
    rows = (
        Redemption.objects.filter(programme=programme, held_on__range=(start, end))
        .values("service")
        .annotate(
            sessions=Count("pk"),
            passes=Sum("passes_count"),
            places=Count("place", distinct=True),
        )
        .order_by("-passes", "service")
    )
    return [dict(row) for row in rows]


def handed_out_by_month(programme: Programme, day: dt.date) -> dict[dt.date, int]:
    """Passes handed out less those taken back, by the first day of each month."""
    return dict(
        _given(programme, day)
        .annotate(month=TruncMonth("moved_on"))
        .values("month")
        .annotate(total=_net("passes"))
        .values_list("month", "total")
        .order_by("month")
    )


def spent_by_month(programme: Programme, day: dt.date) -> dict[dt.date, int]:
    """Passes spent, by the first day of the month of the session."""
    return dict(
        Redemption.objects.filter(programme=programme, held_on__lte=day)
        .annotate(month=TruncMonth("held_on"))
        .values("month")
        .annotate(total=Sum("passes_count"))
        .values_list("month", "total")
        .order_by("month")
    )


def _given(programme: Programme, day: dt.date) -> Any:
    """Ledger lines of hand-outs and of those taken back."""
    return StockLine.objects.filter(programme=programme, moved_on__lte=day, hand_out__isnull=False)


def _net(field: Any) -> Any:
    """Handed out less taken back."""
    return Sum(field, filter=GIVEN, default=0) - Sum(field, filter=~GIVEN, default=0)


def _carnets_given(day: dt.date) -> Any:
    """Carnets of the lot of the outer query that were handed out, from ranges of the ledger."""
    overlap = (
        Least(F("last_carnet"), OuterRef("last_carnet"))
        - Greatest(F("first_carnet"), OuterRef("first_carnet"))
        + Value(1)
    )
    return (
        StockLine.objects.filter(
            programme=OuterRef("programme"),
            moved_on__lte=day,
            hand_out__isnull=False,
            first_carnet__lte=OuterRef("last_carnet"),
            last_carnet__gte=OuterRef("first_carnet"),
        )
        .order_by()
        .values("programme")
        .annotate(
            total=Sum(overlap, filter=GIVEN, default=0, output_field=IntegerField())
            - Sum(overlap, filter=~GIVEN, default=0, output_field=IntegerField())
        )
        .values("total")
    )


def _spent(programme: Programme, day: dt.date) -> Any:
    return RedeemedPass.objects.filter(
        redemption__programme=programme, redemption__held_on__lte=day
    )


def _spent_by_person(programme: Programme, day: dt.date) -> Counter[tuple[int, str, bool]]:
    decision = "redeemed_pass__carnet__hand_out__decision"
    rows = (
        _spent(programme, day)
        .values(
            person=F(f"{decision}__request__person"),
            category=F(f"{decision}__category__label"),
            is_far=F(f"{decision}__category__is_far_from_employment"),
        )
        .annotate(total=Count("pk"))
        .order_by("person", "category", "is_far")
    )
    return Counter({(row["person"], row["category"], row["is_far"]): row["total"] for row in rows})


def _by(happened_on: dt.date | None, day: dt.date) -> bool:
    return happened_on is not None and happened_on <= day
