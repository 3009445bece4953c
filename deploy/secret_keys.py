"""The secrets of a demonstration or of a test run: made once, kept in its data folder."""

import base64
import json
import secrets
from pathlib import Path

from deploy import whole_files


def keys(folder: Path) -> dict[str, str]:
    """The secrets of a data folder, made at the first call, readable by their owner only."""
    file = folder / "secrets.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = _made() | kept
    if made != kept:  # the first time, or in a folder of before one of them
        whole_files.write(file, json.dumps(made, indent=1))
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
