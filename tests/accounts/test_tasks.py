"""What is forgotten by itself."""

import pytest

from accounts.session_store import SessionStore
from accounts.tasks import forget_past_day

pytestmark = pytest.mark.django_db


def session(seconds):
    store = SessionStore()
    store.set_expiry(seconds)
    store.save()
    return store.session_key


def test_sessions_that_are_over_are_deleted():
    over, living = session(-60), session(60)
    forget_past_day()

    assert not SessionStore().exists(over)
    assert SessionStore().exists(living)
