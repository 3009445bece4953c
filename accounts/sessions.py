"""Sessions in the database, found by keys of our own making only."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """A cookie may hold anything; a key holds small letters and digits."""

    def _validate_session_key(self, key: str) -> bool:
        """Otherwise a NUL in a cookie would be an error of the database."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()  # type: ignore[misc]
