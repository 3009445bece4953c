"""Links that confirm a new e-mail address: whoever holds one reads what is sent there.

A link is signed, not kept: it holds an hour, and once, since the new address changes what it signs.
Both addresses are sealed in it: the history of a browser, or a proxy, reads none.
"""

import datetime as dt
import json

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import User
from accounts.second_factors import seal, unseal

SALT = "passnum.new-email"
LIFETIME = dt.timedelta(hours=1)


def address(user: User, email: str) -> str:
    """The whole address, as a letter shows it."""
    sealed = seal(json.dumps([user.email, email]), user.pk)
    token = signing.TimestampSigner(salt=SALT).sign(sealed)
    return f"{settings.PASSNUM_BASE_URL}{reverse('accounts:confirm-email', args=[token])}"


def new_email(user: User, token: str) -> str | None:
    """The address that it confirms; None once it is used, too old, forged or another person's."""
    try:
        sealed = signing.TimestampSigner(salt=SALT).unsign(token, max_age=LIFETIME)
        former, email = json.loads(unseal(sealed, user.pk))
    except (signing.BadSignature, InvalidToken):
        return None
    return str(email) if former == user.email else None
