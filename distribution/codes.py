"""The code of a pass: its number, what is typed, what the QR holds, and the keys behind them.

Typed: 16 characters of Crockford's base 32 in four groups: the series letter, 5 of serial, 8 of
secret (40 bits), then two digits of check by ISO 7064 MOD 97-10 over the value V of the first
14 characters read in base 32: (100 V + check) mod 97 = 1. In that sum each character weighs
w mod 97, and neither the weights nor their differences for neighbours at one or two places vanish
mod 97, which is prime and greater than 31: one wrong character, or two swapped at those places,
always show.

QR: `PN1.number.secret.expiry.key id.signature`, the secret of 128 bits and the Ed25519 signature
of all that precedes it in base 32, within the QR alphanumeric set.

Secrets are truncations of HMAC-SHA-256 under a key derived by HKDF from a master key, its id and
the batch. Nothing secret is stored.
"""

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANKS = {character: rank for rank, character in enumerate(ALPHABET)}
MISREAD = str.maketrans("OIL", "011")
SERIAL_CHARACTERS, SECRET_CHARACTERS, CHECK_DIGITS = 5, 8, 2
TYPED_LENGTH = 1 + SERIAL_CHARACTERS + SECRET_CHARACTERS + CHECK_DIGITS
VIEW_CARNET_CHARACTERS, VIEW_SECRET_CHARACTERS = 4, 7
VIEW_LENGTH = 1 + VIEW_CARNET_CHARACTERS + VIEW_SECRET_CHARACTERS
LAST_SERIAL = 32**SERIAL_CHARACTERS - 1
LAST_CARNET = 32**VIEW_CARNET_CHARACTERS - 1
TYPED_SECRET_BYTES, SECRET_BYTES = 5, 16
VERSION = "PN1"
_NUMBER = re.compile(rf"([{ALPHABET}])(\d{{8}})", re.ASCII)
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_CROCKFORD = str.maketrans(_STANDARD, ALPHABET)
_FROM_CROCKFORD = str.maketrans(ALPHABET, _STANDARD)


class MistypedCode(ValueError):
    """The text is not a code: wrong length, wrong characters, or check digits that do not hold."""


class ForgedCode(ValueError):
    """A QR of the right form whose signature is not by one of our keys."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A code as it was read. `Keyring.is_secret_of` says whether its secret is that of the pass."""

    letter: str
    serial: int
    secret: bytes = field(repr=False)

    @property
    def number(self) -> str:
        return number(self.letter, self.serial)


@dataclass(frozen=True, slots=True)
class Typed(Presented):
    """A code that was typed; its secret has 40 bits."""


