"""Queries on memberships, letters and saved filters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from accounts.enums import MembershipState

if TYPE_CHECKING:
    from accounts.models import Letter, Membership, SavedFilter, User  # noqa: F401


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_use(self) -> MembershipQuerySet:
        """Memberships that a request may act under."""
        return (
            self.filter(state=MembershipState.IN_USE).select_related("organisation").order_by("pk")
        )

    def alone(self) -> Membership | None:
        """The only one; None where there are several, or none."""
        first_two = list(self[:2])
        return first_two[0] if len(first_two) == 1 else None


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> LetterQuerySet:
        """Letters to write, the first asked first."""
        return self.filter(written_at=None).order_by("asked_at", "pk")

    def asked_since(self, instant: dt.datetime) -> LetterQuerySet:
        return self.filter(asked_at__gte=instant)


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: User) -> SavedFilterQuerySet:
        """Those that a user saved for the organisation of the membership in use."""
        if user.acting is None:
            return self.none()
        return self.filter(user=user, organisation=user.acting.organisation_id)
