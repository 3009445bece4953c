"""Second factors: secrets sealed under keys that the database does not hold, codes that serve once.

A factor is a row of `allauth.mfa`. A secret is sealed by the last key of PASSNUM_FACTOR_KEYS, and
opened by any of them. Recovery codes are hashed slowly with one salt a set, so that a wrong one
costs one hash and not ten.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any

from allauth.core.internal.cryptokit import (
    compare_user_code,
    generate_user_code,
    normalize_user_code,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db.models import OuterRef, QuerySet

from accounts.models import User

Kind = Authenticator.Type
RECOVERY_CODES, SIGNS = 10, 10
SLOWNESS = {"n": 2**14, "r": 8, "p": 1}  # 16 MB and some 50 ms a code


def factors_of(user: User | OuterRef) -> QuerySet[Authenticator]:
    """What opens an account beside its password; recovery codes alone are none."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return rows.exclude(type=Kind.RECOVERY_CODES).order_by("pk")


def name_of(factor: Authenticator) -> str:
    if factor.type == Kind.TOTP:
        return "Application de codes"
    return f"Clé d’accès «\u00a0{factor.data['name']}\u00a0»"


def recovery_codes_left(user: User) -> int:
    row = Authenticator.objects.filter(user=user.pk, type=Kind.RECOVERY_CODES).first()
    return len(row.data["hashes"]) if row else 0


def seal(secret: str, owner: int) -> str:
    """A secret as it is stored, for one account: in the row of another, it opens nothing."""
    return _box().encrypt(f"{owner}:{secret}".encode()).decode()


def unseal(sealed: str, owner: int) -> str:
    """The secret; `InvalidToken` without its key, or for another account."""
    key, _, secret = _box().decrypt(sealed.encode()).decode().partition(":")
    if key != str(owner):
        raise InvalidToken
    return secret


def step_of(secret: str, code: str) -> int | None:
    """The half-minute that a code of an application is of, of those accepted now."""
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return None


def opens(factor: Authenticator, code: str) -> bool:
    """Whether a code is that of a factor. The row, to be saved, then refuses it a second time."""
    if factor.type == Kind.TOTP:
        secret = unseal(factor.data["secret"], factor.user_id)
        step = step_of(secret, code)
        if step is None or step <= factor.data["last_step"]:
            return False
        factor.data = {"secret": seal(secret, factor.user_id), "last_step": step}
        return True
    if factor.type != Kind.RECOVERY_CODES or len(normalize_user_code(code)) != SIGNS:
        return False
    typed = _slow_hash(code, factor.data["salt"])
    left = [kept for kept in factor.data["hashes"] if not hmac.compare_digest(kept, typed)]
    is_one = len(left) < len(factor.data["hashes"])
    factor.data = factor.data | {"hashes": left}
    return is_one


def new_recovery_codes() -> tuple[list[str], dict[str, Any]]:
    """Codes to print, and what is kept of them."""
    codes = [generate_user_code(length=SIGNS) for _ in range(RECOVERY_CODES)]
    salt = secrets.token_hex(16)
    return codes, {"salt": salt, "hashes": [_slow_hash(code, salt) for code in codes]}


def _slow_hash(code: str, salt: str) -> str:
    typed = normalize_user_code(code).encode()
    return hashlib.scrypt(typed, salt=bytes.fromhex(salt), **SLOWNESS).hex()


def _box() -> MultiFernet:
    keys = reversed(settings.PASSNUM_FACTOR_KEYS.values())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
