"""What a depot holds on a day, its account over a period, and whether it may hold stock."""

import datetime as dt
from typing import Any

from common.errors import Refusal
from common.formats import day
from distribution.enums import STORES
from distribution.models import Depot
from distribution.querysets import DepotQuerySet
from programmes.models import Programme

UNITS = ("carnets", "passes", "euros")
TOTALLED = ("came_in_carnets", "went_out_carnets", "here_carnets", "here_passes", "here_euros")


class NotInDepot(Refusal):
    """The depot does not hold all these carnets."""


class OtherProgramme(Refusal):
    """The rows belong to two programmes."""


def check_store(depot: Depot, programme: Programme) -> None:
    """Refuse a depot of another programme, or one that keeps no stock."""
    if depot.programme_id != programme.pk:
        raise OtherProgramme(f"{depot} n’est pas un dépôt de ce programme.")
    if depot.kind not in STORES:
        raise NotInDepot(f"{depot} n’est pas un lieu de stock.")


def balance(depot: Depot, on: dt.date) -> Depot:
    """The depot with the sums of `with_balance`, at the end of a day."""
    return Depot.objects.with_balance(on).get(pk=depot.pk)


def totals(depots: DepotQuerySet) -> dict[str, Any]:
    """The sums of the balances of several depots, by name of column."""
    rows = depots.values(*TOTALLED)
    return {name: sum(row[name] for row in rows) for name in TOTALLED}


def account(depot: Depot, start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    """Four rows, in carnets, passes and euros: opening balance, carnets that came in, carnets that
    went out (negative), closing balance.
    """
    before, after = balance(depot, start - dt.timedelta(days=1)), balance(depot, end)
    return [
        _balance_row(f"Solde au début du {day(start)}", before),
        _movement_row("Entrées", "came_in", before, after),
        _movement_row("Sorties", "went_out", after, before),
        _balance_row(f"Solde à la fin du {day(end)}", after),
    ]


def _balance_row(name: str, balance: Depot) -> dict[str, Any]:
    return {"name": name, **{unit: getattr(balance, f"here_{unit}") for unit in UNITS}}


def _movement_row(name: str, side: str, first: Depot, second: Depot) -> dict[str, Any]:
    """What one side of a depot has more in the second balance than in the first."""
    row: dict[str, Any] = {"name": name}
    for unit in UNITS:
        row[unit] = getattr(second, f"{side}_{unit}") - getattr(first, f"{side}_{unit}")
    return row
