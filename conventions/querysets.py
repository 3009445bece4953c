"""Named questions about conventions, avenants, clauses, obligations and parties."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from conventions.enums import OPEN_AVENANT_STATES, AvenantState
from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from conventions.models import Avenant, Clause, Convention, Obligation, Party  # noqa: F401


class ConventionQuerySet(OfProgrammeQuerySet["Convention"]):
    def to_plan(self, day: dt.date) -> ConventionQuerySet:
        """Signed, and whose occurrences were not planned yet on a day."""
        unplanned = Q(planned_on__isnull=True) | Q(planned_on__lt=day)
        return self.filter(unplanned, signed_at__isnull=False).order_by("pk")


class AvenantQuerySet(OfProgrammeQuerySet["Avenant"]):
    programme_path = "convention__programme"

    def open(self) -> AvenantQuerySet:
        return self.filter(state__in=OPEN_AVENANT_STATES)


class ClauseQuerySet(models.QuerySet["Clause"]):
    def as_of(
        self, day: dt.date | models.OuterRef, *, known_at: dt.datetime | None = None
    ) -> ClauseQuerySet:
        """The clause of each kind in force on a day, as known at an instant."""
        known = Q() if known_at is None else Q(recorded_at__lte=known_at)
        return (
            self.filter(known, effective_on__lte=day)
            .order_by("convention_id", "kind", "-effective_on", "-recorded_at", "-pk")
            .distinct("convention_id", "kind")
        )

    def marked_in_force(
        self, day: dt.date, *, known_at: dt.datetime | None = None
    ) -> ClauseQuerySet:
        """Every clause with its avenant; `is_in_force` is true for those of `as_of`."""
        is_in_force = Q(pk__in=self.as_of(day, known_at=known_at).values("pk"))
        as_boolean = models.ExpressionWrapper(is_in_force, output_field=models.BooleanField())
        return self.annotate(is_in_force=as_boolean).select_related("avenant").order_by("pk")


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def as_of(self, day: dt.date, *, known_at: dt.datetime | None = None) -> ObligationQuerySet:
        """In force on a day, as known at an instant.

        An obligation is in force until the day of effect of the one that replaces it.
        """
        known = Q() if known_at is None else Q(recorded_at__lte=known_at)
        in_force = self.model._default_manager.filter(known, effective_on__lte=day)  # noqa: SLF001
        replacement = in_force.filter(replaces=models.OuterRef("pk"))
        return self.filter(known, ~models.Exists(replacement), effective_on__lte=day)


class PartyQuerySet(models.QuerySet["Party"]):
    def as_of(self, day: dt.date, *, known_at: dt.datetime | None = None) -> PartyQuerySet:
        """The parties on a day, in their order: those of the last avenant in force that lists some.

        Before such an avenant they are those of the convention itself, signed or not.
        """
        known = Q() if known_at is None else Q(avenant__signed_at__lte=known_at)
        signed = self.model._default_manager.filter(  # noqa: SLF001 - the documented API
            known, convention=models.OuterRef("convention"), avenant__state=AvenantState.SIGNED
        ).annotate(effect=Coalesce("avenant__stated_effective_on", "avenant__signed_on"))
        last = signed.filter(effect__lte=day).order_by(
            "-effect", "-avenant__signed_at", "-avenant_id"
        )
        listed = models.Subquery(last.values("avenant_id")[:1])
        first = Q(avenant__isnull=True, text__isnull=True)
        return (
            self.alias(text=listed)
            .filter(Q(avenant_id=models.F("text")) | first)
            .select_related("organisation")
            .order_by("convention_id", "position")
        )
