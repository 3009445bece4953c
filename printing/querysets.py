"""Named questions about files for the printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from printing.models import PrintFile  # noqa: F401


class PrintFileQuerySet(OfProgrammeQuerySet["PrintFile"]):
    programme_path = "lot__programme"
