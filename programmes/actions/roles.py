"""Give a role in an authority, or in a structure that takes part in a programme."""

import datetime as dt
from typing import TypedDict, Unpack

from django.db import transaction

from accounts.actions import letters, memberships, organisations, users
from accounts.actions.organisations import NamedOrganisation
from accounts.enums import Link, Role
from accounts.models import Membership, Organisation, User
from accounts.readings import has_come
from audit.actors import Author
from common.errors import Refusal
from common.saving import lock
from programmes.actions.programmes import take_part
from programmes.models import Programme
from programmes.querysets import KIND_OF_ROLE


class LastAdministrator(Refusal):
    """A programme would have no administrator."""


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
def give(
    user: User, *, role: Role, where: RolePlace, by: Author, real_now: dt.datetime
) -> Membership:
    """Propose a role to somebody; a structure of the field takes part in the programme from then.

    Who has no password yet is invited once a role is in use; the other administrators are told of
    one that waits.
    """
    kind = KIND_OF_ROLE.get(role)
    organisation = where["authority"]
    if kind is not None:
        organisation = organisations.find_or_add(**where["organisation"], by=by)
        take_part(where["programme"], organisation, kind, by=by)
    membership = memberships.propose(
        user,
        organisation=organisation,
        role=role,
        may_hold_both=_may_hold_both(organisation),
        by=by,
    )
    _invite(membership, real_now)
    if not membership.is_in_use:
        letters.tell_others([where["authority"]], by=by, real_now=real_now)
    return membership


@transaction.atomic
def invite(
    *, email: str, first_name: str, last_name: str, by: Author, **given: Unpack[GivenRole]
) -> Membership:
    """Give a first role to somebody; an account that has this address is theirs."""
    user = User.objects.filter(email__iexact=email).first() or users.add(
        email=email, first_name=first_name, last_name=last_name, by=by
    )
    return give(user, by=by, **given)


@transaction.atomic
def confirm(membership: Membership, *, by: Author, real_now: dt.datetime) -> Membership:
    """The second administrator agrees; who has no password yet is invited."""
    may_hold_both = _may_hold_both(membership.organisation)
    membership = memberships.confirm(membership, may_hold_both=may_hold_both, by=by)
    _invite(membership, real_now)
    return membership


@transaction.atomic
def end(membership: Membership, *, by: Author) -> Membership:
    """End the role of another. A programme keeps an administrator, even when two end each other's
    at once.
    """
    _keep_an_administrator(membership)
    return memberships.end(membership, by=by)


@transaction.atomic
def leave(membership: Membership, *, by: Author) -> Membership:
    """Give up one's own role. A programme keeps an administrator."""
    _keep_an_administrator(membership)
    return memberships.leave(membership, by=by)


def _keep_an_administrator(membership: Membership) -> None:
    """Refuse that the last one goes; the organisation stays locked."""
    organisation = lock(membership.organisation)
    others = Membership.objects.in_use().filter(organisation=organisation, role=membership.role)
    is_last = not others.exclude(user=membership.user_id).exists()
    if is_last and membership.role == Role.ADMINISTRATOR and organisation.programmes.exists():
        raise LastAdministrator(
            f"{organisation} conduit un programme et n’a pas d’autre administrateur\u00a0: donnez "
            "d’abord ce rôle à une autre personne."
        )


def _may_hold_both(organisation: Organisation) -> bool:
    """Whether one person may hand out and redeem there: each programme in which it does lets it."""
    does_both = Programme.objects.where_does_both(organisation)
    return set(does_both.values_list("allows_holding_both", flat=True)) == {True}


def _invite(membership: Membership, real_now: dt.datetime) -> None:
    user = membership.user
    if membership.is_in_use and not has_come(user):
        letters.ask(email=user.email, about=Link.INVITATION, real_now=real_now)
