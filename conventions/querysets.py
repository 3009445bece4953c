"""Named questions about programmes, conventions and clauses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.enums import GRANTS, Permission, Role
from accounts.models import User
from conventions.enums import AvenantState, ConventionState, OccurrenceState, ParticipationKind

if TYPE_CHECKING:
    from conventions.models import (  # noqa: F401
        Attachment,
        Avenant,
        BudgetLine,
        Calendar,
        Clause,
        Convention,
        Deliberation,
        Obligation,
        Occurrence,
        Party,
        Plan,
        Programme,
        Reminder,
        Subsidy,
    )

KIND_OF_ROLE = {
    Role.DISTRIBUTOR: ParticipationKind.DISTRIBUTOR,
    Role.MEDIATOR: ParticipationKind.HOST,
}
PENDING = [OccurrenceState.TO_PREPARE, OccurrenceState.READY]
ORIGIN = dt.date(2000, 1, 1)
FOLLOWERS = [role for role, granted in GRANTS.items() if Permission.OBLIGATION_FOLLOW in granted]


def followers_of(programme: Programme) -> models.QuerySet[User]:
    """Who may see to the due days of a programme: its authority's, whose role follows them."""
    return User.objects.filter(
        is_active=True,
        memberships__is_active=True,
        memberships__organisation=programme.authority_id,
        memberships__role__in=FOLLOWERS,
    ).distinct()


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: User) -> ProgrammeQuerySet:
        """Reached through the owning authority, a depot or a qualification."""
        acting = user.acting
        if acting is None:
            return self.none()
        kind = KIND_OF_ROLE.get(Role(acting.role))
        if kind is None:
            return self.filter(authority=acting.organisation_id)
        return self.filter(
            participations__organisation=acting.organisation_id, participations__kind=kind
        )


class OfProgrammeQuerySet:
    """What belongs to a programme is seen by those of its authority."""

    programme_path = "programme"

    def visible_to(self, user: User):  # type: ignore[no-untyped-def]
        acting = user.acting
        if acting is None or Role(acting.role) in KIND_OF_ROLE:
            return self.none()  # type: ignore[attr-defined]
        return self.filter(  # type: ignore[attr-defined]
            **{f"{self.programme_path}__authority": acting.organisation_id}
        )


class DeliberationQuerySet(OfProgrammeQuerySet, models.QuerySet["Deliberation"]):
    pass


class BudgetLineQuerySet(OfProgrammeQuerySet, models.QuerySet["BudgetLine"]):
    pass


class ConventionQuerySet(OfProgrammeQuerySet, models.QuerySet["Convention"]):
    def to_plan(self, day: dt.date) -> ConventionQuerySet:
        """Signed, and whose due days were not yet looked at on a day."""
        unplanned = Q(planned_on__isnull=True) | Q(planned_on__lt=day)
        return self.filter(unplanned, signed_at__isnull=False).order_by("pk")


class PlanQuerySet(OfProgrammeQuerySet, models.QuerySet["Plan"]):
    pass


class SubsidyQuerySet(OfProgrammeQuerySet, models.QuerySet["Subsidy"]):
    pass


