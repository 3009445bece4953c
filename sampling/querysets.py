"""Named questions about draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.enums import Permission
from accounts.models import User

if TYPE_CHECKING:
    from sampling.models import Draw  # noqa: F401


class DrawQuerySet(models.QuerySet["Draw"]):
    def visible_to(self, user: User) -> DrawQuerySet:
        """Those of the programmes of the user's authority."""
        if user.acting is None or not user.can(Permission.CHECK_READ):
            return self.none()
        return self.filter(programme__authority=user.acting.organisation_id)
