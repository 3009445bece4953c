"""Named questions about places."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from conventions.models import Programme

if TYPE_CHECKING:
    from places.models import Commune, Place, Qualification  # noqa: F401


class CommuneQuerySet(models.QuerySet["Commune"]):
    def of_departements(self, codes: list[str]) -> CommuneQuerySet:
        return self.filter(departement__in=codes)


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, user: User) -> PlaceQuerySet:
        """A mediator sees the places of their structure; others, those of programmes reached."""
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.role == Role.MEDIATOR:
            return self.filter(structure__organisation=acting.organisation_id)
        programmes = Programme.objects.visible_to(user).values("pk")
        return self.filter(qualifications__programme__in=programmes).distinct()

    def qualified_on(self, day: dt.date, programme: Programme) -> PlaceQuerySet:
        return self.filter(pk__in=programme.qualifications.covering(day).values("place"))


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def covering(self, day: dt.date) -> QualificationQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def overlapping(self, first: dt.date, last: dt.date | None) -> QualificationQuerySet:
        """Those that share a day with a period, both ends included, an unknown end being open."""
        found = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
        return found if last is None else found.filter(starts_on__lte=last)
