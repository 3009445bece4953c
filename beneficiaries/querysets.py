"""Named questions about people and rules."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.enums import Permission, Role
from accounts.models import User

if TYPE_CHECKING:
    from beneficiaries.models import Decision, Person, ReglementVersion  # noqa: F401


class ReglementVersionQuerySet(models.QuerySet["ReglementVersion"]):
    def in_force_on(self, filed_on: dt.date) -> ReglementVersionQuerySet:
        """The version that judges requests filed on a day."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=filed_on), starts_on__lte=filed_on
        )


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> PersonQuerySet:
        """A distributor sees those its organisation registered; staff, those of its programme."""
        acting = user.acting
        if acting is None or not user.can(Permission.PERSON_READ):
            return self.none()
        if acting.role == Role.DISTRIBUTOR:
            return self.filter(registered_by=acting.organisation_id)
        return self.filter(programme__authority=acting.organisation_id)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> DecisionQuerySet:
        from beneficiaries.models import Person  # the queryset of the other model

        return self.filter(request__person__in=Person.objects.visible_to(user).values("pk"))
