"""Queries on versions of the règlement, people, quotas and decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from accounts.enums import Permission, Role
from accounts.models import User
from common.parsing import Unreadable, parse_day
from common.sort_key import search_key
from programmes.models import Programme

if TYPE_CHECKING:
    from beneficiaries.models import (  # noqa: F401
        Allowance,
        Decision,
        Establishment,
        Person,
        ReglementVersion,
    )

# Django does not write FOR KEY SHARE, the lock that a decision takes on its version anyway.
VERSION_IN_FORCE = """
SELECT * FROM beneficiaries_reglementversion
WHERE programme_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)
FOR KEY SHARE
"""


def _visible_people(user: User, person: str = "") -> Q:
    """The condition on people that a user may see. `person` is the path of fields to the person."""
    acting = user.acting
    if acting is None or not user.can(Permission.PERSON_READ):
        return Q(pk__in=[])
    if acting.role == Role.DISTRIBUTOR:
        return Q(**{f"{person}registered_by": acting.organisation_id})
    return Q(**{f"{person}programme__authority": acting.organisation_id})


def _visible_rules(user: User) -> Q:
    """The condition on rules, read by all who reach the programme and may read rules."""
    if not user.can(Permission.REGLEMENT_READ):
        return Q(pk__in=[])
    return Q(programme__in=Programme.objects.visible_to(user).values("pk"))


class EstablishmentQuerySet(models.QuerySet["Establishment"]):
    def visible_to(self, user: User) -> EstablishmentQuerySet:
        return self.filter(_visible_rules(user))


class ReglementVersionQuerySet(models.QuerySet["ReglementVersion"]):
    def visible_to(self, user: User) -> ReglementVersionQuerySet:
        return self.filter(_visible_rules(user))

    def in_force_on(self, filed_on: dt.date) -> ReglementVersionQuerySet:
        """The version that judges requests filed on a day."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=filed_on), starts_on__lte=filed_on
        )

    def lock_in_force_on(self, programme: Programme, filed_on: dt.date) -> ReglementVersion | None:
        """The version that judges requests filed on a day, locked until the end of the transaction.

        Several decisions may hold this lock together; a correction waits for them. The version is
        not found if, while waiting, it was changed and no longer covers the day.
        """
        return next(iter(self.raw(VERSION_IN_FORCE, [programme.pk, filed_on, filed_on])), None)

    def beginning_before(self, version: ReglementVersion) -> ReglementVersionQuerySet:
        """The versions of its programme that begin earlier, the latest first."""
        earlier = self.filter(programme=version.programme_id, starts_on__lt=version.starts_on)
        return earlier.order_by("-starts_on")

    def ending_just_before(self, version: ReglementVersion) -> ReglementVersionQuerySet:
        """The version that ends the day before this one begins."""
        last_day = version.starts_on - dt.timedelta(1)
        return self.filter(programme=version.programme_id, ends_on=last_day)


class PersonQuerySet(models.QuerySet["Person"]):
    def locked(self, person: Person) -> Person:
        """The person, locked: decisions about one person are taken one after the other."""
        return self.select_for_update(of=("self",), no_key=True).get(pk=person.pk)

    def known(self) -> PersonQuerySet:
        """Those whose data are not erased."""
        return self.filter(erased_on__isnull=True)

    def matching(self, text: str) -> PersonQuerySet:
        """Whose names hold each word, or who were born on the day that is written."""
        try:
            return self.filter(born_on=parse_day(text))
        except Unreadable:
            found = self.known()
        for word in search_key(text).split():
            found = found.filter(sort_key__contains=word)
        return found

    def with_last_decision(self) -> PersonQuerySet:
        """With `granted` and `filed_on` of the request filed last, unknown if there is none."""
        decisions = apps.get_model("beneficiaries.Decision").objects
        own = decisions.filter(request__person=OuterRef("pk"))
        last = own.order_by("-request__filed_on", "-pk")
        return self.annotate(
            granted=Subquery(last.values("granted")[:1]),
            filed_on=Subquery(last.values("request__filed_on")[:1]),
        )

    def visible_to(self, user: User) -> PersonQuerySet:
        """A distributor sees those its organisation registered; staff, those of its programme."""
        return self.filter(_visible_people(user))


class AllowanceQuerySet(models.QuerySet["Allowance"]):
    def overlapping(self, first: dt.date, last_of: Mapping[str, dt.date]) -> AllowanceQuerySet:
        """Those that share a day with the period of their public, from `first` to a last day by the
        code of the category, the earliest first.
        """
        each = [Q(category__code=code, starts_on__lte=last) for code, last in last_of.items()]
        found = self.filter(reduce(or_, each, Q(pk__in=[])), ends_on__gte=first)
        return found.select_related("category").order_by("starts_on", "pk")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> DecisionQuerySet:
        return self.filter(_visible_people(user, "request__person__"))
