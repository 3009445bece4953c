"""What was typed when a session turned out to be over: it waits in the page, sealed, while its
owner signs in again, and is then sent again. The server keeps nothing of it.
"""

import json
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.http import HttpRequest

from accounts.models import User
from accounts.second_factors import seal, unseal
from accounts.sign_in_limits import users_of

NAME, TOKEN = "kept", "csrfmiddlewaretoken"


@dataclass(frozen=True, slots=True)
class Kept:
    """Fields to send again to an address of the site."""

    path: str
    fields: list[tuple[str, str]]


def keep(request: HttpRequest) -> str:
    """The fields of a POST, sealed for who signed in last from this device; empty where there is
    none, or nobody. What opens an account is never kept.
    """
    owners, match = users_of(request), request.resolver_match
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != TOKEN
    ]
    if not fields or not owners or (match and match.app_name == "accounts"):
        return ""
    return seal(json.dumps([request.get_full_path(), fields]), owners[0])


def kept_for(user: User, request: HttpRequest) -> Kept | None:
    """What waited for this person, in the page that they signed in from."""
    try:
        path, fields = json.loads(unseal(request.POST.get(NAME, ""), user.pk))
    except InvalidToken:
        return None
    return Kept(path, [(name, value) for name, value in fields])
