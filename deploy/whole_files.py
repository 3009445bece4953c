"""Files that another process, or the next start, reads: whole or not there."""

import os
from pathlib import Path


def write(file: Path, text: str) -> None:
    """Replace a file at once, readable by its owner only.

    Who reads it meanwhile, or after a kill in the middle, finds what was there before.
    """
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(text)
    draft.replace(file)
