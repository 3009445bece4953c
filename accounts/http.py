"""The request that views receive, its author for the journal, and the check of permissions."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.enums import Permission, holders_of
from accounts.models import Organisation, User
from audit.actors import Author
from common import clock

SESSION_KEY = "membership"  # in the session, the key of the membership in use
CONFIRMED_FOR = 300.0  # seconds that saying who one is lasts, before an act on one's account
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Request(HttpRequest):
    user: User


def needs(permission: Permission, *methods: str) -> Callable[[View], View]:
    """Refuse with a 403 a user whose membership in use lacks the permission.

    The view answers a GET, or the methods named; others get a 405. It says which permission it asks
    for, as `view.permission`.
    """

    def decorate(view: View) -> View:
        @require_http_methods(methods or ["GET"])
        @wraps(view)
        def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.can(permission):
                raise PermissionDenied(holders_of(permission))
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]
        return cast("View", checked)

    return decorate


def confirmed(view: View) -> View:
    """Ask again who is there, unless it was said some minutes ago: what follows changes what opens
    the account. Nothing of the request is kept meanwhile.
    """

    @wraps(view)
    def checked(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        said = get_authentication_records(request, request.user)
        age = time.time() - said[-1]["at"] if said else CONFIRMED_FOR
        if age < CONFIRMED_FOR:
            return view(request, *args, **kwargs)
        asked = urlencode({"next": request.path})
        return redirect(f"{reverse('accounts:confirm')}?{asked}")

    return cast("View", never_cache(checked))


def authority_of(request: Request) -> Organisation:
    """The organisation whose role the user acts under."""
    assert request.user.acting is not None  # noqa: S101 who has a permission acts
    return request.user.acting.organisation


def author_of(request: HttpRequest) -> Author:
    """The author of an action: the signed-in user at their IP address, at the current instant."""
    user = cast("User", request.user)
    return user.as_actor(address_of(request)).at(clock.now())


def address_of(request: HttpRequest) -> str:
    """The IP address of the client (`common.middleware.ProxyMiddleware`)."""
    address: str = request.META.get("REMOTE_ADDR", "")
    return address
