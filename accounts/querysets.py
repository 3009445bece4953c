"""Queries on memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from accounts.models import Membership  # noqa: F401


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_use(self) -> MembershipQuerySet:
        """Memberships that a request may act under."""
        return self.filter(is_active=True).select_related("organisation").order_by("pk")
