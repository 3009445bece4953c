"""The keys of the settings are those that made the codes: others would refuse passes in use."""

import datetime as dt

from django.core.exceptions import ImproperlyConfigured

from distribution.codes import Keyring, keyring
from distribution.models import MasterKey


class WrongMasterKey(ImproperlyConfigured):
    """PASSNUM_MASTER_KEYS lacks a key that made codes, or has another one under its id."""


def use_current(at: dt.datetime) -> int:
    """The id of the key that makes new codes, remembered from its first use on."""
    keys = keyring()
    row, _ = MasterKey.objects.get_or_create(
        key_id=keys.current_id,
        defaults={"fingerprint": keys.fingerprint(keys.current_id), "first_used_at": at},
    )
    _check(row, keys)
    return keys.current_id


def check() -> None:
    """Raise WrongMasterKey unless each key that made codes is in the settings, under its id."""
    keys = keyring()
    for row in MasterKey.objects.order_by("key_id"):
        _check(row, keys)


def _check(row: MasterKey, keys: Keyring) -> None:
    if row.key_id not in keys:
        raise WrongMasterKey(
            f"PASSNUM_MASTER_KEYS lacks the key {row.key_id}, which made the codes of passes in"
            " use. Give it back: without it they are all refused."
        )
    if keys.fingerprint(row.key_id) != row.fingerprint:
        raise WrongMasterKey(
            f"PASSNUM_MASTER_KEYS has another key under the id {row.key_id} than the one that made"
            " codes. Give the former back, and the new one an id of its own."
        )
