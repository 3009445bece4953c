"""Queries on expenses and on the funding keys of lots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.enums import Permission
from accounts.models import User

if TYPE_CHECKING:
    from finance.models import Expense, FundingKey  # noqa: F401


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def visible_to(self, user: User) -> ExpenseQuerySet:
        """The expenses of the programmes of the user's organisation."""
        if user.acting is None or not user.can(Permission.FINANCE_READ):
            return self.none()
        return self.filter(programme__authority=user.acting.organisation_id)


class FundingKeyQuerySet(models.QuerySet["FundingKey"]):
    def visible_to(self, user: User) -> FundingKeyQuerySet:
        """The keys of the programmes of the user's organisation."""
        if user.acting is None or not user.can(Permission.FINANCE_READ):
            return self.none()
        return self.filter(programme__authority=user.acting.organisation_id)
