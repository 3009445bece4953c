"""Idempotency keys: a call sent twice with the same key has one effect and one answer.

The first statement of a redemption inserts its key. A second call with the same key waits on the
unique index until the first one ends, then gets the answer of the first.
"""

import hashlib
import hmac
import json
import uuid
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.conf import settings
from django.db import OperationalError, connection

from mediation.enums import OwnerKind
from mediation.models import IdempotencyKey
from mediation.rules.refusals import Busy, InProgress, KeyReused

# How long a call waits for another one that holds its key or one of its passes.
LOCK_TIMEOUT = "2s"
# One statement, so that the wait for the unique index is limited too.
INSERT_KEY = """
WITH setting AS MATERIALIZED (SELECT set_config('lock_timeout', %s, true))
INSERT INTO mediation_idempotencykey (owner_kind, owner_id, key, fingerprint, status, body)
SELECT %s, %s, %s, %s, 0, '{}'::jsonb FROM setting
ON CONFLICT (owner_kind, owner_id, key) DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Presenter:
    """Who presents codes, a device or a user, and the organisation whose places they may use.

    `added_by` is the key of the account that added the device, if a person did.
    """

    kind: OwnerKind
    id: int
    organisation_id: int
    added_by: int | None = None

    @property
    def account(self) -> int | None:
        """The account that redeems, or that added the device that does."""
        return self.id if self.kind == OwnerKind.USER else self.added_by


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of a call, which its key keeps.

    The names in `body` are sorted, so that an answer given again is the same to the byte;
    `replayed` says that it was given before.
    """

    status: int
    body: dict[str, Any]
    replayed: bool = field(default=False, compare=False)


def fingerprint(content: dict[str, Any]) -> str:
    """A keyed hash of the content of a call: it tells two contents apart and reveals no code."""
    first_key = settings.PASSNUM_MASTER_KEYS[min(settings.PASSNUM_MASTER_KEYS)]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hmac.new(
        b"fingerprint" + b64encode(first_key), text.encode(), hashlib.sha256
    ).hexdigest()


def insert(presenter: Presenter, key: uuid.UUID, digest: str) -> int | None:
    """Insert the key and return the id of its row, or None when the key already has an answer.

    Refuses `in_progress` when another call with the key is not over after 2 seconds.
    """
    owner = (presenter.kind.value, presenter.id)
    with connection.cursor() as cursor:
        try:
            cursor.execute(INSERT_KEY, [LOCK_TIMEOUT, *owner, str(key), digest])
        except OperationalError as error:
            if _is_lock_timeout(error):
                raise InProgress from error
            raise
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def stored_answer(presenter: Presenter, key: uuid.UUID, digest: str) -> Answer:
    """The answer kept with the key. Refuses `key_reused` when the content was another."""
    kept = IdempotencyKey.objects.get(owner_kind=presenter.kind, owner_id=presenter.id, key=key)
    if not hmac.compare_digest(kept.fingerprint, digest):
        raise KeyReused
    return Answer(kept.status, with_sorted_names(kept.body), replayed=True)


def store_answer(key_id: int, answer: Answer) -> Answer:
    """Store the answer of the key, for ever."""
    IdempotencyKey.objects.filter(pk=key_id).update(status=answer.status, body=answer.body)
    return Answer(answer.status, with_sorted_names(answer.body))


def with_sorted_names(value: Any) -> Any:
    """The same JSON value, its keys sorted."""
    if isinstance(value, dict):
        return {name: with_sorted_names(value[name]) for name in sorted(value)}
    return [with_sorted_names(item) for item in value] if isinstance(value, list) else value


def busy_refusal(error: OperationalError) -> Busy | None:
    """`busy` when the error says that another call holds one of the passes, else None."""
    if _is_lock_timeout(error) or isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
        return Busy()
    return None


def _is_lock_timeout(error: OperationalError) -> bool:
    return isinstance(error.__cause__, psycopg.errors.LockNotAvailable)
