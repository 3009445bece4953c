"""Create a programme, let organisations take part in it, and people hold a role there."""

import datetime as dt
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.actions import letters, memberships, organisations, users
from accounts.actions.organisations import NamedOrganisation
from accounts.enums import Link, Role
from accounts.models import Membership, Organisation, User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save
from programmes.enums import ParticipationKind
from programmes.models import Participation, Programme
from programmes.querysets import KIND_OF_ROLE


class ProgrammeTaken(Refusal):
    """Another programme has this code or this letter."""


class ProgrammeParameters(TypedDict):
    code: str
    name: str
    authority: Organisation
    letter: str
    managed_from: dt.date
    territory: NotRequired[list[str]]
    face_value: NotRequired[Decimal]
    tolerance_days: NotRequired[int]
    redemption_window_days: NotRequired[int]
    report_delay_days: NotRequired[int]
    pace_days: NotRequired[int]
    hotline: NotRequired[str]
    is_demonstration: NotRequired[bool]


class RolePlace(TypedDict):
    """Where a role is held: in the authority, else in a structure of a programme."""

    authority: Organisation
    programme: Programme
    organisation: NamedOrganisation


class GivenRole(TypedDict):
    role: Role
    where: RolePlace
    real_now: dt.datetime


@transaction.atomic
def create(*, by: Author, **parameters: Unpack[ProgrammeParameters]) -> Programme:
    """Create a programme. `letter` begins the numbers of its passes and of no other's."""
    for key, named in (("code", "ce code"), ("letter", "cette lettre de série")):
        if Programme.objects.filter(**{key: parameters[key]}).exists():  # type: ignore[literal-required]
            raise ProgrammeTaken(f"Un autre programme porte déjà {named}.", field=key)
    programme = Programme(**parameters)
    check_and_save(programme)
    journal.record("programme.created", programme, by=by, programme_id=programme.pk)
    return programme


@transaction.atomic
def take_part(
    programme: Programme, organisation: Organisation, kind: ParticipationKind, *, by: Author
) -> Participation:
    """Let an organisation take part in a programme; does nothing if it already does."""
    participation, created = Participation.objects.get_or_create(
        programme=programme, organisation=organisation, kind=kind
    )
    if created:
        journal.record("programme.joined", participation, by=by, kind=kind.value)
    return participation


@transaction.atomic
def give_role(
    user: User, *, role: Role, where: RolePlace, by: Author, real_now: dt.datetime
) -> Membership:
    """Propose a role to somebody; a structure of the field takes part in the programme from then.

    Who has no password yet is invited once a role is in use.
    """
    kind = KIND_OF_ROLE.get(role)
    organisation = where["authority"]
    if kind is not None:
        organisation = organisations.find_or_add(**where["organisation"], by=by)
        take_part(where["programme"], organisation, kind, by=by)
    membership = memberships.propose(user, organisation=organisation, role=role, by=by)
    _invite(membership, real_now)
    return membership


@transaction.atomic
def invite(
    *, email: str, first_name: str, last_name: str, by: Author, **given: Unpack[GivenRole]
) -> Membership:
    """Give a first role to somebody; an account that has this address is theirs."""
    user = User.objects.filter(email__iexact=email).first() or users.add(
        email=email, first_name=first_name, last_name=last_name, by=by
    )
    return give_role(user, by=by, **given)


@transaction.atomic
def confirm_role(membership: Membership, *, by: Author, real_now: dt.datetime) -> Membership:
    """The second administrator agrees; who has no password yet is invited."""
    membership = memberships.confirm(membership, by=by)
    _invite(membership, real_now)
    return membership


def _invite(membership: Membership, real_now: dt.datetime) -> None:
    user = membership.user
    if membership.is_in_use and not user.has_usable_password():
        letters.ask(email=user.email, link=Link.INVITATION, real_now=real_now)
