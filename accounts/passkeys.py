"""Passkeys: what a browser answers to a challenge, checked by fido2 through allauth.

Whatever it answers, a wrong one is refused in a sentence: fido2 lets several errors through.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError

from accounts.models import User
from common.errors import Refusal

WRONG = (ValidationError, InvalidSignature, ValueError, TypeError, KeyError, AttributeError)


class PasskeyRefused(Refusal):
    """The answer is not that of a passkey of the account to this challenge."""


def check_new(credential: dict[str, Any]) -> None:
    """Refuse what is not a new passkey, made for this site and this challenge."""
    _checked(auth.parse_registration_response, auth.complete_registration, credential)


def factor_that_answered(user: User, credential: dict[str, Any]) -> Authenticator:
    factor: Authenticator = _checked(
        auth.parse_authentication_response,
        lambda answer: auth.complete_authentication(user, answer),
        credential,
    )
    return factor


def _checked(
    parse: Callable[[Any], Any], complete: Callable[[Any], Any], credential: dict[str, Any]
) -> Any:
    try:
        parse(credential)
        return complete(credential)
    except WRONG as error:
        raise PasskeyRefused(
            "Cette clé d’accès n’a pas donné la réponse attendue. Essayez de nouveau."
        ) from error
