"""Take away the second factors of somebody who lost them: two people decide, the owner is told."""

import datetime as dt

from django.db import transaction

from accounts.actions import letters, second_factors, sign_ins
from accounts.enums import RESET_MOVES, Notice, ResetState
from accounts.models import FactorReset, Organisation, User
from accounts.second_factors import factors_of
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock
from common.workflow import check_move


class OwnFactor(Refusal):
    """Nobody has their own factor taken away so, nor decides alone for another."""


@transaction.atomic
def propose(
    user: User, *, authority: Organisation, by: Author, real_now: dt.datetime
) -> FactorReset:
    """One administrator of an authority asks for it, the others are told; does nothing while it is
    already asked.
    """
    user, person = lock(user), by.user_id
    if person is None or person == user.pk:
        raise OwnFactor("Demandez-le à un autre administrateur.")
    known = user.factor_resets.filter(state=ResetState.PROPOSED).first()
    if known is not None:
        return known
    if not factors_of(user).exists():
        raise second_factors.NoFactor(f"{user} n’a pas de second facteur.")
    reset = FactorReset(user=user, proposed_by_id=person, proposed_at=by.at)
    check_and_save(reset)
    journal.record("factor_reset.proposed", user, by=by)
    letters.ask(email=user.email, about=Notice.RESET_PROPOSED, real_now=real_now)
    letters.tell_others([authority], by=by, real_now=real_now)
    return reset


@transaction.atomic
def confirm(reset: FactorReset, *, by: Author, real_now: dt.datetime) -> FactorReset:
    """Another person agrees: the password alone opens the account, until a factor is added."""
    reset = _decide(reset, ResetState.DONE, by)
    second_factors.remove_all(reset.user, by=by, real_now=real_now)
    sign_ins.end(reset.user.sign_ins.all(), of=reset.user, by=by)
    return reset


@transaction.atomic
def refuse(reset: FactorReset, *, by: Author) -> FactorReset:
    """The factors stay; who proposed it may also take it back."""
    return _decide(reset, ResetState.REFUSED, by)


def _decide(reset: FactorReset, state: ResetState, by: Author) -> FactorReset:
    reset = lock(reset, "user")
    check_move(RESET_MOVES, ResetState(reset.state), state)
    person = by.user_id
    if state == ResetState.DONE and person in {reset.proposed_by_id, reset.user_id}:
        raise OwnFactor("Une personne le propose, une autre le confirme, pour une troisième.")
    reset.state, reset.decided_by_id, reset.decided_at = state, person, by.at
    check_and_save(reset)
    verb = "confirmed" if state == ResetState.DONE else "refused"
    journal.record(f"factor_reset.{verb}", reset.user, by=by)
    return reset
