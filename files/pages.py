"""The files of a page."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from files.models import File
from files.readings import Row, kind_of


@dataclass(frozen=True, slots=True)
class FilesOfRow:
    """What `files/_files.html` shows of a row, to a user."""

    files: list[File]
    add_url: str
    can_write: bool


def files_of(row: Row, user: User) -> FilesOfRow:
    """The files of a row, in one query at most."""
    kind = kind_of(row)
    can_write = user.can(kind.writes)
    add_url = reverse("files:add", args=[kind.slug, row.public_id])
    return FilesOfRow(list(File.objects.of(row.folder_id)), add_url if can_write else "", can_write)
