"""The page of the stages of carnets: from the order to the last pass used."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import User
from circulation.filters import UseFilters
from circulation.pages.uses import use_table
from circulation.readings.lots import PassCounts, before_hand_out
from circulation.readings.uses import Use, uses_of
from circulation.rules import LEAST_SHOWN
from circulation.tables import StageTable
from common.formats import count, percent_of
from common.gauges import Bar, bar
from distribution.models import Depot, HandOut, Lot, Order
from distribution.querysets import DepotQuerySet, HandOutQuerySet
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Stage:
    """Carnets that came to a stage, their passes and value, and what did not go further."""

    name: str
    carnets: int
    passes: int
    euros: Decimal
    bar: Bar
    share: str
    left: str


def depots_seen(user: User, programme: Programme) -> DepotQuerySet:
    """The stores of a programme that a member sees."""
    return Depot.objects.visible_to(user).filter(programme=programme).stores()


def hand_outs_from(depots: DepotQuerySet) -> HandOutQuerySet:
    """The hand-outs of stores: counted, never named."""
    return HandOut.objects.filter(depot__in=depots.values("pk"))


def stages_page(
    user: User, programme: Programme, filters: UseFilters, *, on: dt.date
) -> dict[str, Any]:
    """The stages of the carnets that a member sees, and their use by what the address asks."""
    by, public = filters.answer("par"), filters.answer("public")
    uses = uses_of(filters.qs, programme, by, on=on)
    is_hidden = bool(public) and 0 < uses.whole.people < LEAST_SHOWN
    is_whole = not (filters.is_part or filters.answer("q") or filters.answer("depot"))
    lots = _lots(user, programme, on) if is_whole else []
    return {
        "on": on,
        "use": uses.whole,
        "is_hidden": is_hidden,
        "least": LEAST_SHOWN,
        "share": percent_of(uses.whole.started, uses.whole.carnets),
        "stages": StageTable(_stages(lots, uses.whole, programme.face_value, on)),
        "table": use_table(by, uses, filters, on),
    }


def _lots(user: User, programme: Programme, on: dt.date) -> list[Lot]:
    """The lots ordered by the end of a day, for who sees the orders."""
    orders = Order.objects.visible_to(user).filter(programme=programme, ordered_on__lte=on)
    return list(Lot.objects.kept().filter(order__in=orders).order_by("first_carnet"))


def _stages(lots: list[Lot], use: Use, value: Decimal, on: dt.date) -> list[Stage]:
    """From the order where its lots are asked, else from the hand-out."""
    carnets = sum((before_hand_out(lot, lot.carnets_count, on) for lot in lots), PassCounts())
    passes = sum((before_hand_out(lot, lot.passes_count, on) for lot in lots), PassCounts())
    missing, waiting = carnets.ordered - carnets.delivered, carnets.delivered - carnets.active
    unused, begun = carnets.active - use.carnets, use.started - use.finished
    early = [
        ("Commandés", carnets.ordered, passes.ordered, _left(missing, "à livrer")),
        ("Livrés", carnets.delivered, passes.delivered, _left(waiting, "sans mandat")),
        ("En service", carnets.active, passes.active, _left(unused, "pas encore remis")),
    ]
    rows = [
        *(early if lots else ()),
        ("Remis", use.carnets, use.passes, _left(use.asleep, "jamais entamés")),
        ("Entamés", use.started, use.started_passes, _left(begun, "en cours d’usage")),
        ("Terminés", use.finished, use.finished_passes, "aucun"),
    ]
    whole = rows[0][2]
    return [
        Stage(name, n, of, of * value, bar(of, whole), percent_of(of, whole), left)
        for name, n, of, left in rows
    ]


def _left(carnets: int, what: str) -> str:
    one = what.removesuffix("s") if carnets < 2 else what
    return f"{count(carnets, 'carnet')} {one}" if carnets > 0 else "aucun"
