"""Named questions about calendars."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from deliberations.models import Calendar  # noqa: F401 - named as a text below


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def in_force_on(self, day: dt.date) -> CalendarQuerySet:
        """The latest calendar decided by a day comes first."""
        return self.filter(in_force_on__lte=day).order_by("-in_force_on", "-pk")
