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

    def with_what_a_list_shows(self) -> OccurrenceQuerySet:
        """With the titles of its obligation and convention, and its responsible, in one query."""
        people = ("responsible", "obligation__responsible")
        names = [
            f"{one}__{name}" for one in people for name in ("first_name", "last_name", "email")
        ]
        return (
            self.select_related(None)
            .select_related("obligation__convention", *people)
            .only(
                *("public_id", "due_on", "state", "sent_on"),
                *("obligation__title", "obligation__nature", "obligation__convention__title"),
                *("obligation__convention__public_id", *names),
            )
        )

    def pending_first(self) -> OccurrenceQuerySet:
        """Pending ones first, the earliest day first; then the others, the latest day first, those
        from before the programme was managed here last.
        """
        is_pending = Q(state__in=PENDING)
        is_done = models.Case(
            models.When(is_pending, then=0),
            models.When(state=OccurrenceState.EARLIER, then=2),
            default=1,
        )
        pending_on = models.Case(models.When(is_pending, then="due_on"))
        return self.alias(is_done=is_done).order_by("is_done", pending_on, "-due_on", "pk")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self, real_now: dt.datetime) -> ReminderQuerySet:
        """Not sent, and not leased by a worker at this instant of the real clock."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=real_now)
        return self.filter(free, sent_at__isnull=True)
