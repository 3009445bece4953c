"""Add a second factor, read its codes, renew those of recovery, take it away."""

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import sign_in_limits
from accounts.actions import letters
from accounts.enums import Notice
from accounts.models import User
from accounts.second_factors import (
    Kind,
    factors_of,
    new_recovery_codes,
    opens,
    recovery_codes_left,
    seal,
    step_of,
)
from audit import journal
from audit.actors import SYSTEM, Author
from common.errors import Refusal
from common.formats import count
from common.saving import lock


class FactorCodeWrong(Refusal):
    """The code is not that of the factor, or it served already."""


class TooManyFactorCodes(Refusal):
    """Too many codes were wrong: one waits."""


class FactorKnown(Refusal):
    """The account has an application already."""


class NoFactor(Refusal):
    """The account has no second factor."""


@transaction.atomic
def add_application(
    user: User, *, secret: str, code: str, by: Author, real_now: dt.datetime
) -> list[str]:
    """Ask for the codes of an application from now on; the recovery codes to print, if it is the
    first factor.
    """
    user = lock(user)
    step = step_of(secret, code)
    if step is None:
        raise wrong_code()
    if factors_of(user).filter(type=Kind.TOTP).exists():
        raise FactorKnown("Une application donne déjà vos codes. Retirez-la d’abord.")
    _add(user, Kind.TOTP, {"secret": seal(secret, user.pk), "last_step": step}, by)
    return _added(user, by, real_now)


@transaction.atomic
def add_passkey(
    user: User, *, name: str, credential: dict[str, Any], by: Author, real_now: dt.datetime
) -> list[str]:
    """Accept a passkey from now on, once its challenge is checked; the recovery codes to print."""
    user = lock(user)
    _add(user, Kind.WEBAUTHN, {"name": name, "credential": credential}, by)
    return _added(user, by, real_now)


@transaction.atomic
def use(
    user: User, *, code: str, device: str, by: Author, real_now: dt.datetime
) -> Authenticator | None:
    """The factor of which this is a code, which serves once; None when it is wrong, and counted.

    `device` is the address made for one from which the owner signed in before, if this is one.
    """
    user = lock(user)
    address = by.actor.address
    minutes = sign_in_limits.minutes_before_a_code(user, address, device=device)
    if minutes:
        raise TooManyFactorCodes(
            f"Trop de codes refusés. Attendez {count(minutes, 'minute')}, puis recommencez.",
            field="code",
        )
    for factor in Authenticator.objects.filter(user=user.pk).order_by("-type"):
        if opens(factor, code):
            factor.save(update_fields=["data"])
            sign_in_limits.wrong_codes(user).delete()
            return factor
    if sign_in_limits.count_wrong_code(user, device or address):
        # Whoever knows the password is not always its owner.
        by = SYSTEM.at(by.at)
        _tell(user, "user.codes_refused", Notice.CODES_REFUSED, by, real_now, address=address)
    return None


def wrong_code() -> FactorCodeWrong:
    return FactorCodeWrong(
        "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant, et vérifiez l’heure du "
        "téléphone.",
        field="code",
    )


@transaction.atomic
def renew_recovery_codes(user: User, *, by: Author) -> list[str]:
    """New recovery codes to print; those of before no longer serve."""
    user = lock(user)
    if not factors_of(user).exists():
        raise NoFactor("Ajoutez d’abord un second facteur.")
    return _renew(user, by)


@transaction.atomic
def remove(user: User, factor: Authenticator, *, by: Author, real_now: dt.datetime) -> None:
    """A factor opens the account no more; with the last one go the recovery codes."""
    user = lock(user)
    factors_of(user).filter(pk=factor.pk).delete()
    if not factors_of(user).exists():
        Authenticator.objects.filter(user=user.pk).delete()
    _tell(user, "user.factor_removed", Notice.FACTOR_REMOVED, by, real_now)


@transaction.atomic
def remove_all(user: User, *, by: Author, real_now: dt.datetime) -> None:
    """The password alone opens the account, until another factor is added."""
    user = lock(user)
    if not factors_of(user).exists():
        raise NoFactor("Ce compte n’a pas de second facteur.")
    Authenticator.objects.filter(user=user.pk).delete()
    _tell(user, "user.factor_removed", Notice.FACTOR_REMOVED, by, real_now)


def _added(user: User, by: Author, real_now: dt.datetime) -> list[str]:
    _tell(user, "user.factor_added", Notice.FACTOR_ADDED, by, real_now)
    return [] if recovery_codes_left(user) else _renew(user, by)


def _renew(user: User, by: Author) -> list[str]:
    codes, kept = new_recovery_codes()
    Authenticator.objects.filter(user=user.pk, type=Kind.RECOVERY_CODES).delete()
    _add(user, Kind.RECOVERY_CODES, kept, by)
    journal.record("user.recovery_codes_made", user, by=by)
    return codes


def _add(user: User, kind: Kind, data: dict[str, Any], by: Author) -> None:
    Authenticator.objects.create(user_id=user.pk, type=kind, data=data, created_at=by.at)


def _tell(
    user: User, verb: str, notice: Notice, by: Author, real_now: dt.datetime, **details: Any
) -> None:
    """In the journal, and to the owner by letter."""
    journal.record(verb, user, by=by, **details)
    letters.ask(email=user.email, about=notice, real_now=real_now)
