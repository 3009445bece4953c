"""Named questions about orders that come to their end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Least

from accounts.enums import Permission, Role
from accounts.models import User
from common.json_rows import json_rows
from common.sort_key import in_reading_order
from distribution.enums import STORES, LotState
from distribution.models import Carnet, Depot, Lot, Order
from distribution.querysets import closing_day
from expiry.enums import DAYS_BEFORE, ExtensionState
from programmes.models import Programme

STORE = ("name", "public_id")
ROWS = ("Extension", "Milestone", "Statement", "StatementLine", "Answer")
COUNTED = ("issued", "injected", "stock", "started")  # the four counts, in carnets


def orders_in_service(programme: Programme, on: dt.date) -> Any:
    """The orders of which a lot is in service. Annotates `last_day`, the last one of a session:
    that of the order, or of the calendar in force on a day if it is sooner.
    """
    active = Lot.objects.filter(order=OuterRef("pk"), state=LotState.ACTIVE)
    last_day = Least(F("valid_until"), closing_day(programme, on))
    found = Order.objects.filter(Exists(active), programme=programme).annotate(last_day=last_day)
    return found.select_related("programme__authority", "supplier", "statement__credit_note")


def with_last_counts(orders: QuerySet[Any], on: dt.date) -> Any:
    """Annotates the counts of the last milestone that was reached, and `is_near`: whether one has
    come on a day.
    """
    milestones = apps.get_model("expiry", "Milestone").objects  # models import this module
    last = milestones.filter(order=OuterRef("pk")).order_by("-reached_on", "-pk")
    counts = {name: Subquery(last.values(f"{name}_carnets")[:1]) for name in COUNTED}
    first = on + dt.timedelta(max(DAYS_BEFORE.values()))
    is_near = ExpressionWrapper(Q(last_day__lte=first), BooleanField())
    return orders.annotate(is_near=is_near, **counts)


def visible_orders(user: User, programme: Programme, on: dt.date) -> Any:
    """Those that a member sees: all that the authority sees, and for a distributor those of which
    its stores hold carnets, or held some when they were struck off.
    """
    found, acting = orders_in_service(programme, on), user.acting
    if acting is None or not user.can(Permission.STOCK_READ):
        return found.none()
    if acting.role != Role.DISTRIBUTOR:
        return found.filter(programme__authority=acting.organisation_id)
    own = Depot.objects.visible_to(user)
    held = Carnet.objects.filter(lot__order=OuterRef("pk"), depot__in=own)
    lines = apps.get_model("expiry", "StatementLine").objects
    stated = lines.filter(statement__order=OuterRef("pk"), depot__in=own)
    return found.filter(Exists(held) | Exists(stated))


def stores_of(order: Order) -> Any:
    """The stores that hold carnets of an order in service, or held some when they were struck off.
    Annotates how many, `here`.
    """
    of_depot = {"depot": OuterRef("pk")}
    held = Carnet.objects.filter(lot__order=order, lot__state=LotState.ACTIVE, **of_depot)
    lines = apps.get_model("expiry", "StatementLine").objects
    stated = lines.filter(statement__order=order, **of_depot)
    now = held.order_by().values("depot").annotate(n=Count("pk")).values("n")
    then = stated.order_by().values("depot").annotate(n=Sum("carnets")).values("n")
    stores = Depot.objects.filter(programme=order.programme_id, kind__in=STORES)
    return stores.annotate(here=Coalesce(Subquery(then), Subquery(now), 0)).filter(here__gt=0)


def visible_statements(user: User, programme: Programme) -> Any:
    """Those of the authority: a store answers for its own line, and its page shows it."""
    rows = apps.get_model("expiry", "Statement").objects.filter(order__programme=programme)
    if user.acting is None or not user.can(Permission.STOCK_READ):
        return rows.none()
    seen = rows.filter(order__programme__authority=user.acting.organisation_id)
    return seen.select_related("order__programme__authority", "order__supplier", "credit_note")


def waiting_of_lots(user: User) -> dict[str, Any]:
    """What the end of its order waits for, read beside a lot with its last day `until`: whether an
    extension waits, the last milestone, the last day of the objections and whether it is credited;
    of the stores that a member keeps, those that answered neither the one nor the other.
    """
    rows = {name: apps.get_model("expiry", name).objects for name in ROWS}
    order = OuterRef("order")
    waiting = rows["Extension"].filter(order=order, state=ExtensionState.PROPOSED)
    asked = rows["Milestone"].filter(order=order, kind__in=DAYS_BEFORE, ends_on=OuterRef("until"))
    stated = rows["Statement"].filter(order=order)
    kept = in_reading_order(Depot.objects.kept_by(user), "name", "pk")
    of_order, own = OuterRef(OuterRef("order")), rows["Answer"].filter(depot=OuterRef("pk"))
    of = {"depot": OuterRef("pk")}
    held = Carnet.objects.filter(lot__order=of_order, lot__state=LotState.ACTIVE, **of)
    lines = rows["StatementLine"].filter(statement__order=of_order, **of)
    told = own.filter(milestone=OuterRef(OuterRef("last_milestone")))
    contested = own.filter(statement__order=of_order)
    return {
        "is_extended": Exists(waiting),
        "last_milestone": Subquery(asked.order_by("-reached_on").values("pk")[:1]),
        "objections_until": Subquery(stated.values("objections_until")),
        "is_credited": Exists(stated.filter(credit_note__isnull=False)),
        "unanswered": json_rows(kept.filter(Exists(held), ~Exists(told)), *STORE),
        "uncontested": json_rows(kept.filter(Exists(lines), ~Exists(contested)), *STORE),
    }
