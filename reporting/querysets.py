"""Named questions about reports."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.enums import Permission
from accounts.models import User
from reporting.enums import ReportState

if TYPE_CHECKING:
    from reporting.models import Report  # noqa: F401


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        if user.acting is None or not user.can(Permission.REPORT_READ):
            return self.none()
        return self.filter(programme__authority=user.acting.organisation_id)

    def to_work_on(self, real_now: dt.datetime) -> ReportQuerySet:
        """Waiting, or taken by a worker whose lease ran out."""
        return self.filter(
            Q(state=ReportState.TO_PRODUCE)
            | Q(state=ReportState.IN_PROGRESS, leased_until__lt=real_now)
        ).order_by("pk")
