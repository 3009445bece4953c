"""Sessions stored in the database; keys of another form than ours are ignored."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """The sessions of Django, which accept only keys made of letters and digits."""

    def _validate_session_key(self, key: str) -> bool:
        """Refuse other characters: PostgreSQL fails on a cookie that holds a NUL character."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()  # type: ignore[misc]
