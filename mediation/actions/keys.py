"""A key has one effect and one answer, for ever.

The first statement of a redemption inserts its key; a second call with the same key waits on the
unique index until the first one ends, then repeats its answer.
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.conf import settings
from django.db import OperationalError, connection

from mediation.actions.refusals import Busy, InProgress, KeyReused
from mediation.enums import Owner
from mediation.models import IdempotencyKey

# How long a call waits for another one that holds its key or one of its passes.
PATIENCE = "2s"
# One statement, so that the wait for the unique index is limited too.
CLAIM = """
WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', %s, true))
INSERT INTO mediation_idempotencykey (owner_kind, owner_id, key, fingerprint, status, body)
SELECT %s, %s, %s, %s, 0, '{}'::jsonb FROM patience
ON CONFLICT (owner_kind, owner_id, key) DO NOTHING
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Presenter:
    """Who presents codes: the owner of the keys, and the organisation whose places they use."""

    kind: Owner
    id: int
    organisation_id: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answers, and what its key keeps: the same to the byte when repeated, for the
    names in `body` are sorted."""

    status: int
    body: dict[str, Any]
    replayed: bool = field(default=False, compare=False)


def fingerprint(content: dict[str, Any]) -> str:
    """Tells two contents apart without keeping the codes: they cannot be guessed from it."""
    first_key = settings.PASSNUM_MASTER_KEYS[min(settings.PASSNUM_MASTER_KEYS)]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return hmac.new(b"fingerprint" + first_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def claim(presenter: Presenter, key: uuid.UUID, digest: str) -> int | None:
    """Insert the key and give its row, or None when it has an answer already.

    Refuses `in_progress` when another call still holds it after 2 seconds.
    """
    owner = (presenter.kind.value, presenter.id)
    with connection.cursor() as cursor:
        try:
            cursor.execute(CLAIM, [PATIENCE, *owner, str(key), digest])
        except OperationalError as error:
            if _is_lock_timeout(error):
                raise InProgress from error
            raise
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def repeated(presenter: Presenter, key: uuid.UUID, digest: str) -> Answer:
    """The answer that the key has. Refuses `key_reused` when it belongs to another content."""
    kept = IdempotencyKey.objects.get(owner_kind=presenter.kind, owner_id=presenter.id, key=key)
    if not hmac.compare_digest(kept.fingerprint, digest):
        raise KeyReused
    return Answer(kept.status, in_order(kept.body), replayed=True)


def keep(row: int, answer: Answer) -> Answer:
    """Tie the answer to its key, for ever."""
    IdempotencyKey.objects.filter(pk=row).update(status=answer.status, body=answer.body)
    return Answer(answer.status, in_order(answer.body))


def in_order(value: Any) -> Any:
    """The same JSON value, its keys sorted."""
    if isinstance(value, dict):
        return {name: in_order(value[name]) for name in sorted(value)}
    return [in_order(item) for item in value] if isinstance(value, list) else value


def busy(error: OperationalError) -> Busy | None:
    """The refusal for a pass that another call holds, if that is what happened."""
    if _is_lock_timeout(error) or isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
        return Busy()
    return None


def _is_lock_timeout(error: OperationalError) -> bool:
    return isinstance(error.__cause__, psycopg.errors.LockNotAvailable)
