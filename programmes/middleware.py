"""Puts on each request the programme that it works in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.enums import Permission
from accounts.models import User
from programmes.http import SESSION_KEY
from programmes.models import Programme


class ProgrammeMiddleware:
    """`request.programme` is the one chosen in the session, else the first one reached.

    `request.programmes` lists those that the membership in use reaches.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reached: list[Programme] = []
        if isinstance(request.user, User) or request.user.is_authenticated:
            reached = list(
                Programme.objects.visible_to(request.user)
                .select_related("authority")
                .order_by("pk")
            )
        chosen = request.session.get(SESSION_KEY)
        request.programmes = reached  # type: ignore[attr-defined]
        request.programme = next(  # type: ignore[attr-defined]
            (p for p in reached if p.pk == chosen), reached[0] if reached else None
        )
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """A member who reaches no programme reads why on the home page; only the pages of a
        structure's own places do without one.
        """
        permission = getattr(view, "permission", Permission.REDEEM)
        reaches_none = request.programme is None  # type: ignore[attr-defined]
        if reaches_none and permission != Permission.REDEEM and _can(request, permission):
            return redirect("reporting:home")
        return None


def _can(request: HttpRequest, permission: Permission) -> bool:
    return isinstance(request.user, User) and request.user.can(permission)
