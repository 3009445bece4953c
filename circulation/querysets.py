"""Named questions about reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.enums import Permission
from accounts.models import User
from circulation.rules import PERSON

if TYPE_CHECKING:
    from circulation.models import UseReminder  # noqa: F401


class UseReminderQuerySet(models.QuerySet["UseReminder"]):
    def visible_to(self, user: User) -> UseReminderQuerySet:
        """Those of the people that the counter of a member registered: a letter names somebody."""
        if user.acting is None or not user.can(Permission.HAND_OUT):
            return self.none()
        return self.filter(**{f"{PERSON}__registered_by": user.acting.organisation_id})
