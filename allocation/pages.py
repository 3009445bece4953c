"""What the page of the sharing of carnets shows."""

import datetime as dt
from typing import Any

from accounts.models import User
from allocation.enums import Standing
from allocation.filters import AllocationFilters
from allocation.readings import Pace, paces_of, proposed
from allocation.tables import PaceTable
from common.formats import count
from distribution.enums import REGIES, DepotKind
from distribution.models import Depot
from distribution.querysets import DepotQuerySet
from programmes.models import Programme


def sources_of(user: User, programme: Programme) -> DepotQuerySet:
    """The régies from which distributors are served."""
    return _open(user, programme).filter(kind__in=REGIES)


def allocation_page(
    user: User, programme: Programme, filters: AllocationFilters, *, on: dt.date
) -> dict[str, Any]:
    """The depots that the address keeps, and the carnets proposed to each."""
    days, weeks = programme.pace_days, filters.weeks
    counters = _open(user, programme).filter(kind=DepotKind.DISTRIBUTOR).with_last_hand_out(on)
    every = paces_of(list(counters.order_by("pk")), days, weeks, on=on)
    kept, carnets = filters.filtered(every), filters.answer("carnets")
    fixed, basis = filters.answer("fixe") or 0, filters.answer("base") or "remises"
    is_too_much = bool(carnets) and fixed * len(kept) > carnets
    if carnets and not is_too_much:
        kept = proposed(kept, carnets, fixed, basis)
    source = filters.answer("source")
    sender = source if source and source.is_kept_by(user) else None
    return {
        "table": PaceTable(
            kept,
            sender=sender,
            days=days,
            totals=_totals(kept),
            exclude=() if carnets and not is_too_much else ("proposed",),
        ),
        "short": sum(one.standing == Standing.SHORT for one in every),
        "asleep": sum(one.standing == Standing.ASLEEP for one in every),
        "weeks": weeks,
        "days": days,
        "today": on,
        "source": source,
        "refusal": _too_much(fixed, len(kept), carnets) if is_too_much else "",
        "fixed": fixed,
        "carnets": carnets,
        "sender": sender,
    }


def _open(user: User, programme: Programme) -> DepotQuerySet:
    return Depot.objects.visible_to(user).filter(programme=programme).open()


def _totals(paces: list[Pace]) -> dict[str, int | None]:
    parts = [one.proposed for one in paces if one.proposed is not None]
    return {
        "held": sum(one.held for one in paces),
        "handed_out": sum(one.handed_out for one in paces),
        "missing": sum(one.missing for one in paces),
        "proposed": sum(parts) if parts else None,
    }


def _too_much(fixed: int, depots: int, carnets: int) -> str:
    return (
        f"La part fixe demande {count(fixed * depots, 'carnet')} pour {count(depots, 'dépôt')}, "
        f"plus que les {count(carnets, 'carnet')} à répartir. Rien n’est proposé\u00a0: baissez la "
        "part fixe."
    )
