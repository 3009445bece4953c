"""Queries on reports, and on what is to be looked at."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.enums import Permission
from accounts.models import User
from corrections.models import Correction
from programmes.models import Programme
from reporting.enums import ReportState

if TYPE_CHECKING:
    from reporting.models import Alert, Report  # noqa: F401


class AlertQuerySet(models.QuerySet["Alert"]):
    def of_programme(self, programme: Programme) -> AlertQuerySet:
        return self.filter(programme=programme)

    def to_see(self) -> AlertQuerySet:
        return self.filter(seen_at=None)


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """The reports of the programmes of the user's organisation."""
        if user.acting is None or not user.can(Permission.REPORT_READ):
            return self.none()
        return self.filter(convention__programme__authority=user.acting.organisation_id)

    def of_programme(self, programme: Programme) -> ReportQuerySet:
        return self.filter(convention__programme=programme)

    def before_a_correction(self) -> ReportQuerySet:
        """The frozen versions made from what a correction put right since, newest first."""
        since = Correction.objects.made_since(OuterRef("produced_at"), OuterRef("convention"))
        frozen = self.filter(Exists(since), state=ReportState.READY)
        return (
            frozen.select_related("convention")
            .defer("data", "document")
            .order_by("-starts_on", "-version", "pk")
        )

    def to_work_on(self, real_now: dt.datetime) -> ReportQuerySet:
        """The reports to produce, and those of a worker whose lease ended."""
        return self.filter(
            Q(state=ReportState.TO_PRODUCE)
            | Q(state=ReportState.IN_PROGRESS, leased_until__lt=real_now)
        ).order_by("pk")
