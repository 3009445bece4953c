"""Link an account to an identity of the provider, and take the link away."""

import datetime as dt

from django.db import IntegrityError, transaction

from accounts.actions import letters
from accounts.enums import Notice
from accounts.models import Identity, User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import lock


class IdentityLinked(Refusal):
    """The identity opens an account already, or the account has one."""


@transaction.atomic
def link(
    user: User, *, issuer: str, subject: str, email: str, by: Author, real_now: dt.datetime
) -> None:
    """An identity opens the account from now on, beside its password. `email` is only shown."""
    user = lock(user)
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
    """The identity opens the account no more."""
    user = lock(user)
    number, _ = user.identities.filter(issuer=issuer).delete()
    if number:
        journal.record("user.identity_unlinked", user, by=by, issuer=issuer)
        letters.ask(email=user.email, about=Notice.IDENTITY_UNLINKED, real_now=real_now)
