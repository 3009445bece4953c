"""Puts on each request the one membership that it acts under."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from accounts.models import Membership, User

SESSION_KEY = "membership"


class MembershipMiddleware:
    """`request.user.acting` is the membership chosen in the session, else the first one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            choose(request.user, request.session.get(SESSION_KEY))
            return _unkept(self.get_response(request))
        return self.get_response(request)


def _unkept(response: HttpResponse) -> HttpResponse:
    """Counters share computers: nothing that is shown to someone signed in is kept."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def choose(user: User, chosen: int | None) -> None:
    """Set what the user holds, and the membership that they act under."""
    user.held = list(Membership.objects.in_use().filter(user=user.pk))
    first = user.held[0] if user.held else None
    user.acting = next((held for held in user.held if held.pk == chosen), first)
