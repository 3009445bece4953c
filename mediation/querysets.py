"""Queries on devices and redemptions, and on the passes and places of a redemption."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from accounts.enums import Permission, Role
from accounts.models import User
from deliberations.models import Calendar
from distribution.models import Pass
from mediation.enums import OwnerKind
from places.models import Place, Qualification
from programmes.querysets import taking_part_under

if TYPE_CHECKING:
    from mediation.models import Device, Redemption, WrongCode  # noqa: F401


class DeviceQuerySet(models.QuerySet["Device"]):
    def visible_to(self, user: User) -> DeviceQuerySet:
        """Those of the structure of a mediator; else those of the structures that take part in the
        programmes of the authority.
        """
        acting = user.acting
        if acting is None or not user.can(Permission.DEVICE_READ):
            return self.none()
        if acting.role == Role.MEDIATOR:
            return self.filter(structure__organisation=acting.organisation_id)
        return self.filter(structure__organisation__in=taking_part_under(acting.organisation))

    def in_use(self) -> DeviceQuerySet:
        """The devices whose token is not revoked."""
        return self.filter(revoked_at__isnull=True)


class RedemptionQuerySet(models.QuerySet["Redemption"]):
    def visible_to(self, user: User) -> RedemptionQuerySet:
        """The redemptions at the places of the user's organisation."""
        if user.acting is None:
            return self.none()
        return self.filter(place__structure__organisation=user.acting.organisation_id)

    def received_on(self, day: dt.date) -> RedemptionQuerySet:
        return self.filter(received_on=day)


class WrongCodeQuerySet(models.QuerySet["WrongCode"]):
    def count_since(
        self, instant: dt.datetime, *, kind: OwnerKind, owner_id: int
    ) -> tuple[int, dt.datetime | None]:
        """How many wrong codes an owner presented since an instant, and when the last one was."""
        found = self.filter(owner_kind=kind, owner_id=owner_id, recorded_at__gte=instant).aggregate(
            count=Count("pk"), last=Max("recorded_at")
        )
        return found["count"], found["last"]


def passes_numbered(numbers: Iterable[tuple[str, int]], day: dt.date) -> models.QuerySet[Pass]:
    """The passes of these numbers (letter, serial) with all that their refusal may ask, by pk.

    Annotates `opens_on` and `closes_on`: those of the calendar of the programme on the day.
    """
    by_letter = defaultdict(list)
    for letter, serial in numbers:
        by_letter[letter].append(serial)
    calendar = Calendar.objects.in_force_on(day).filter(programme=OuterRef("programme"))
    wanted = [Q(programme__letter=k, serial__in=v) for k, v in sorted(by_letter.items())]
    return (
        Pass.objects.filter(reduce(or_, wanted, Q(pk__in=[])))
        .select_related("programme", "carnet__lot__order", "carnet__hand_out")
        .annotate(
            opens_on=Subquery(calendar.values("starts_on")[:1]),
            closes_on=Subquery(calendar.values("ends_on")[:1]),
        )
        .order_by("pk")
    )


def locked(passes: models.QuerySet[Pass]) -> models.QuerySet[Pass]:
    """The same passes, locked until the transaction ends."""
    return passes.select_for_update(of=("self",), no_key=True)


def places_with_programmes(organisation_id: int, day: dt.date) -> models.QuerySet[Place]:
    """The places of an organisation.

    Annotates `accepted`: the programmes that qualify the place on the day, each with how many
    days after a session its passes may be redeemed.
    """
    qualified = Qualification.objects.covering(day).filter(place=OuterRef("pk"))
    programme = JSONObject(id="programme_id", window="programme__redemption_window_days")
    return Place.objects.filter(structure__organisation=organisation_id).annotate(
        accepted=ArraySubquery(qualified.order_by("programme_id").values(found=programme))
    )
