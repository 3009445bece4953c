"""What a session keeps of a sign-in by the provider: what was asked, until the browser is back;
then, sealed, the token that ends it there, and whether two factors were given.
"""

import hmac
import json
import secrets
import time
from dataclasses import asdict, dataclass

from cryptography.fernet import InvalidToken
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase

from accounts.models import User
from accounts.second_factors import seal, unseal

ASKED, SAID, LEFT = "provider_asked", "provider_said", "provider_left"
BACK_WITHIN = 600.0  # seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in that was asked of the provider, in seconds of the real clock; `owner` is the key of
    the account that the identity is to be linked to, `then` where to go after a sign-in,
    `invitation` the link that it accepts.
    """

    state: str
    nonce: str
    verifier: str
    at: float
    owner: int | None
    then: str
    invitation: str = ""


def ask(
    session: SessionBase, *, owner: int | None = None, then: str = "", invitation: str = ""
) -> Asked:
    """What is asked now, in the place of what was before."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = Asked(state, nonce, verifier, time.time(), owner, then, invitation)
    session[ASKED] = asdict(asked)
    return asked


def take_asked(session: SessionBase, state: str) -> Asked | None:
    """What a browser that is back had asked, once; None if it did not, or too long ago."""
    if ASKED not in session:
        return None
    asked = Asked(**session[ASKED])
    if not hmac.compare_digest(asked.state.encode(), state.encode()):
        return None
    del session[ASKED]
    return asked if time.time() - asked.at < BACK_WITHIN else None


def remember(session: SessionBase, user: User, token: str, *, has_two_factors: bool) -> None:
    session[SAID] = seal(json.dumps([token, has_two_factors]), user.pk)


def remembered(session: SessionBase, user: User | AnonymousUser) -> tuple[str, bool]:
    """The token of a sign-in by the provider, and whether two factors were given; nothing of that
    of another account.
    """
    try:
        token, has_two_factors = json.loads(unseal(session[SAID], user.pk or 0))
    except (KeyError, InvalidToken):
        return "", False
    return token, has_two_factors
