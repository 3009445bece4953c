"""What entered the depots and what was handed out, by day and by piece of the series."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from distribution.enums import STOCK, DepotKind
from distribution.models import StockLine
from programmes.models import Programme

NUMBER = IntegerField()
GIVEN = Q(hand_out__isnull=False)
TO_PEOPLE = Q(destination__kind=DepotKind.BENEFICIARIES)


@dataclass(frozen=True, slots=True)
class Move:
    """Carnets of a piece of the series, by its first one, that moved on a day: how many entered the
    stock of the programme, negative when they left, and how many a `depot` handed out, less those
    taken back.
    """

    on: dt.date
    depot: str
    first_carnet: int
    stored: int
    handed_out: int


def moves(programme: Programme, until: dt.date, firsts: Sequence[int]) -> list[Move]:
    """The moves up to the end of a day, in pieces of the series cut before each of `firsts`."""
    return [
        move
        for on, depot, begins, first, last, *moved in _lines(programme, until, firsts)
        for move in (
            [Move(on, depot, firsts[begins - 1], *moved)]
            if first is None
            else _cut(on, depot, (first, last), moved, firsts)
        )
    ]


def _lines(programme: Programme, until: dt.date, firsts: Sequence[int]) -> QuerySet[Any, Any]:
    """The lines of the ledger grouped by day, depot and piece; one in several pieces is apart."""
    begins, ends = (rank_among(firsts, F(end)) for end in ("first_carnet", "last_carnet"))
    is_cut = ~Q(begins=F("ends"))
    lines = StockLine.objects.filter(programme=programme, moved_on__lte=until)
    return (
        lines.order_by()
        .annotate(begins=begins, ends=ends)
        .annotate(
            depot=Coalesce("hand_out__depot__name", Value("")),
            first=Case(When(is_cut, then="first_carnet"), default=None),
            last=Case(When(is_cut, then="last_carnet"), default=None),
        )
        .values_list("moved_on", "depot", "begins", "first", "last")
        .annotate(
            stored=_less(Q(destination__kind__in=STOCK), Q(source__kind__in=STOCK)),
            handed_out=_less(GIVEN & TO_PEOPLE, GIVEN & ~TO_PEOPLE),
        )
        .exclude(stored=0, handed_out=0)
    )


def _less(came: Q, went: Q) -> Any:
    return Sum("carnets", filter=came, default=0) - Sum("carnets", filter=went, default=0)


def _cut(
    on: dt.date, depot: str, numbers: tuple[int, int], moved: list[int], firsts: Sequence[int]
) -> Iterator[Move]:
    """The part of grouped lines in each piece that their numbers of carnets are in."""
    first, last = numbers
    begins = bisect_right(firsts, first)
    inside = firsts[begins : bisect_right(firsts, last)]
    for start, after in pairwise([first, *inside, last + 1]):
        own = (carnets * (after - start) // (last + 1 - first) for carnets in moved)
        yield Move(on, depot, firsts[bisect_right(firsts, start) - 1], *own)


def rank_among(firsts: Sequence[Any], one: Any, of: Any = NUMBER) -> Func:
    """The rank, from one, of the last of `firsts`, numbers or days, that is not after `one`."""
    values = Value(list(firsts), output_field=ArrayField(of))
    return Func(one, values, function="width_bucket", output_field=NUMBER)
