"""How allauth and axes sign people in here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts import actions
from accounts.http import actor_of
from accounts.models import User
from common import clock


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are created by the programme, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Signing in or out shows itself: no message."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        actions.record_sign_in(user, by=actor_of(request), at=clock.now())


def typed_email(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail under which axes counts wrong passwords, in small letters."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return str(typed).strip().lower()
