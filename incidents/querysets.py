"""Named questions about blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from distribution.models import HandOut

if TYPE_CHECKING:
    from incidents.models import Block  # noqa: F401


class BlockQuerySet(models.QuerySet["Block"]):
    def visible_to(self, user: User) -> BlockQuerySet:
        """Those of the carnets that a member handed out, or of all that an authority sees."""
        return self.filter(carnet__hand_out__in=HandOut.objects.visible_to(user))

    def open(self) -> BlockQuerySet:
        return self.filter(lifted_at=None)
