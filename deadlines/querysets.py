"""Named questions about occurrences and reminders."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from deadlines.enums import OccurrenceState
from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from deadlines.models import Occurrence, Reminder  # noqa: F401
    from programmes.models import Programme


PENDING = [OccurrenceState.TO_PREPARE, OccurrenceState.READY]
# What may still be met: an earlier one is not expected, and may be proved.
OPEN = [*PENDING, OccurrenceState.EARLIER]
# Days are sorted by their distance to this one: any fixed day does.
REFERENCE_DAY = dt.date(2000, 1, 1)


class OccurrenceQuerySet(OfProgrammeQuerySet["Occurrence"]):
    programme_path = "obligation__convention__programme"

    def of_programme(self, programme: Programme) -> OccurrenceQuerySet:
        return self.filter(obligation__convention__programme=programme)

    def pending(self) -> OccurrenceQuerySet:
        return self.filter(state__in=PENDING)

    def followed(self) -> OccurrenceQuerySet:
        """Those that the programme had to meet since it is managed here."""
        return self.exclude(state=OccurrenceState.EARLIER)

    def late_on(self, day: dt.date) -> OccurrenceQuerySet:
        return self.pending().filter(due_on__lt=day)

    def with_obligation(self) -> OccurrenceQuerySet:
        """With its obligation, convention, avenant and responsible, in one query."""
        return self.select_related(
            "obligation__convention__programme",
            "obligation__avenant",
            "obligation__responsible",
            "responsible",
        )

    def pending_first(self) -> OccurrenceQuerySet:
        """Pending ones first, the earliest day first; then the others, the latest day first, those
        from before the programme was managed here last.
        """
        is_pending = Q(state__in=PENDING)
        day, reference = models.F("due_on"), models.Value(REFERENCE_DAY)
        after = models.ExpressionWrapper(day - reference, models.DurationField())
        before = models.ExpressionWrapper(reference - day, models.DurationField())
        return self.alias(
            is_done=models.Case(
                models.When(is_pending, then=0),
                models.When(state=OccurrenceState.EARLIER, then=2),
                default=1,
            ),
            distance=models.Case(models.When(is_pending, then=after), default=before),
        ).order_by("is_done", "distance", "pk")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self, real_now: dt.datetime) -> ReminderQuerySet:
        """Not sent, and not leased by a worker at this instant of the real clock."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=real_now)
        return self.filter(free, sent_at__isnull=True)
