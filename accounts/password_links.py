"""Links to choose a password: whoever holds one is the owner of the address that got it.

A link is signed, not kept: it holds for its lifetime, and once, since a new password, a linked
identity or a sign-in changes what it signs. An invitation is accepted by either of the first two.
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.enums import Link
from accounts.models import User
from common.errors import Refusal


class LinkUsed(Refusal):
    """A password was chosen, or an identity linked, meanwhile, by the same link."""


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


def check_due(link: Link, token: str, user: User) -> None:
    """Refuse, once the account is locked, a link that served meanwhile."""
    if owner(link, token) != user:
        raise LinkUsed("Cette adresse vient de servir. Demandez-en une autre.")


def _salt(link: Link) -> str:
    return f"passnum.password.{link}"


def _state(user: User) -> str:
    identities = str(list(user.identities.order_by("pk").values_list("pk", flat=True)))
    parts = (str(user.pk), user.password, str(user.last_login), user.email, identities)
    return salted_hmac("passnum.password", "\n".join(parts), algorithm="sha256").hexdigest()[:32]
