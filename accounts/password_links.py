"""Links to choose a password: whoever holds one is the owner of the address that got it.

A link is signed, not kept: it holds for its lifetime, and once, since a new password or a sign-in
changes what it signs.
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.enums import Link
from accounts.models import User

LIFETIMES = {Link.INVITATION: dt.timedelta(days=7), Link.RESET: dt.timedelta(minutes=10)}


def address(user: User, link: Link) -> str:
    """The whole address, as a letter shows it."""
    token = signing.dumps([user.pk, _state(user)], salt=_salt(link))
    path = reverse("accounts:choose-password", args=[link.value, token])
    return f"{settings.PASSNUM_BASE_URL}{path}"


def owner(link: Link, token: str) -> User | None:
    """Whose link it is; None once it is used, too old or forged, or its account closed."""
    try:
        key, state = signing.loads(token, salt=_salt(link), max_age=LIFETIMES[link])
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return user if user and constant_time_compare(state, _state(user)) else None


def _salt(link: Link) -> str:
    return f"passnum.password.{link}"


def _state(user: User) -> str:
    parts = (str(user.pk), user.password, str(user.last_login), user.email)
    return salted_hmac("passnum.password", "\n".join(parts), algorithm="sha256").hexdigest()[:32]
