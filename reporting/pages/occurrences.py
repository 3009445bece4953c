"""The occurrences that a home page shows: those that press, those that come, those just sent."""

import datetime as dt
from functools import cached_property

from django.db.models import Case, Count, F, Q, Value, When, Window
from django.db.models.functions import RowNumber

from common.periods import WEEK
from deadlines.models import Occurrence
from deadlines.querysets import PENDING
from programmes.models import Programme

MOST_READ = 100  # of each group, to find the next one of each obligation
SENT, PRESSING, COMING = "sent", "pressing", "coming"


class HomeOccurrences:
    """Those sent within a week; of those to do, those late or due within a week, and the others.
    They are asked when needed, and only once.
    """

    def __init__(self, programme: Programme, today: dt.date) -> None:
        self.programme, self.today = programme, today

    @property
    def sent(self) -> list[Occurrence]:
        return self._of(SENT)

    @property
    def pressing(self) -> list[Occurrence]:
        return self._of(PRESSING)

    @property
    def coming(self) -> list[Occurrence]:
        return self._of(COMING)

    @property
    def pressing_count(self) -> int:
        return _count(self.pressing)

    @property
    def pending_count(self) -> int:
        return _count(self.pressing) + _count(self.coming)

    def _of(self, group: str) -> list[Occurrence]:
        return [one for one in self._rows if one.group == group]  # type: ignore[attr-defined]

    @cached_property
    def _rows(self) -> list[Occurrence]:
        """The first ones of each group, each with how many its group has."""
        sent = Q(sent_on__gt=self.today - WEEK, sent_on__lte=self.today)
        group = Case(
            When(sent, then=Value(SENT)),
            When(due_on__lte=self.today + WEEK, then=Value(PRESSING)),
            default=Value(COMING),
        )
        found = Occurrence.objects.of_programme(self.programme).with_obligation()
        ranked = found.filter(sent | Q(state__in=PENDING)).annotate(
            group=group,
            of_group=Window(Count("pk"), partition_by=F("group")),
            rank=Window(RowNumber(), partition_by=F("group"), order_by=("due_on", "pk")),
        )
        return list(ranked.filter(rank__lte=MOST_READ).order_by("due_on", "pk"))


def _count(rows: list[Occurrence]) -> int:
    return rows[0].of_group if rows else 0  # type: ignore[attr-defined]
