"""What became of the carnets handed out: begun, finished, and how soon, by what groups them."""

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, F
from django.db.models.functions import Cast, TruncMonth

from circulation.readings.consumed import Consumed
from common.periods import WEEK
from distribution.models import Carnet
from distribution.querysets import HandOutQuerySet
from programmes.models import Programme

WEEKS = (4, 8, 12)
BY_PUBLIC, BY_MONTH = "public", "mois"
KEYS: dict[str, Any] = {
    "": F("hand_out__depot"),
    BY_PUBLIC: F("hand_out__decision__category__label"),
    BY_MONTH: Cast(TruncMonth("hand_out__handed_on"), DateField()),
}
# Each carnet beside its own use: the ORM does not group the rows of a grouping.
SUMS = """
WITH spent AS (
  SELECT carnet, min(held_on) AS first_on, sum(passes) AS passes
  FROM ({spent}) AS one (carnet, held_on, passes) GROUP BY carnet
)
SELECT
  key,
  grouping(key) = 1,
  count(DISTINCT person),
  count(*),
  coalesce(sum(size), 0),
  count(first_on),
  coalesce(sum(size) FILTER (WHERE first_on IS NOT NULL), 0),
  count(*) FILTER (WHERE spent.passes >= size),
  coalesce(sum(size) FILTER (WHERE spent.passes >= size), 0),
  coalesce(sum(spent.passes), 0),
  {within}
FROM ({given}) AS given (carnet, key, handed_on, size, person)
LEFT JOIN spent USING (carnet)
GROUP BY GROUPING SETS ((key), ())
"""
WITHIN = "count(*) FILTER (WHERE first_on <= handed_on + {days})"


@dataclass(frozen=True, slots=True)
class Use:
    """Carnets that are in people's hands and what became of them: `started` when a pass is spent,
    `finished` when all are; `within` says how many were started after 4, 8 and 12 weeks.
    """

    people: int = 0
    carnets: int = 0
    passes: int = 0
    started: int = 0
    started_passes: int = 0
    finished: int = 0
    finished_passes: int = 0
    spent: int = 0
    within: tuple[int, ...] = (0,) * len(WEEKS)

    @property
    def asleep(self) -> int:
        """The carnets of which no pass is spent."""
        return self.carnets - self.started


@dataclass(frozen=True, slots=True)
class Uses:
    """The use of all the carnets, and by what groups them."""

    whole: Use
    by_key: dict[Any, Use]


def uses_of(hand_outs: HandOutQuerySet, programme: Programme, by: str, *, on: dt.date) -> Uses:
    """What became by the end of a day of the carnets of hand-outs, but those taken back; `by` is
    one of KEYS: without one, by depot.
    """
    found: dict[bool, dict[Any, Use]] = {True: {}, False: {}}
    names = [one.name for one in fields(Use) if one.name != "within"]
    for key, is_whole, *sums in _rows(hand_outs, programme, by, on):
        counts: dict[str, Any] = dict(zip(names, map(int, sums), strict=False))
        found[is_whole][key] = Use(**counts, within=tuple(sums[len(names) :]))
    return Uses(found[True].get(None, Use()), found[False])


def _rows(
    hand_outs: HandOutQuerySet, programme: Programme, by: str, on: dt.date
) -> list[tuple[Any, ...]]:
    carnets = Carnet.objects.filter(programme=programme, hand_out__in=hand_outs.order_by())
    given = carnets.order_by().values_list(
        "pk",
        KEYS[by],
        "hand_out__handed_on",
        "lot__passes_per_carnet",
        "hand_out__decision__request__person",
    )
    spent = Consumed(programme, dt.date.min, on).by_carnet()
    try:
        (spent_sql, spent_params), (given_sql, given_params) = (
            rows.query.sql_with_params() for rows in (spent, given)
        )
    except EmptyResultSet:  # no hand-out may be seen
        return []
    within = ", ".join(WITHIN.format(days=weeks * WEEK.days) for weeks in WEEKS)
    with connection.cursor() as cursor:
        sql = SUMS.format(spent=spent_sql, given=given_sql, within=within)
        cursor.execute(sql, [*spent_params, *given_params])
        return list(cursor.fetchall())
