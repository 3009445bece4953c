"""Puts on each request the programme that it works in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from conventions.models import Programme

SESSION_KEY = "programme"


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
