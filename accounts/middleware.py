"""Sets the membership under which each request acts; ends a session that was left; leads to add a
second factor.
"""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.forms import LoginForm
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from accounts.http import SESSION_KEY
from accounts.kept_fields import keep
from accounts.models import Membership, User
from accounts.provider_sessions import remembered
from accounts.session_store import SessionStore

# What is open, once signed in, to who has still to add a second factor.
WITHOUT_FACTOR = {
    f"accounts:{name}" for name in ("add-factor", "add-passkey", "confirm", "switch-membership")
}


class SignInMiddleware(LoginRequiredMiddleware):
    """Asks for a sign-in; what was typed meanwhile waits in its page."""

    def handle_no_permission(self, request: HttpRequest, view: Callable[..., Any]) -> HttpResponse:  # type: ignore[override]
        kept = keep(request) if request.method == "POST" else ""
        if not kept:
            return super().handle_no_permission(request, view)
        page = {"form": LoginForm(request=request), "kept": kept, "redirect_field": ""}
        return render(request, "account/login.html", page)


class MembershipMiddleware:
    """`request.user.acting` is the membership chosen in the session, else the first one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user, session = request.user, cast("SessionStore", request.session)
        if not user.is_authenticated:
            return self.get_response(request)
        set_memberships(user, session.get(SESSION_KEY))
        _, user.gave_two_factors = remembered(session, user)
        if session.idle() > user.idle_limit:
            logout(request)
        else:
            session.note_request()
        return _uncached(self.get_response(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        is_open = not getattr(view, "login_required", True)
        named = request.resolver_match and request.resolver_match.view_name
        if is_open or named in WITHOUT_FACTOR or not getattr(request.user, "needs_factor", False):
            return None
        return redirect("accounts:add-factor")


def _uncached(response: HttpResponse) -> HttpResponse:
    """Forbid browsers to keep a page shown to a signed-in user: agents share computers."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def set_memberships(user: User, chosen: int | None) -> None:
    """Set `held`, the memberships of the user, unless they were read with it, and `acting`: the
    `chosen` one, else the first.
    """
    user.held = user.held or list(Membership.objects.in_use().filter(user=user.pk))
    first = user.held[0] if user.held else None
    user.acting = next((held for held in user.held if held.pk == chosen), first)
