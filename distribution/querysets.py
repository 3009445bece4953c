"""Queries on orders, carnets, passes, depots, hand-outs and ledger lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Least

from accounts.enums import Permission, Role
from accounts.models import User
from beneficiaries.models import Decision
from deliberations.models import Calendar
from distribution import codes
from distribution.codes import keyring
from distribution.enums import (
    KEEPERS,
    RECEIVED,
    REGIES,
    STOCK,
    STORES,
    CarnetState,
    DepotKind,
    LineKind,
    LotState,
    PassState,
    ShipmentState,
)
from distribution.rules import Ranges, ranges
from programmes.models import Programme

if TYPE_CHECKING:
    from distribution.models import (  # noqa: F401
        Carnet,
        Depot,
        HandOut,
        Lot,
        Order,
        Pass,
        Shipment,
        StockLine,
    )


def _visible_rows(user: User, own: str, permission: Permission = Permission.STOCK_READ) -> Q:
    """The rows that a member sees: those of their organisation for a distributor, found by the path
    `own`, else those of the programmes of their authority.
    """
    acting = user.acting
    if acting is None or not user.can(permission):
        return Q(pk__in=[])
    path = own if acting.role == Role.DISTRIBUTOR else "programme__authority"
    return Q(**{path: acting.organisation_id})


LONGEST_NUMBER = 7  # of a carnet, typed
LEDGER_COLUMNS = {"carnets": "carnets", "passes": "passes", "amount": "euros"}


def _ledger_balance(column: str, on: dt.date | None) -> Coalesce:
    """The sum of a column over the lines that enter a depot, less those that leave it."""
    stock_lines = apps.get_model("distribution", "StockLine")  # models import this module
    enters = Q(destination=OuterRef("pk"))
    lines = stock_lines.objects.filter(enters | Q(source=OuterRef("pk")))
    if on is not None:
        lines = lines.filter(moved_on__lte=on)
    signed = Case(When(enters, then=F(column)), default=-F(column))
    total = lines.order_by().values("programme").annotate(total=Sum(signed)).values("total")
    zero = Decimal("0.00") if column == "amount" else 0
    return Coalesce(Subquery(total), Value(zero))


def with_passes_left(decisions: models.QuerySet[Decision]) -> models.QuerySet[Any]:
    """Annotates `left`: the passes granted and not handed out; undone hand-outs do not count."""
    lines = apps.get_model("distribution", "StockLine").objects.handed_out()
    own = lines.filter(hand_out__decision=OuterRef("pk")).order_by().values("hand_out__decision")
    given = Subquery(own.annotate(total=Sum("passes")).values("total"))
    return decisions.annotate(left=F("passes") - Coalesce(given, 0))


class DepotQuerySet(models.QuerySet["Depot"]):
    def visible_to(self, user: User) -> DepotQuerySet:
        return self.filter(_visible_rows(user, "organisation"))

    def stores(self) -> DepotQuerySet:
        return self.filter(kind__in=STORES)

    def open(self) -> DepotQuerySet:
        return self.filter(closed_on=None)

    def kept_by(self, user: User) -> DepotQuerySet:
        """The stores whose carnets a member sends, counts on arrival and declares lost."""
        role = user.acting and user.acting.role
        kinds = [kind for kind, keeper in KEEPERS.items() if keeper == role]
        return self.visible_to(user).filter(kind__in=kinds)

    def answered_for_by(self, user: User) -> DepotQuerySet:
        """The stores of which a member says what is lost: those kept, or all those that one sees
        who corrects the ledger.
        """
        if user.can(Permission.STOCK_CORRECT):
            return self.visible_to(user).stores()
        return self.kept_by(user)

    def reached_from(self, depot: Depot) -> DepotQuerySet:
        """The stores to which a store sends carnets: that of a distributor, to the régies and to
        the other stores of its organisation.
        """
        others = self.stores().open().filter(programme=depot.programme_id).exclude(pk=depot.pk)
        if depot.kind != DepotKind.DISTRIBUTOR:
            return others
        own = Q(organisation=depot.organisation_id)
        return others.filter(Q(kind__in=REGIES) | own)

    def suppliers_and_exits(self) -> DepotQuerySet:
        """The suppliers that still hold carnets, and the depots by which carnets leave stock; those
        of cancelled lots, which nobody printed, are destroyed at their supplier.
        """
        carnets = apps.get_model("distribution", "Carnet").objects.filter(depot=OuterRef("pk"))
        is_owing = Exists(carnets.filter(state=CarnetState.IN_STOCK))
        return self.exclude(kind__in=STOCK).filter(is_owing | ~Q(kind=DepotKind.SUPPLIER))

    def with_balance(self, on: dt.date | None = None) -> DepotQuerySet:
        """Annotates `here_carnets`, `here_passes` and `here_euros` as the ledger sums them, up to
        the end of the day `on` if it is given.
        """
        columns = {f"here_{name}": column for column, name in LEDGER_COLUMNS.items()}
        return self.annotate(**{name: _ledger_balance(one, on) for name, one in columns.items()})

    def with_last_hand_out(self, on: dt.date) -> DepotQuerySet:
        """Annotates `last_handed_on`, the day of the last hand-out that stands, up to a day."""
        hand_outs = apps.get_model("distribution", "HandOut").objects.standing()
        given = hand_outs.filter(depot=OuterRef("pk"), handed_on__lte=on)
        last = given.order_by("-handed_on").values("handed_on")[:1]
        return self.annotate(last_handed_on=Subquery(last))

    def with_undelivered(self) -> DepotQuerySet:
        """Annotates `held_carnets`, those that a supplier still has to deliver."""
        carnets = apps.get_model("distribution", "Carnet").objects
        held = carnets.filter(depot=OuterRef("pk"), state=CarnetState.IN_STOCK).order_by()
        number = held.values("depot").annotate(number=Count("pk")).values("number")
        return self.annotate(held_carnets=Coalesce(Subquery(number), 0))

    def with_holdings(self) -> DepotQuerySet:
        """Annotates `held_carnets` and `held_passes`, counted from carnets, not from the ledger;
        those of cancelled lots, which nobody printed, are destroyed at their supplier.
        """
        there = ~Q(carnets__state=CarnetState.DESTROYED)
        return self.annotate(
            held_carnets=Count("carnets", filter=there),
            held_passes=Coalesce(Sum("carnets__lot__passes_per_carnet", filter=there), 0),
        )

    def out_of_balance(self) -> DepotQuerySet:
        """The stores, and the transit, where the ledger and the carnets disagree: always none."""
        return (
            self.filter(kind__in=STOCK)
            .with_balance()
            .with_holdings()
            .exclude(Q(("here_carnets", F("held_carnets")), ("here_passes", F("held_passes"))))
        )


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, user: User) -> OrderQuerySet:
        return self.filter(_visible_rows(user, "programme__authority"))

    def with_passes(self) -> OrderQuerySet:
        """Annotates the passes `ordered`, `delivered` and `active`, but for cancelled lots."""
        size = F("lots__last_serial") - F("lots__first_serial") + 1
        received, kept = Q(lots__state__in=RECEIVED), ~Q(lots__state=LotState.CANCELLED)
        return self.annotate(
            ordered=Coalesce(Sum(size, filter=kept), 0),
            delivered=Coalesce(Sum(size, filter=received), 0),
            active=Coalesce(Sum(size, filter=Q(lots__state=LotState.ACTIVE)), 0),
        )


def closing_day(programme: Any, on: Any) -> Subquery:
    """The last day of the calendar of a programme in force on a day; null without a calendar."""
    decided = Calendar.objects.in_force_on(on).filter(programme=programme)
    return Subquery(decided.values("ends_on")[:1])


class LotQuerySet(models.QuerySet["Lot"]):
    def kept(self) -> LotQuerySet:
        """Those that are not cancelled."""
        return self.exclude(state=LotState.CANCELLED)

    def with_last_day(self, on: dt.date) -> Any:
        """Annotates `until`, the last day on which its passes may be spent: that of their order, or
        of the calendar in force on a day if it is sooner.
        """
        return self.annotate(
            until=Least(F("order__valid_until"), closing_day(OuterRef("programme"), on))
        )


class CarnetQuerySet(models.QuerySet["Carnet"]):
    def visible_to(self, user: User) -> CarnetQuerySet:
        return self.filter(_visible_rows(user, "depot__organisation"))

    def held_by(self, depot: Depot) -> CarnetQuerySet:
        return self.filter(depot=depot, state=CarnetState.IN_STOCK)

    def in_ranges(self, parts: Ranges) -> CarnetQuerySet:
        """Those whose number is in one of these ranges."""
        return self.filter(reduce(or_, (Q(number__range=part) for part in parts), Q(pk__in=[])))

    def find_by_any_code(self, programme: Programme, text: str) -> Carnet | None:
        """The carnet that has this number or view code, or a pass with this code; none when the
        text is wrong.
        """
        found = self.filter(programme=programme).select_related("lot__programme", "lot__order")
        if text.isdecimal() and len(text) <= LONGEST_NUMBER:
            return found.filter(number=int(text)).first()
        try:
            letter, number = codes.parse_view(text)
        except codes.MistypedCode:
            return _find_by_pass_code(found, text)
        carnet = found.filter(number=number, programme__letter=letter).first()
        is_right = carnet and keyring().is_view_code_of(text, carnet.lot.batch, number)
        return carnet if is_right else None

    def ranges_by_lot(self, on: dt.date) -> list[tuple[Any, list[tuple[int, int]]]]:
        """Each lot, with its last day `until` as known on a day, and the ranges of numbers of its
        carnets.
        """
        own = self.filter(lot=OuterRef("pk")).order_by("number").values("number")
        lots = apps.get_model("distribution", "Lot").objects.filter(pk__in=self.values("lot"))
        rows = lots.with_last_day(on).annotate(numbers=ArraySubquery(own))
        rows = rows.select_related("order", "programme")
        return [(lot, ranges(lot.numbers)) for lot in rows.order_by("first_carnet")]

    def usable(self, on: dt.date, departement: str) -> CarnetQuerySet:
        """In service on the day, for someone who lives in the département."""
        return self.in_service(on).filter(
            Q(lot__territory=[]) | Q(lot__territory__contains=[departement])
        )

    def in_service(self, on: dt.date) -> CarnetQuerySet:
        """Of an active lot, not expired on the day."""
        return self.alias(closes_on=closing_day(OuterRef("programme"), on)).filter(
            Q(closes_on=None) | Q(closes_on__gte=on),
            lot__state=LotState.ACTIVE,
            lot__activated_on__lte=on,
            lot__order__valid_until__gte=on,
        )

    def unmoved_since(self, line: StockLine) -> CarnetQuerySet:
        """The carnets of a ledger line that no later line moved."""
        at = Q(depot=line.destination_id)
        if line.destination.kind == DepotKind.BENEFICIARIES:
            at = Q(hand_out=line.hand_out_id)
        return self.filter(
            at, programme=line.programme_id, number__range=(line.first_carnet, line.last_carnet)
        )


def _find_by_pass_code(carnets: CarnetQuerySet, text: str) -> Carnet | None:
    """The carnet that holds the pass of a code, typed or scanned."""
    try:
        read = codes.parse(text, keyring())
    except (codes.MistypedCode, codes.ForgedCode):
        return None
    found = carnets.filter(passes__serial=read.serial, programme__letter=read.letter).first()
    return found if found and keyring().is_secret_of(read, found.lot.batch) else None


class PassQuerySet(models.QuerySet["Pass"]):
    def with_state(self) -> PassQuerySet:
        """Annotates `current`: the state that counts, of the pass, its carnet or its lot."""
        return self.annotate(
            current=Case(
                When(~Q(state=PassState.AS_CARNET), then=F("state")),
                When(~Q(carnet__state=CarnetState.IN_STOCK), then=F("carnet__state")),
                default=F("carnet__lot__state"),
                output_field=models.CharField(),
            )
        )


class HandOutQuerySet(models.QuerySet["HandOut"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.PERSON_READ
    ) -> HandOutQuerySet:
        return self.filter(_visible_rows(user, "depot__organisation", permission))

    def standing(self) -> HandOutQuerySet:
        """Those of which people kept a carnet: who counts hand-outs counts these."""
        lines = apps.get_model("distribution", "StockLine").objects.handed_out()
        return self.filter(Exists(lines.filter(hand_out=OuterRef("pk"))))

    def net(self) -> dict[str, int]:
        """The `carnets` and `passes` that people kept of these hand-outs."""
        lines = apps.get_model("distribution", "StockLine").objects.handed_out()
        own = lines.filter(hand_out__in=self.order_by().values("pk"))
        return own.aggregate(**{one: Sum(one, default=0) for one in ("carnets", "passes")})

    def by_public_id(self, text: str) -> HandOutQuerySet:
        """The hand-out of this id, none when the text is not an id."""
        try:
            return self.filter(public_id=UUID(text))
        except ValueError:
            return self.none()

    def with_carnets(self) -> HandOutQuerySet:
        """With the ranges handed out and taken back, the decision and the person; `valid_until`
        is the last day of the carnets: that of their order, or of the calendar in force on the day
        of the hand-out if it is sooner.
        """
        lots = apps.get_model("distribution", "Lot").objects
        lines = apps.get_model("distribution", "StockLine").objects.filter(hand_out=OuterRef("pk"))
        first = lines.order_by("pk").values("first_carnet")[:1]
        found = self.annotate(first_carnet=Subquery(first))
        closes_on = closing_day(OuterRef("programme"), OuterRef("handed_on"))
        lot = lots.filter(
            programme=OuterRef("programme"),
            first_carnet__lte=OuterRef("first_carnet"),
            last_carnet__gte=OuterRef("first_carnet"),
        )
        return (
            found.annotate(
                valid_until=Least(Subquery(lot.values("order__valid_until")[:1]), closes_on)
            )
            .select_related("depot", "decision__request__person__commune")
            .prefetch_related("lines")
        )


class StockLineQuerySet(models.QuerySet["StockLine"]):
    def visible_to(self, user: User) -> StockLineQuerySet:
        out, into = "source__organisation", "destination__organisation"
        return self.filter(_visible_rows(user, out) | _visible_rows(user, into))

    def of_carnets(self, programme: Programme, first: int, last: int) -> StockLineQuerySet:
        """The lines that moved at least one carnet of a range."""
        return self.filter(programme=programme, first_carnet__lte=last, last_carnet__gte=first)

    def handed_out(self) -> StockLineQuerySet:
        """Those of hand-outs that were not taken back."""
        return self.filter(kind=LineKind.HAND_OUT, reversed_by=None)

    def deliveries(self) -> StockLineQuerySet:
        return self.filter(kind=LineKind.DELIVERY)

    def of_depot(self, depot: Depot) -> StockLineQuerySet:
        return self.filter(Q(source=depot) | Q(destination=depot))

    def between(self, start: dt.date, end: dt.date) -> StockLineQuerySet:
        return self.filter(moved_on__range=(start, end))


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    def visible_to(self, user: User) -> ShipmentQuerySet:
        out, into = "source__organisation", "destination__organisation"
        return self.filter(_visible_rows(user, out) | _visible_rows(user, into))

    def open(self) -> ShipmentQuerySet:
        """Those of which some carnets are on their way."""
        return self.filter(state__in=[ShipmentState.SENT, ShipmentState.TO_SETTLE])

    def to_receive_by(self, user: User) -> ShipmentQuerySet:
        """Those that wait to be counted at a store that a member keeps."""
        kept = apps.get_model("distribution", "Depot").objects.kept_by(user)
        return self.filter(state=ShipmentState.SENT, destination__in=kept)

    def to_settle_by(self, user: User) -> ShipmentQuerySet:
        """Those of which some carnets were not received, sent from a store that a member keeps."""
        kept = apps.get_model("distribution", "Depot").objects.kept_by(user)
        return self.filter(state=ShipmentState.TO_SETTLE, source__in=kept)

    def with_carnets(self) -> ShipmentQuerySet:
        """Annotates the `carnets` sent, those `on_the_way` and their `passes`; reads its lines."""
        sent = Q(lines__kind=LineKind.DISPATCH)
        carnets = Sum("lines__carnets", filter=sent, default=0)
        return self.annotate(
            carnets=carnets,
            passes=Sum("lines__passes", filter=sent, default=0),
            on_the_way=carnets - Sum("lines__carnets", filter=~sent, default=0),
        )
