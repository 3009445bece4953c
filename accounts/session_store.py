"""Sessions stored in the database, each with who signed in, from which device and since when.

A session ends so long after the sign-in, whatever is done with it (Django adds that time at each
save), or after so long without a request. It lives by the real clock, as Django's own does.
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.http import HttpRequest

from accounts.models import SignIn
from accounts.rules import device_in_words

FACTS = "sign_in"  # in the session: what its row says
NOTED_EVERY = dt.timedelta(minutes=1)


def real_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def facts_of(request: HttpRequest) -> dict[str, Any]:
    """What is kept of a sign-in."""
    return {
        "device": device_in_words(request.headers.get("User-Agent", "")),
        "address": request.META.get("REMOTE_ADDR", ""),
        "started_at": real_now().isoformat(),
    }


class SessionStore(db.SessionStore):
    """The sessions of Django; `row` is the one that a request came with."""

    row: SignIn | None = None

    @classmethod
    def get_model_class(cls) -> type[SignIn]:
        return SignIn

    def _validate_session_key(self, key: str) -> bool:
        """Refuse other characters: PostgreSQL fails on a cookie that holds a NUL character."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()  # type: ignore[misc]

    def _get_session_from_db(self) -> SignIn | None:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> SignIn:
        row: Any = super().create_model_instance(data)
        row.started_at = row.seen_at = real_now()
        if self.row and self.row.pk == row.pk:
            row.public_id = self.row.public_id
        if SESSION_KEY in data and FACTS in data:
            facts = data[FACTS]
            row.user_id = int(data[SESSION_KEY])
            row.device, row.address = facts["device"], facts["address"]
            row.started_at = dt.datetime.fromisoformat(facts["started_at"])
            row.expire_date = row.started_at + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return row  # type: ignore[no-any-return]

    def idle(self) -> dt.timedelta:
        """How long ago a request came."""
        return real_now() - self.row.seen_at if self.row else dt.timedelta()

    def note_request(self) -> None:
        """Keep that a request came, once a minute."""
        if self.row and self.idle() > NOTED_EVERY:
            SignIn.objects.filter(pk=self.row.pk).update(seen_at=real_now())
