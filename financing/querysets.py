"""Named questions about financing plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from financing.models import Plan  # noqa: F401


class PlanQuerySet(OfProgrammeQuerySet, models.QuerySet["Plan"]):
    pass
