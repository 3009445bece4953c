"""Queries on communes, places and qualifications."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When

from accounts.enums import Role
from accounts.models import User
from common.sort_key import search_key, sort_key
from places.enums import QualificationState
from programmes.models import Programme

if TYPE_CHECKING:
    from places.models import Commune, Place, Qualification  # noqa: F401


ABBREVIATIONS = {"st": "saint", "ste": "sainte"}


class CommuneQuerySet(models.QuerySet["Commune"]):
    def of_departements(self, codes: list[str]) -> CommuneQuerySet:
        return self.filter(departement__in=codes)

    def named(self, text: str, territory: list[str]) -> CommuneQuerySet:
        """Those that have this name, and this postcode if the text holds one; first those of the
        territory. If there are none, those whose name begins so. « St » is read as « Saint ».
        """
        words = [ABBREVIATIONS.get(word, word) for word in sort_key(text).split()]
        postcodes = [word for word in words if word.isdecimal() and len(word) == 5]
        name = " ".join(word for word in words if word not in postcodes)
        found = self.filter(postcodes__contains=postcodes).order_by("sort_key", "insee")
        found = found.filter(postcodes__len__gt=0)
        within = found.of_departements(territory) if territory else found
        for candidates in (within.filter(sort_key=name), found.filter(sort_key=name)):
            if name and candidates.exists():
                return candidates
        return within.filter(sort_key__startswith=name) if words else self.none()


class PlaceQuerySet(models.QuerySet["Place"]):
    def visible_to(self, user: User) -> PlaceQuerySet:
        """A mediator sees the places of their structure; others, those of programmes reached."""
        acting = user.acting
        if acting is None:
            return self.none()
        if acting.role == Role.MEDIATOR:
            return self.filter(structure__organisation=acting.organisation_id)
        programmes = Programme.objects.visible_to(user).values("pk")
        qualifications = apps.get_model("places", "Qualification").objects
        return self.filter(pk__in=qualifications.filter(programme__in=programmes).values("place"))

    def of_programme(self, programme: Programme, day: dt.date) -> PlaceQuerySet:
        """The places that a programme qualified at any time. `since`, `until` and `standing` (a
        `QualificationState`) are those of the qualification in force on a day, else of the next
        one, else of the last one.
        """
        relevant = programme.qualifications.by_relevance(day).filter(place=OuterRef("pk"))
        return self.filter(
            pk__in=programme.qualifications.values("place")
        ).annotate(
            standing=Subquery(relevant.values("standing")[:1]),  # type: ignore[misc]
            since=Subquery(relevant.values("starts_on")[:1]),
            until=Subquery(relevant.values("ends_on")[:1]),
        )

    def matching(self, words: str) -> PlaceQuerySet:
        """Those whose name, commune, EPCI or postcode contains each of the words."""
        found = self
        for word in search_key(words).split():
            found = found.filter(
                Q(sort_key__contains=word)
                | Q(commune__sort_key__contains=word)
                | Q(commune__epci__name__unaccent__icontains=word)
                | Q(postcode__startswith=word)
            )
        return found

    def qualified_on(self, day: dt.date, programme: Programme) -> PlaceQuerySet:
        return self.filter(pk__in=programme.qualifications.covering(day).values("place"))

    def nearest_to(self, commune: Commune) -> PlaceQuerySet:
        """Those in the département of a commune: first its own, then those of its EPCI."""
        near = Case(
            When(commune=commune, then=Value(0)),
            When(commune__epci=commune.epci_id, then=Value(1)),
            default=Value(2),
        )
        found = self.filter(commune__departement=commune.departement).select_related("commune")
        return found.order_by(near, "commune__sort_key", "sort_key", "pk")


class QualificationQuerySet(models.QuerySet["Qualification"]):
    def covering(self, day: dt.date) -> QualificationQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def by_relevance(self, day: dt.date) -> QualificationQuerySet:
        """With `standing`, the state on a day; first the one in force, then the next, the last."""
        standing = Case(
            When(starts_on__gt=day, then=Value(QualificationState.COMING)),
            When(ends_on__lt=day, then=Value(QualificationState.ENDED)),
            default=Value(QualificationState.CURRENT),
            output_field=models.CharField(),
        )
        coming = Q(starts_on__gt=day)
        rank = Case(
            When(coming, then=Value(1)), When(ends_on__lt=day, then=Value(2)), default=Value(0)
        )
        return self.annotate(standing=standing).order_by(
            rank, Case(When(coming, then="starts_on")), "-starts_on"
        )

    def overlapping(self, first: dt.date, last: dt.date | None) -> QualificationQuerySet:
        """Those that share a day with a period, both ends included, an unknown end being open."""
        found = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
        return found if last is None else found.filter(starts_on__lte=last)
