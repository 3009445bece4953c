"""The request that views receive: signed in, htmx-aware, acting under one membership."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from accounts.enums import Permission
from accounts.models import User
from audit.actors import Actor

Rest = ParamSpec("Rest")


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in user as the journal keeps them, with the address they come from."""
    user = request.user
    assert isinstance(user, User)
    return user.as_actor(request.META.get("REMOTE_ADDR", ""))


def needs(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[Request, Rest], HttpResponseBase]],
    Callable[Concatenate[Request, Rest], HttpResponseBase],
]:
    """Refuse with a 403 a user whose membership in use lacks the permission."""

    def decorate(
        view: Callable[Concatenate[Request, Rest], HttpResponseBase],
    ) -> Callable[Concatenate[Request, Rest], HttpResponseBase]:
        @wraps(view)
        def checked(
            request: Request, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponseBase:
            if not request.user.can(permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        return checked

    return decorate
