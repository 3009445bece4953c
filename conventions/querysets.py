"""Named questions about programmes, conventions and clauses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.enums import Role
from accounts.models import User
from conventions.enums import AvenantState, ConventionState, ParticipationKind

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
        Plan,
        Programme,
        Subsidy,
    )

KIND_OF_ROLE = {
    Role.DISTRIBUTOR: ParticipationKind.DISTRIBUTOR,
    Role.MEDIATOR: ParticipationKind.HOST,
}


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
    pass


class PlanQuerySet(OfProgrammeQuerySet, models.QuerySet["Plan"]):
    pass


class SubsidyQuerySet(OfProgrammeQuerySet, models.QuerySet["Subsidy"]):
    pass


class AttachmentQuerySet(OfProgrammeQuerySet, models.QuerySet["Attachment"]):
    pass


class OccurrenceQuerySet(OfProgrammeQuerySet, models.QuerySet["Occurrence"]):
    programme_path = "obligation__convention__programme"


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


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def in_force_on(self, day: dt.date) -> ObligationQuerySet:
        return self.filter(
            effective_on__lte=day, convention__state=ConventionState.SIGNED
        ).select_related("convention")


class CalendarQuerySet(models.QuerySet["Calendar"]):
    def in_force_on(self, day: dt.date) -> CalendarQuerySet:
        """The latest calendar decided by a day comes first."""
        return self.filter(in_force_on__lte=day).order_by("-in_force_on", "-pk")
