"""Give a role, by two people where it moves money; end it."""

from django.db import transaction

from accounts.enums import MEMBERSHIP_MOVES, SEPARATIONS, MembershipState, Role, needs_two_people
from accounts.models import Membership, Organisation, User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock
from common.workflow import check_move

OPEN = (MembershipState.PROPOSED, MembershipState.IN_USE)
IN_PARAMETERS = " Pour une petite structure qui fait les deux, voyez les paramètres du programme."
_VERBS = {MembershipState.PROPOSED: "proposed", MembershipState.IN_USE: "granted"}


class RolesApart(Refusal):
    """One person may not hold both roles."""


class OnlyRole(Refusal):
    """Nobody closes their own account by giving up a role."""


class OwnRole(Refusal):
    """Nobody gives themselves a role, nor confirms the one that they proposed."""


@transaction.atomic
def grant(user: User, *, organisation: Organisation, role: Role, by: Author) -> Membership:
    """Give a role in an organisation, in use at once; does nothing if they have it."""
    return _open(user, organisation, role, MembershipState.IN_USE, by)


@transaction.atomic
def propose(
    user: User, *, organisation: Organisation, role: Role, by: Author, may_hold_both: bool = False
) -> Membership:
    """Give a role; one that moves money, or that gives roles, waits for another administrator.

    `may_hold_both`: the programme lets one person hand out and redeem in this organisation.
    """
    _check_other(user, by)
    state = MembershipState.PROPOSED if needs_two_people(role) else MembershipState.IN_USE
    return _open(user, organisation, role, state, by, may_hold_both)


@transaction.atomic
def confirm(membership: Membership, *, by: Author, may_hold_both: bool = False) -> Membership:
    """The second person agrees: the role is in use."""
    return _decide(membership, MembershipState.IN_USE, "membership.confirmed", by, may_hold_both)


@transaction.atomic
def refuse(membership: Membership, *, by: Author) -> Membership:
    """The second person does not agree; who proposed it may also take it back."""
    return _decide(membership, MembershipState.REFUSED, "membership.refused", by)


@transaction.atomic
def end(membership: Membership, *, by: Author) -> Membership:
    """The role is no longer in use, from this instant; it stays written. An account without a role
    is closed.
    """
    membership = lock(membership, "user", "organisation")
    _check_other(membership.user, by)
    return _end(membership, by)


@transaction.atomic
def leave(membership: Membership, *, by: Author) -> Membership:
    """Who holds the role gives it up, and keeps another."""
    membership = lock(membership, "user", "organisation")
    lock(membership.user)
    if not membership.user.memberships.in_use().exclude(pk=membership.pk).exists():
        raise OnlyRole("C’est votre seul rôle\u00a0: un autre administrateur peut le terminer.")
    return _end(membership, by)


def _end(membership: Membership, by: Author) -> Membership:
    check_move(MEMBERSHIP_MOVES, MembershipState(membership.state), MembershipState.ENDED)
    membership.state, membership.ended_at = MembershipState.ENDED, by.at
    membership.save(update_fields=["state", "ended_at"])
    journal.record("membership.ended", membership, by=by, role=membership.role)
    _close_or_open(membership.user, by)
    return membership


def _open(
    user: User,
    organisation: Organisation,
    role: Role,
    state: MembershipState,
    by: Author,
    may_hold_both: bool = False,
) -> Membership:
    user = lock(user)
    held = user.memberships.filter(state__in=OPEN)
    known = held.filter(organisation=organisation, role=role).first()
    if known is not None:
        return known
    membership = Membership(
        user=user,
        organisation=organisation,
        role=role,
        state=state,
        granted_at=by.at,
        granted_by_id=by.user_id,
    )
    _check_apart(membership, may_hold_both)
    check_and_save(membership)
    journal.record(f"membership.{_VERBS[state]}", membership, by=by, role=role.value)
    _close_or_open(user, by)
    return membership


def _decide(
    membership: Membership,
    state: MembershipState,
    verb: str,
    by: Author,
    may_hold_both: bool = False,
) -> Membership:
    membership = lock(membership, "user", "organisation")
    check_move(MEMBERSHIP_MOVES, MembershipState(membership.state), state)
    decided_by = by.user_id
    if state == MembershipState.IN_USE:
        _check_other(membership.user, by)
        if decided_by == membership.granted_by_id:
            raise OwnRole("Vous avez proposé ce rôle\u00a0: une autre personne le confirme.")
        _check_apart(membership, may_hold_both)
    membership.state, membership.decided_at = state, by.at
    membership.decided_by_id = decided_by
    membership.save(update_fields=["state", "decided_at", "decided_by"])
    journal.record(verb, membership, by=by, role=membership.role)
    _close_or_open(membership.user, by)
    return membership


def _close_or_open(user: User, by: Author) -> None:
    """An account is open as long as somebody holds a role with it, or is about to."""
    is_held = user.memberships.filter(state__in=OPEN).exists()
    if user.is_active != is_held:
        user.is_active = is_held
        user.save(update_fields=["is_active"])
        journal.record("user.opened_again" if is_held else "user.closed", user, by=by)


def _check_other(user: User, by: Author) -> None:
    if by.user_id == user.pk:
        raise OwnRole("Personne ne se donne un rôle\u00a0: demandez à un autre administrateur.")


def _check_apart(membership: Membership, may_hold_both: bool) -> None:
    role, held = Role(membership.role), membership.user.memberships.filter(state__in=OPEN)
    for separation in SEPARATIONS:
        for other in held:
            is_lifted = (
                separation.may_be_lifted and other.organisation_id == membership.organisation_id
            )
            if separation.parts(role, Role(other.role)) and not (is_lifted and may_hold_both):
                raise RolesApart(
                    f"{membership.user} est déjà «\u00a0{other.get_role_display()}\u00a0». "
                    f"{separation.reason} Terminez ce rôle, ou choisissez une autre personne."
                    f"{IN_PARAMETERS if is_lifted else ''}",
                    field="role",
                )
