"""Named questions about redemptions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User

if TYPE_CHECKING:
    from mediation.models import Device, Redemption  # noqa: F401


class DeviceQuerySet(models.QuerySet["Device"]):
    def in_use(self) -> DeviceQuerySet:
        return self.filter(revoked_at__isnull=True)


class RedemptionQuerySet(models.QuerySet["Redemption"]):
    def visible_to(self, user: User) -> RedemptionQuerySet:
        """A mediator sees what their structure received."""
        if user.acting is None:
            return self.none()
        return self.filter(place__structure__organisation=user.acting.organisation_id)

    def received_on(self, day: dt.date) -> RedemptionQuerySet:
        return self.filter(received_on=day)
