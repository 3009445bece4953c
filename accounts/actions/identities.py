"""Link an account to an identity of the provider, and take the link away."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction

from accounts.actions import letters
from accounts.enums import Notice
from accounts.models import Identity, User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import lock


class NoPassword(Refusal):
    """Without a password, nothing else would open the account."""


class IdentityLinked(Refusal):
    """The identity opens an account already, or the account has one."""


@transaction.atomic
def link(
    user: User,
    *,
    identity: tuple[str, str],
    email: str,
    by: Author,
    real_now: dt.datetime,
    check: Callable[[User], None] = lambda user: None,
) -> None:
    """An identity, its issuer and subject, opens the account from now on, beside its password, or
    alone for who accepts an invitation by it: `check` refuses one that served meanwhile. `email` is
    only shown.
    """
    user, (issuer, subject) = lock(user), identity
    check(user)
    try:
        with transaction.atomic():
            Identity.objects.create(
                user=user, issuer=issuer, subject=subject, email=email, linked_at=by.at
            )
    except IntegrityError as error:
        raise IdentityLinked(
            "Cette identité est déjà reliée à un compte, ou ce compte à une autre identité."
        ) from error
    journal.record("user.identity_linked", user, by=by, issuer=issuer)
    letters.ask(email=user.email, about=Notice.IDENTITY_LINKED, real_now=real_now)


@transaction.atomic
def unlink(user: User, *, issuer: str, by: Author, real_now: dt.datetime) -> None:
    """The identity opens the account no more; a password must."""
    user = lock(user)
    if not user.has_usable_password():
        raise NoPassword(
            "Choisissez d’abord un mot de passe\u00a0: sans lui, rien n’ouvrirait votre compte."
        )
    number, _ = user.identities.filter(issuer=issuer).delete()
    if number:
        journal.record("user.identity_unlinked", user, by=by, issuer=issuer)
        letters.ask(email=user.email, about=Notice.IDENTITY_UNLINKED, real_now=real_now)
