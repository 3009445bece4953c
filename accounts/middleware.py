"""Puts on each request the one membership that it acts under."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import Membership

SESSION_KEY = "membership"


class MembershipMiddleware:
    """`request.user.acting` is the membership chosen in the session, else the first one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.user.acting = self._membership(request)
        return self.get_response(request)

    def _membership(self, request: HttpRequest) -> Membership | None:
        held = list(Membership.objects.in_use().filter(user=request.user.pk))
        chosen = request.session.get(SESSION_KEY)
        request.user.held = held
        return next((m for m in held if m.pk == chosen), held[0] if held else None)
