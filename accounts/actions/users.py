"""Add accounts, let their owners choose a password, record who signs in."""

from collections.abc import Callable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions import sign_ins
from accounts.models import User
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock


class EmailTaken(Refusal):
    """Another account has this address."""


class WeakPassword(Refusal):
    """The password can be guessed."""


class WrongPassword(Refusal):
    """It is not the password of who is signed in."""


@transaction.atomic
def add(
    *, email: str, first_name: str, last_name: str, password: str | None = None, by: Author
) -> User:
    """Add an account; without a password, nobody can sign in with it."""
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken("Un compte porte déjà cette adresse électronique.", field="email")
    user = User(email=email.lower(), first_name=first_name, last_name=last_name)
    if password is not None:
        _check_password(user, password)
    user.set_password(password)
    check_and_save(user)
    journal.record("user.added", user, by=by)
    return user


@transaction.atomic
def choose_password(
    user: User,
    *,
    password: str,
    by: Author,
    kept: str | None = None,
    check: Callable[[User], None] = lambda user: None,
) -> User:
    """Set a password that nobody else knows; what was signed in before no longer is, but the
    session `kept`. `check` refuses a link that served meanwhile.
    """
    user = lock(user)
    check(user)
    _check_password(user, password)
    user.set_password(password)
    user.save(update_fields=["password"])
    journal.record("user.password_chosen", user, by=by)
    sign_ins.end(user.sign_ins.exclude(pk=kept), of=user, by=by)
    return user


@transaction.atomic
def change_email(user: User, *, email: str, by: Author, kept: str | None = None) -> User:
    """Give an account another address, which its owner has shown to read; what was signed in
    before no longer is, but the session `kept`.
    """
    user = lock(user)
    user.email = email.strip().lower()
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise EmailTaken("Un autre compte porte cette adresse électronique.") from None
    journal.record("user.email_changed", user, by=by)
    sign_ins.end(user.sign_ins.exclude(pk=kept), of=user, by=by)
    return user


def record_sign_in(user: User, *, by: Author) -> None:
    """Record a sign-in in the journal."""
    journal.record("user.signed_in", user, by=by)


def record_sign_out(user: User, *, by: Author) -> None:
    """Record in the journal that somebody left."""
    journal.record("user.signed_out", user, by=by)


def _check_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(" ".join(error.messages), field="password") from error
