"""Which programmes a user reaches, and what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from accounts.enums import GRANTS, Permission, Role
from accounts.models import User
from programmes.enums import ParticipationKind

if TYPE_CHECKING:
    from programmes.models import Programme


KIND_OF_ROLE = {
    Role.DISTRIBUTOR: ParticipationKind.DISTRIBUTOR,
    Role.MEDIATOR: ParticipationKind.HOST,
}


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
