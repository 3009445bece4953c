"""The request that views receive, its author for the journal, and the check of permissions."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods

from accounts.enums import Permission, holders_of
from accounts.models import User
from audit.actors import Author
from common import clock

SESSION_KEY = "membership"  # in the session, the key of the membership in use
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


def author_of(request: HttpRequest) -> Author:
    """The author of an action: the signed-in user at their IP address, at the current instant."""
    user = cast("User", request.user)
    return user.as_actor(address_of(request)).at(clock.now())


def address_of(request: HttpRequest) -> str:
    """The IP address of the client (`common.middleware.ProxyMiddleware`)."""
    address: str = request.META.get("REMOTE_ADDR", "")
    return address
