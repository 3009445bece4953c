"""Named questions about budget lines and subsidies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from budget.models import (
        BudgetLine,  # noqa: F401
        Subsidy,  # noqa: F401
    )


class BudgetLineQuerySet(OfProgrammeQuerySet, models.QuerySet["BudgetLine"]):
    pass


class SubsidyQuerySet(OfProgrammeQuerySet, models.QuerySet["Subsidy"]):
    pass
