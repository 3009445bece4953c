"""Named questions about counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from counts.enums import CountState
from distribution.models import Depot

if TYPE_CHECKING:
    from counts.models import Count  # noqa: F401


class CountQuerySet(models.QuerySet["Count"]):
    def visible_to(self, user: User) -> CountQuerySet:
        return self.filter(depot__in=Depot.objects.visible_to(user))

    def kept_by(self, user: User) -> CountQuerySet:
        """Those of the stores whose carnets a member keeps, and counts."""
        return self.filter(depot__in=Depot.objects.kept_by(user))

    def open(self) -> CountQuerySet:
        return self.filter(state=CountState.OPEN)
