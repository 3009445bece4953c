"""Named questions about conventions, avenants, clauses, obligations and parties."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from conventions.enums import OPEN_AVENANT_STATES
from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from conventions.models import (  # noqa: F401
        Avenant,
        Clause,
        Convention,
        Obligation,
        Party,
    )


Row = TypeVar("Row", bound=models.Model)


class ConventionQuerySet(OfProgrammeQuerySet["Convention"]):
    def to_plan(self, day: dt.date) -> ConventionQuerySet:
        """Signed, and whose occurrences were not planned yet on a day."""
        unplanned = Q(planned_on__isnull=True) | Q(planned_on__lt=day)
        return self.filter(unplanned, signed_at__isnull=False).order_by("pk")


class AvenantQuerySet(OfProgrammeQuerySet["Avenant"]):
    programme_path = "convention__programme"

    def open(self) -> AvenantQuerySet:
        return self.filter(state__in=OPEN_AVENANT_STATES)


# What is held true now: what its text or an approved correction wrote, and none corrected since.
HELD = Q(corrected_at=None) & (Q(ranked_at=None) | Q(recorded_at__isnull=False))
BY_TEXT = Coalesce("ranked_at", "recorded_at").desc()


def held_at(known_at: dt.datetime | None) -> Q:
    """What was held true at an instant; now, what is not signed yet is too."""
    if known_at is None:
        return HELD
    not_corrected = Q(corrected_at=None) | Q(corrected_at__gt=known_at)
    return not_corrected & Q(recorded_at__lte=known_at)


class ClauseQuerySet(models.QuerySet["Clause"]):
    def as_of(
        self, day: dt.date | models.OuterRef, *, known_at: dt.datetime | None = None
    ) -> ClauseQuerySet:
        """The clause of each kind in force on a day, as known at an instant.

        Of one day of effect, the one of the text recorded last: a correction keeps that rank.
        """
        return (
            self.filter(held_at(known_at), effective_on__lte=day)
            .order_by(
                "convention_id",
                "kind",
                "-effective_on",
                BY_TEXT,
                F("avenant_id").desc(nulls_last=True),
            )
            .distinct("convention_id", "kind")
        )

    def marked_in_force(
        self, day: dt.date, *, known_at: dt.datetime | None = None
    ) -> ClauseQuerySet:
        """Every clause held, with its avenant; `is_in_force` is true for those of `as_of`."""
        is_in_force = Q(pk__in=self.as_of(day, known_at=known_at).values("pk"))
        as_boolean = models.ExpressionWrapper(is_in_force, output_field=models.BooleanField())
        held = self.filter(held_at(known_at)).annotate(is_in_force=as_boolean)
        return held.select_related("avenant").order_by("pk")


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def as_of(self, day: dt.date, *, known_at: dt.datetime | None = None) -> ObligationQuerySet:
        """In force on a day, as known at an instant.

        An obligation is in force until the day of effect of the one that replaces it.
        """
        known = held_at(known_at)
        in_force = self.model.recorded.filter(known, effective_on__lte=day)
        kept = Coalesce(models.OuterRef("version_of"), models.OuterRef("pk"))
        replacement = in_force.filter(replaces=kept)
        return self.filter(known, ~models.Exists(replacement), effective_on__lte=day)

    def replaceable(self, *, by: Obligation | None = None) -> ObligationQuerySet:
        """In force, and replaced by no obligation in force but this one."""
        own = [by.pk] if by else []
        in_force = self.model.objects.filter(effective_on__isnull=False).exclude(pk__in=own)
        replacement = in_force.filter(replaces=models.OuterRef("pk"))
        rows = self.filter(~models.Exists(replacement), effective_on__isnull=False)
        return rows.exclude(pk__in=own).order_by("pk")


class PartyQuerySet(models.QuerySet["Party"]):
    def as_of(
        self,
        day: dt.date,
        *,
        known_at: dt.datetime | None = None,
        signed_before: dt.datetime | None = None,
    ) -> PartyQuerySet:
        """The parties on a day, in their order: those of the last avenant in force that lists some.

        Before such an avenant they are those of the convention itself, signed or not. With
        `signed_before`, only avenants recorded as signed before an instant are read.
        """
        lists = self.model.recorded.filter(
            held_at(known_at),
            convention=models.OuterRef("convention"),
            avenant__isnull=False,
            effective_on__lte=day,
        )
        if signed_before is not None:
            lists = lists.filter(avenant__signed_at__lt=signed_before)
        last = lists.order_by("-effective_on", BY_TEXT, "-avenant_id")
        listed = models.Subquery(last.values("avenant_id")[:1])
        first = Q(avenant__isnull=True, text__isnull=True)
        # The list of the convention itself is read before it was recorded as signed too.
        own = self.model.recorded.filter(
            held_at(known_at), convention=models.OuterRef("convention"), avenant=None
        )
        is_known = held_at(known_at) | HELD & Q(~models.Exists(own), avenant=None)
        return (
            self.alias(text=listed)
            .filter(is_known, Q(avenant_id=models.F("text")) | first)
            .select_related("organisation")
            .order_by("convention_id", "position")
        )


class HeldManager(models.Manager[Row]):
    """What is held true now; `recorded` has what was corrected too, and what is proposed."""

    def get_queryset(self) -> models.QuerySet[Row]:
        return super().get_queryset().filter(HELD)


HeldClauses = HeldManager.from_queryset(ClauseQuerySet)
HeldObligations = HeldManager.from_queryset(ObligationQuerySet)
HeldParties = HeldManager.from_queryset(PartyQuerySet)
