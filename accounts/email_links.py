"""Links that confirm a new e-mail address: whoever holds one reads what is sent there.

A link is signed, not kept: it holds an hour, and once, since the new address changes what it signs.
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User

SALT = "passnum.new-email"
LIFETIME = dt.timedelta(hours=1)


def address(user: User, email: str) -> str:
    """The whole address, as a letter shows it."""
    token = signing.dumps([user.pk, user.email, email], salt=SALT)
    return f"{settings.PASSNUM_BASE_URL}{reverse('accounts:confirm-email', args=[token])}"


def new_email(user: User, token: str) -> str | None:
    """The address that it confirms; None once it is used, too old, forged or another person's."""
    try:
        key, former, email = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(email) if (key, former) == (user.pk, user.email) else None