@dataclass(frozen=True, slots=True)
class Scanned(Presented):
    """A QR whose signature is ours; its secret has 128 bits."""

    expires_on: dt.date
    key_id: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What identifies the key of a lot: letter, first serial number, and id of the master key."""

    letter: str
    first_serial: int
    key_id: int


def number(letter: str, serial: int) -> str:
    """`P00041207`."""
    return f"{letter}{serial:08d}"


def check_digits(body: str) -> str:
    """The two digits that follow 14 characters of base 32."""
    return f"{98 - 100 * _value(body) % 97:02d}"


def typed_code(letter: str, serial: int, secret: bytes) -> str:
    """`P017-AB3D-...`: 16 characters in four groups, from the first 40 bits of the secret."""
    typed = int.from_bytes(secret[:TYPED_SECRET_BYTES], "big")
    body = letter + characters(serial, SERIAL_CHARACTERS) + characters(typed, SECRET_CHARACTERS)
    return grouped(body + check_digits(body))


def parse_typed(text: str) -> Typed:
    """Read a typed code. Spaces, dashes, small letters, and O, I, L for 0, 1, 1 are accepted.

    Raises MistypedCode.
    """
    code = _normalised(text)
    if len(code) != TYPED_LENGTH or not set(code) <= RANKS.keys():
        raise MistypedCode(len(code))
    body, check = code[:-CHECK_DIGITS], code[-CHECK_DIGITS:]
    serial = _value(body[1 : 1 + SERIAL_CHARACTERS])
    if check != check_digits(body) or not serial:
        raise MistypedCode(len(code))
    secret = _value(body[-SECRET_CHARACTERS:]).to_bytes(TYPED_SECRET_BYTES, "big")
    return Typed(body[0], serial, secret)


def parse_qr(text: str, keys: "Keyring") -> Scanned:
    """Read a QR. Raises MistypedCode when it is cut, ForgedCode when the signature is not ours."""
    parts = text.strip().split(".")
    if len(parts) != 6 or parts[0] != VERSION or not (named := _NUMBER.fullmatch(parts[1])):
        raise MistypedCode(len(text))
    try:
        secret, signature = _from_base32(parts[2], SECRET_BYTES), _from_base32(parts[5], 64)
        expires_on, key_id = dt.date.fromisoformat(parts[3]), int(parts[4])
    except ValueError:
        raise MistypedCode(len(text)) from None
    keys.verify(".".join(parts[:5]), signature, key_id)
    return Scanned(named[1], int(named[2]), secret, expires_on, key_id)


def parse_view(text: str) -> tuple[str, int]:
    """The letter and the carnet number that a view code claims, alone or at the end of its address.

    Raises MistypedCode. `Keyring.is_view_code_of` says whether the code is right.
    """
    code = _normalised(text.rstrip("/").rpartition("/")[2])
    if len(code) != VIEW_LENGTH or not set(code) <= RANKS.keys():
        raise MistypedCode(len(code))
    return code[0], _value(code[1 : 1 + VIEW_CARNET_CHARACTERS])


def parse(text: str, keys: "Keyring") -> Presented:
    """Read a code, typed or scanned."""
    return parse_qr(text, keys) if text.lstrip().startswith(f"{VERSION}.") else parse_typed(text)


class Keyring:
    """The master keys by id; the last one is current. Each lot has its derived key."""

    def __init__(self, masters: Mapping[int, bytes]) -> None:
        self._masters = dict(masters)
        self.current_id = list(self._masters)[-1]
        self._derived: dict[tuple[int, str], bytes] = {}
        self._signers: dict[int, Ed25519PrivateKey] = {}

    def __contains__(self, key_id: int) -> bool:
        return key_id in self._masters

    def fingerprint(self, key_id: int) -> str:
        """64 characters that tell a master key from another, and nothing else of it."""
        return self._key(key_id, "fingerprint").hex()

    def secret(self, batch: Batch, serial: int) -> bytes:
        """The 128-bit secret of a pass; its first 40 bits are the typed one."""
        return self._mac(batch, "pass", number(batch.letter, serial), SECRET_BYTES)

    def is_secret_of(self, presented: Presented, batch: Batch) -> bool:
        """Compare in constant time the secret presented with the one of the pass."""
        return is_same_secret(self.secret(batch, presented.serial), presented.secret)

    def typed_code(self, batch: Batch, serial: int) -> str:
        """What is printed under the QR of a pass."""
        return typed_code(batch.letter, serial, self.secret(batch, serial))

    def qr_payload(self, batch: Batch, serial: int, expires_on: dt.date) -> str:
        """The signed text of a pass's QR."""
        secret = _to_base32(self.secret(batch, serial))
        named = number(batch.letter, serial)
        signed = f"{VERSION}.{named}.{secret}.{expires_on:%Y%m%d}.{batch.key_id}"
        return f"{signed}.{_to_base32(self._signer(batch.key_id).sign(signed.encode()))}"

    def view_code(self, batch: Batch, carnet: int) -> str:
        """`PXXX-XXXX-XXXX`: the code with which a person looks at their carnet; it pays nothing.

        The letter, 4 characters of carnet number, 7 of secret (35 bits).
        """
        mac = int.from_bytes(self._mac(batch, "view", f"{batch.letter}{carnet}", 5), "big")
        shown = characters(mac >> 5, VIEW_SECRET_CHARACTERS)
        return grouped(batch.letter + characters(carnet, VIEW_CARNET_CHARACTERS) + shown)

    def is_view_code_of(self, text: str, batch: Batch, carnet: int) -> bool:
        """Compare in constant time what was read with the view code of a carnet."""
        read = _normalised(text.rstrip("/").rpartition("/")[2]).encode()
        return hmac.compare_digest(read, _normalised(self.view_code(batch, carnet)).encode())

    def sign_manifest(self, key_id: int, manifest: bytes) -> bytes:
        """The Ed25519 signature of what goes with a file of codes, by a key of that use alone."""
        return self._manifest_signer(key_id).sign(manifest)

    def manifest_key(self, key_id: int) -> bytes:
        """The public key of these signatures, in PEM."""
        public = self._manifest_signer(key_id).public_key()
        return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def verify(self, signed: str, signature: bytes, key_id: int) -> None:
        """Raise ForgedCode unless the key of this id signed this text."""
        if key_id not in self._masters:
            raise ForgedCode(key_id)
        try:
            self._signer(key_id).public_key().verify(signature, signed.encode())
        except InvalidSignature:
            raise ForgedCode(key_id) from None

    def _signer(self, key_id: int) -> Ed25519PrivateKey:
        if key_id not in self._signers:
            private = self._key(key_id, "sign")
            self._signers[key_id] = Ed25519PrivateKey.from_private_bytes(private)
        return self._signers[key_id]

    def _manifest_signer(self, key_id: int) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._key(key_id, "manifest"))

    def _mac(self, batch: Batch, use: str, text: str, size: int) -> bytes:
        key = self._key(batch.key_id, f"{use} {number(batch.letter, batch.first_serial)}")
        return hmac.digest(key, text.encode(), hashlib.sha256)[:size]

    def _key(self, key_id: int, purpose: str) -> bytes:
        found = self._derived.get((key_id, purpose))
        if found is None:
            info = f"passnum {key_id} {purpose}".encode()
            found = HKDF(SHA256(), 32, salt=None, info=info).derive(self._masters[key_id])
            self._derived[key_id, purpose] = found
        return found


