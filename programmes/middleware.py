"""Sets the programme in use on each request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.enums import Permission
from accounts.models import User
from programmes.http import SESSION_KEY
from programmes.models import Programme

WITHOUT_PROGRAMME = {Permission.REDEEM, Permission.ACCOUNT_ADMINISTER}


class ProgrammeMiddleware:
    """Sets `request.programme`, the one chosen in the session, else the first one visible.

    `request.programmes` lists those that are visible to the membership in use. Days and hours are
    those of the programme in use, of Paris without one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visible: list[Programme] = []
        if request.user.is_authenticated:
            programmes = Programme.objects.visible_to(request.user).select_related("authority")
            visible = list(programmes.order_by("pk"))
        chosen = request.session.get(SESSION_KEY)
        request.programmes = visible  # type: ignore[attr-defined]
        request.programme = next(  # type: ignore[attr-defined]
            (p for p in visible if p.pk == chosen), visible[0] if visible else None
        )
        in_use = request.programme and request.programme.time_zone  # type: ignore[attr-defined]
        with timezone.override(in_use):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Redirect a member without programme to the home page, which explains it.

        The pages of a structure about its own places, and those of roles, need no programme.
        """
        permission = getattr(view, "permission", Permission.REDEEM)
        has_none = request.programme is None  # type: ignore[attr-defined]
        is_allowed = isinstance(request.user, User) and request.user.can(permission)
        if has_none and permission not in WITHOUT_PROGRAMME and is_allowed:
            return redirect("reporting:home")
        return None
