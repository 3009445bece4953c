"""Which programmes and rows of programmes are visible to a user, and who follows obligations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.enums import GRANTS, MembershipState, Permission, Role
from accounts.models import Membership, Organisation, User
from accounts.querysets import MembershipQuerySet
from accounts.readings import organisations_known_to
from common.sort_key import in_reading_order
from programmes.enums import LETTERS, ParticipationKind

if TYPE_CHECKING:
    from programmes.models import Programme, ProgrammeFile  # noqa: F401


Row = TypeVar("Row", bound=models.Model)
KIND_OF_ROLE = {
    Role.DISTRIBUTOR: ParticipationKind.DISTRIBUTOR,
    Role.MEDIATOR: ParticipationKind.HOST,
}
ROLES_THAT_FOLLOW_OBLIGATIONS = [
    role for role, granted in GRANTS.items() if Permission.OBLIGATION_FOLLOW in granted
]


def users_who_follow_obligations(programme: Programme) -> models.QuerySet[User]:
    """Active users of the authority whose role may follow the obligations of a programme."""
    return User.objects.filter(
        is_active=True,
        memberships__state=MembershipState.IN_USE,
        memberships__organisation=programme.authority_id,
        memberships__role__in=ROLES_THAT_FOLLOW_OBLIGATIONS,
    ).distinct()


def roles_in(authority: Organisation) -> MembershipQuerySet:
    """The roles, of today and of before, in an authority and in what takes part in its programmes.

    They are those that its administrators give and end.
    """
    taking_part = Q(organisation__participations__programme__authority=authority)
    found: MembershipQuerySet = Membership.objects.filter(
        Q(pk__in=Membership.objects.filter(taking_part).values("pk")) | Q(organisation=authority)
    )
    return found.select_related("user", "organisation")


def both_held_in(programme: Programme) -> MembershipQuerySet:
    """The roles of mediators who also are distributors of their organisation, where it takes part
    in a programme. Annotates `distributor_since`.
    """
    of_one = Membership.objects.in_use().filter(
        user=OuterRef("user"), organisation=OuterRef("organisation"), role=Role.DISTRIBUTOR
    )
    since = Subquery(of_one.values("granted_at")[:1])
    held: MembershipQuerySet = Membership.objects.in_use().filter(
        Exists(of_one),
        role=Role.MEDIATOR,
        organisation__in=programme.participations.values("organisation"),
    )
    return held.annotate(distributor_since=since).select_related("user")


def taking_part_under(authority: Organisation) -> models.QuerySet[Organisation]:
    """The structures that take part in the programmes of an authority."""
    found = Organisation.objects.filter(participations__programme__authority=authority)
    return in_reading_order(found.distinct(), "name", "pk")


def organisations_of(authority: Organisation) -> models.QuerySet[Organisation]:
    """All that an authority works with: those that its texts name, and those that take part."""
    known = organisations_known_to(authority).order_by().values("pk")
    part = taking_part_under(authority).order_by().values("pk")
    found = Organisation.objects.filter(Q(pk__in=known) | Q(pk__in=part))
    return in_reading_order(found, "name", "pk")


def authorities_of(programmes: Sequence[Programme]) -> models.QuerySet[Organisation]:
    """The authorities of these programmes, of every programme if there is none."""
    found = Organisation.objects.filter(programmes__isnull=False)
    if programmes:
        found = found.filter(programmes__in=programmes)
    return in_reading_order(found.distinct(), "name", "pk").prefetch_related("programmes")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: User) -> ProgrammeQuerySet:
        """Programmes of the user's authority, or in which their organisation takes part."""
        acting = user.acting
        if acting is None:
            return self.none()
        kind = KIND_OF_ROLE.get(Role(acting.role))
        if kind is None:
            return self.filter(authority=acting.organisation_id)
        return self.filter(
            participations__organisation=acting.organisation_id, participations__kind=kind
        )

    def free_letters(self) -> list[str]:
        """The letters of series that none of them has."""
        taken = set(self.values_list("letter", flat=True))
        return [letter for letter in LETTERS if letter not in taken]

    def where_does_both(self, organisation: Organisation) -> ProgrammeQuerySet:
        """Programmes in which an organisation hands passes out and redeems them."""
        found = self.filter(participations__organisation=organisation)
        return found.alias(kinds=Count("participations__kind")).filter(kinds=len(KIND_OF_ROLE))


class OfProgrammeQuerySet(models.QuerySet[Row]):
    """Rows of programmes: visible to the members of the authority that owns the programme.

    `programme_path` leads from a row to its programme.
    """

    programme_path = "programme"

    def visible_to(self, user: User) -> Self:
        acting = user.acting
        if acting is None or Role(acting.role) in KIND_OF_ROLE:
            return self.none()
        return self.filter(**{f"{self.programme_path}__authority": acting.organisation_id})


class ProgrammeFileQuerySet(models.QuerySet["ProgrammeFile"]):
    def visible_to(self, user: User) -> ProgrammeFileQuerySet:
        """The files of the authority in which the user acts."""
        acting = user.acting
        if acting is None or not user.can(Permission.ACCOUNT_ADMINISTER):
            return self.none()
        return self.filter(authority=acting.organisation_id)
