"""What the variables of the environment may be; another value stops the start with a sentence."""

import base64
import binascii
import ipaddress
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
KEY_BYTES = 32
# 32 random bytes repeat so many less than once in 10^20; a key typed by hand does.
FEWEST_DISTINCT_BYTES = 16
# What Django's own check of deployment asks of a secret key.
SECRET_KEY_CHARACTERS, SECRET_KEY_DISTINCT = 50, 5
INSECURE_PREFIX = "django-insecure-"


def keys(variable: str, pairs: Iterable[str]) -> dict[int, bytes]:
    """`1:<32 bytes in base64>`, each id once: the keys by id, in their order."""
    found: dict[int, bytes] = {}
    for pair in pairs:
        key_id, _, secret = pair.strip().partition(":")
        if not (key_id.isascii() and key_id.isdigit() and 0 < int(key_id) < 2**15):
            raise ImproperlyConfigured(
                f"{variable}: write 1:<32 bytes in base64>, with a number for each key."
            )
        if int(key_id) in found:
            raise ImproperlyConfigured(f"{variable}: the id {key_id} is there twice.")
        found[int(key_id)] = _key(f"{variable}: the key {key_id}", secret)
    if not found:
        raise ImproperlyConfigured(f"{variable}: there is no key.")
    return found


def _key(named: str, secret: str) -> bytes:
    try:
        key = base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    # Other texts decode to the same bytes: one of them would be another fingerprint.
    if len(key) != KEY_BYTES or base64.b64encode(key).decode() != secret:
        raise ImproperlyConfigured(f"{named} is not {KEY_BYTES} bytes in base64.")
    if len(set(key)) < FEWEST_DISTINCT_BYTES:
        raise ImproperlyConfigured(
            f"{named} is not random. Whoever guesses it forges passes, or opens the second"
            " factors: make another with secrets.token_bytes(32)."
        )
    return key


def secret_key(text: str) -> str:
    """The secret key of a site that is no trial: long, and not the one of an example."""
    is_weak = len(text) < SECRET_KEY_CHARACTERS or len(set(text)) < SECRET_KEY_DISTINCT
    if is_weak or text.startswith(INSECURE_PREFIX):
        raise ImproperlyConfigured(
            "SECRET_KEY is too weak: whoever guesses it forges sessions. Make another with"
            " secrets.token_urlsafe(48)."
        )
    return text


def networks(texts: Iterable[str]) -> list[Network]:
    """Networks or addresses, as `10.0.0.0/8` or `::1`."""
    try:
        return [ipaddress.ip_network(text.strip()) for text in texts]
    except ValueError as error:
        raise ImproperlyConfigured(f"PASSNUM_TRUSTED_PROXIES: {error}.") from error