@cache
def keyring() -> Keyring:
    """The keys of the settings."""
    return Keyring(settings.PASSNUM_MASTER_KEYS)


def is_same_secret(expected: bytes, presented: bytes) -> bool:
    """Whether a presented secret (40 or 128 bits) is the pass's, in constant time."""
    size = len(presented)
    whole = size in {TYPED_SECRET_BYTES, SECRET_BYTES}
    return whole and hmac.compare_digest(expected[:size], presented)


def characters(value: int, length: int) -> str:
    """A number in base 32, with zeros before it."""
    found = "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))
    if _value(found) != value:
        raise OverflowError(f"{value} does not fit in {length} characters")
    return found


def grouped(code: str) -> str:
    """The code in groups of four, joined by dashes."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _normalised(text: str) -> str:
    return re.sub(r"[\s‐-―−-]", "", text).upper().translate(MISREAD)


def _value(characters: str) -> int:
    return int(characters.translate(_TO_PYTHON), 32)


def _to_base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").translate(_TO_CROCKFORD)


def _from_base32(text: str, size: int) -> bytes:
    """The bytes that a base 32 text encodes. Raises ValueError unless it is exactly theirs."""
    padded = text.translate(_FROM_CROCKFORD)
    raw = base64.b32decode(padded + "=" * (-len(padded) % 8))
    if len(raw) != size or _to_base32(raw) != text:
        raise ValueError(size)
    return raw


# Python's own base 32 has the same digits up to 9, then A to V.
_TO_PYTHON = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
