"""The secrets of a demonstration or of a test run: made once, kept in its data folder."""

import base64
import json
import os
import secrets
from pathlib import Path


def keys(folder: Path) -> dict[str, str]:
    """The secrets of a data folder, made at the first call, readable by their owner only."""
    file = folder / "secrets.json"
    if not file.exists():
        _write(file, _made())
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


def _made() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PASSNUM_MASTER_KEYS": f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "PASSNUM_SUPERUSER_PASSWORD": secrets.token_hex(16),
        "PASSNUM_OWNER_PASSWORD": secrets.token_hex(16),
        "PASSNUM_APP_PASSWORD": secrets.token_hex(16),
        "PASSNUM_BROKER_PASSWORD": secrets.token_hex(16),
    }


def _write(file: Path, content: dict[str, str]) -> None:
    """Whole or not at all: a start that is killed leaves no half of a file."""
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        json.dump(content, handle, indent=1)
    draft.replace(file)
