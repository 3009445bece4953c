"""The secrets of a demonstration or of a test run: made once, kept in its data folder."""

import base64
import json
import os
import secrets
from pathlib import Path


def keys(folder: Path) -> dict[str, str]:
    """The secrets of a data folder, made at the first call, readable by their owner only."""
    file = folder / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = _made() | kept
    if made != kept:  # the first time, or in a folder of before one of them
        _write(file, made)
    return made


def _made() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PASSNUM_MASTER_KEYS": _key(),
        "PASSNUM_FACTOR_KEYS": _key(),
        "PASSNUM_SUPERUSER_PASSWORD": secrets.token_hex(16),
        "PASSNUM_OWNER_PASSWORD": secrets.token_hex(16),
        "PASSNUM_APP_PASSWORD": secrets.token_hex(16),
        "PASSNUM_BROKER_PASSWORD": secrets.token_hex(16),
    }


def _key() -> str:
    return f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _write(file: Path, content: dict[str, str]) -> None:
    """Whole or not at all: a start that is killed leaves no half of a file."""
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        json.dump(content, handle, indent=1)
    draft.replace(file)
