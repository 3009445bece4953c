"""Queries on the checks of a programme."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from common.formats import instant
from programmes.models import Programme

if TYPE_CHECKING:
    from invariants.models import Check  # noqa: F401


class CheckQuerySet(models.QuerySet["Check"]):
    def of_programme(self, programme: Programme) -> CheckQuerySet:
        return self.filter(programme=programme)

    def waiting(self) -> CheckQuerySet:
        """Those asked for, that no worker has made yet."""
        return self.filter(checked_at=None)

    def asked_on(self, programme: Programme, on: dt.date) -> bool:
        """Whether a check of a programme was asked for on a local day."""
        return self.of_programme(programme).filter(asked_at__gte=instant(on, dt.time())).exists()

    def made(self) -> CheckQuerySet:
        return self.filter(checked_at__isnull=False)

    def without_a_gap(self) -> CheckQuerySet:
        """Those that found no row against a rule."""
        return self.filter(found={})
