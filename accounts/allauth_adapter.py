"""How django-allauth and django-axes sign people in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.actions import users
from accounts.http import author_of
from accounts.kept_fields import kept_for
from accounts.models import Membership, User
from accounts.second_factors import factors_of
from accounts.session_store import FACTS, facts_of
from accounts.sign_in_limits import is_beyond, remember_device


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Who a session is of, with the memberships held: each request needs both."""

    def get_user(self, user_id: int) -> User | None:
        has_factor = Exists(factors_of(OuterRef("user")))
        held = Membership.objects.in_use().filter(user=user_id).select_related("user")
        rows = list(held.annotate(has_factor=has_factor))
        if not rows:
            found: User | None = super().get_user(user_id)
            if found is not None:
                found.has_factor = factors_of(found).exists()
            return found
        user = rows[0].user
        user.held, user.has_factor = rows, getattr(rows[0], "has_factor")  # noqa: B009 annotated
        return user if self.user_can_authenticate(user) else None


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What a telephone, or a browser that asks for a passkey, calls this site."""

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Visitors cannot create an account; signing in and out are recorded in the journal."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Show no message after signing in or out."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Nobody, where too many passwords were wrong: the middleware of axes then answers."""
        if is_beyond(request):
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return None
        found: User | None = super().authenticate(request, **credentials)
        return found

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **more)
        kept = kept_for(user, request)
        if kept is not None:
            user.held = list(Membership.objects.in_use().filter(user=user))
            user.acting = next(iter(user.held), None)
            response = render(request, "account/resume.html", {"kept": kept})
        remember_device(request, response, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[FACTS] = facts_of(request)
        users.record_sign_in(user, by=author_of(request))

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            users.record_sign_out(request.user, by=author_of(request))
        super().logout(request)
