"""The movements of the ledger, day by day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Sum

from common.formats import day
from distribution.enums import LineKind
from distribution.models import Depot, HandOut, Shipment
from distribution.querysets import StockLineQuerySet


@dataclass(frozen=True, slots=True)
class Movement:
    """The lines of a kind from a depot to another on a day; `sign` says whether the stock gains
    them (1), loses them (-1) or keeps them (0).
    """

    moved_on: dt.date
    kind: LineKind
    source: Depot
    destination: Depot
    hand_outs: int
    carnets: int
    passes: int
    euros: Decimal
    numbers: list[tuple[int, int]]
    sign: int


def last_movements(
    lines: StockLineQuerySet, stores: Collection[Depot], most: int | None = None
) -> list[Movement]:
    """The last movements of the stock that the `stores` make together, newest first; all without
    `most`.
    """
    by_day = lines.order_by().values("moved_on", "kind", "source", "destination")
    summed = by_day.annotate(
        n_carnets=Sum("carnets"),
        n_passes=Sum("passes"),
        euros=Sum("amount"),
        n_hand_outs=Count("hand_out", distinct=True),
        firsts=ArrayAgg("first_carnet", order_by="first_carnet"),
        lasts=ArrayAgg("last_carnet", order_by="first_carnet"),
        last=Max("pk"),
    )
    rows = list(summed.order_by("-moved_on", "-last")[:most])
    depots = Depot.objects.in_bulk({row[end] for row in rows for end in ("source", "destination")})
    held = {store.pk for store in stores}
    return [
        Movement(
            row["moved_on"],
            LineKind(row["kind"]),
            depots[row["source"]],
            depots[row["destination"]],
            row["n_hand_outs"],
            row["n_carnets"],
            row["n_passes"],
            row["euros"],
            _joined(row["firsts"], row["lasts"]),
            (row["destination"] in held) - (row["source"] in held),
        )
        for row in rows
    ]


def _joined(firsts: list[int], lasts: list[int]) -> list[tuple[int, int]]:
    """Sorted ranges of numbers, those that follow each other as one."""
    found: list[tuple[int, int]] = []
    for first, last in zip(firsts, lasts, strict=True):
        start = found.pop()[0] if found and found[-1][1] + 1 == first else first
        found.append((start, last))
    return found


def undoing(row: HandOut | Shipment) -> str:
    """When, by whom and why its carnets were taken back; reads the prefetched lines."""
    last = max(
        (line for line in row.lines.all() if line.kind == LineKind.REVERSAL),
        key=lambda line: line.pk,
    )
    return f"le {day(last.moved_on)} par {last.moved_by}. Motif\u00a0: {last.reason}"
