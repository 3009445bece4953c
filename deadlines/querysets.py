"""Named questions about occurrences and reminders."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from deadlines.enums import OccurrenceState
from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from deadlines.models import (
        Occurrence,  # noqa: F401
        Reminder,  # noqa: F401
    )
    from programmes.models import Programme


PENDING = [OccurrenceState.TO_PREPARE, OccurrenceState.READY]


ORIGIN = dt.date(2000, 1, 1)


class OccurrenceQuerySet(OfProgrammeQuerySet, models.QuerySet["Occurrence"]):
    programme_path = "obligation__convention__programme"

    def of_programme(self, programme: Programme) -> OccurrenceQuerySet:
        return self.filter(obligation__convention__programme=programme)

    def pending(self) -> OccurrenceQuerySet:
        return self.filter(state__in=PENDING)

    def late_on(self, day: dt.date) -> OccurrenceQuerySet:
        return self.pending().filter(due_on__lt=day)

    def with_texts(self) -> OccurrenceQuerySet:
        """With what a list shows of each: its obligation, convention and responsible."""
        return self.select_related(
            "obligation__convention",
            "obligation__avenant",
            "obligation__responsible",
            "responsible",
        )

    def most_pressing(self) -> OccurrenceQuerySet:
        """What waits first, the earliest day first; then what is done, the latest first."""
        waits, day, origin = Q(state__in=PENDING), models.F("due_on"), models.Value(ORIGIN)
        since = models.ExpressionWrapper(day - origin, models.DurationField())
        back = models.ExpressionWrapper(origin - day, models.DurationField())
        return self.alias(
            waits=models.Case(models.When(waits, then=0), default=1),
            distance=models.Case(models.When(waits, then=since), default=back),
        ).order_by("waits", "distance", "pk")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self, real_now: dt.datetime) -> ReminderQuerySet:
        """Not sent, and nobody's: a lease that ran out gives the work back."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=real_now)
        return self.filter(free, sent_at__isnull=True)
