"""Named questions about files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from programmes.querysets import OfProgrammeQuerySet

if TYPE_CHECKING:
    from files.models import File  # noqa: F401


class FileQuerySet(OfProgrammeQuerySet["File"]):
    programme_path = "folder__programme"

    def of(self, folder_id: int | None) -> FileQuerySet:
        """The files of a folder, newest first, withdrawn ones last; their content is not read."""
        is_withdrawn = models.ExpressionWrapper(
            Q(withdrawn_at__isnull=False), output_field=models.BooleanField()
        )
        rows = self.none() if folder_id is None else self.filter(folder=folder_id)
        return rows.alias(is_withdrawn=is_withdrawn).order_by("is_withdrawn", "-added_at", "-pk")

    def kept(self) -> FileQuerySet:
        """Files that are not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)