class AttachmentQuerySet(OfProgrammeQuerySet, models.QuerySet["Attachment"]):
    def of(self, target: models.Model) -> AttachmentQuerySet:
        """Those of one row, the newest first, withdrawn ones last; their content is not read."""
        name = str(target._meta.model_name)  # noqa: SLF001 - the documented meta API
        gone = models.ExpressionWrapper(
            Q(withdrawn_at__isnull=False), output_field=models.BooleanField()
        )
        return self.filter(**{name: target}).alias(gone=gone).order_by("gone", "-added_at", "-pk")

    def kept(self) -> AttachmentQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class OccurrenceQuerySet(OfProgrammeQuerySet, models.QuerySet["Occurrence"]):
    programme_path = "obligation__convention__programme"

    def of_programme(self, programme: Programme) -> OccurrenceQuerySet:
        return self.filter(obligation__convention__programme=programme)

    def pending(self) -> OccurrenceQuerySet:
        return self.filter(state__in=PENDING)

    def late_on(self, day: dt.date) -> OccurrenceQuerySet:
        return self.pending().filter(due_on__lt=day)

    def with_texts(self) -> OccurrenceQuerySet:
        """With what a list shows of each: its obligation, convention and responsible."""
        return self.select_related(
            "obligation__convention",
            "obligation__avenant",
            "obligation__responsible",
            "responsible",
        )

    def most_pressing(self) -> OccurrenceQuerySet:
        """What waits first, the earliest day first; then what is done, the latest first."""
        waits, day, origin = Q(state__in=PENDING), models.F("due_on"), models.Value(ORIGIN)
        since = models.ExpressionWrapper(day - origin, models.DurationField())
        back = models.ExpressionWrapper(origin - day, models.DurationField())
        return self.alias(
            waits=models.Case(models.When(waits, then=0), default=1),
            distance=models.Case(models.When(waits, then=since), default=back),
        ).order_by("waits", "distance", "pk")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def waiting(self, real_now: dt.datetime) -> ReminderQuerySet:
        """Not sent, and nobody's: a lease that ran out gives the work back."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=real_now)
        return self.filter(free, sent_at__isnull=True)


class AvenantQuerySet(OfProgrammeQuerySet, models.QuerySet["Avenant"]):
    programme_path = "convention__programme"

    def open(self) -> AvenantQuerySet:
        return self.filter(state__in=[AvenantState.DRAFT, AvenantState.VOTED])


class ClauseQuerySet(models.QuerySet["Clause"]):
    def as_of(self, day: dt.date, *, known_at: dt.datetime | None = None) -> ClauseQuerySet:
        """The one value of each kind in force on a day, as it was known at an instant."""
        known = Q() if known_at is None else Q(recorded_at__lte=known_at)
        return (
            self.filter(known, effective_on__lte=day)
            .order_by("convention_id", "kind", "-effective_on", "-recorded_at", "-pk")
            .distinct("convention_id", "kind")
        )

    def read_at(self, day: dt.date, *, known_at: dt.datetime | None = None) -> ClauseQuerySet:
        """Every value with its avenant, as entered; `is_in_force` marks those of `as_of`."""
        counted = Q(pk__in=self.as_of(day, known_at=known_at).values("pk"))
        mark = models.ExpressionWrapper(counted, output_field=models.BooleanField())
        return self.annotate(is_in_force=mark).select_related("avenant").order_by("pk")


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def as_of(self, day: dt.date, *, known_at: dt.datetime | None = None) -> ObligationQuerySet:
        """In force on a day, as it was known at an instant; a replaced one leaves on the day of
        effect of what replaces it.
        """
        known = Q() if known_at is None else Q(recorded_at__lte=known_at)
        in_force = self.model._default_manager.filter(known, effective_on__lte=day)  # noqa: SLF001
        replacement = in_force.filter(replaces=models.OuterRef("pk"))
        return self.filter(known, ~models.Exists(replacement), effective_on__lte=day)

    def in_force_on(self, day: dt.date) -> ObligationQuerySet:
        return self.filter(
            effective_on__lte=day, convention__state=ConventionState.SIGNED
        ).select_related("convention")


class PartyQuerySet(models.QuerySet["Party"]):
    def as_of(self, day: dt.date, *, known_at: dt.datetime | None = None) -> PartyQuerySet:
        """The last list in force on a day, in its order: an avenant's replaces the one before it.

        The list of the convention itself stands until then, signed or not.
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


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def in_force_on(self, day: dt.date) -> CalendarQuerySet:
        """The latest calendar decided by a day comes first."""
        return self.filter(in_force_on__lte=day).order_by("-in_force_on", "-pk")
