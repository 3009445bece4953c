"""The list of files that a page of their owner shows."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from files.models import File
from files.readings import FolderOwner, owner_kind_of


@dataclass(frozen=True, slots=True)
class FileList:
    """What `files/_files.html` shows to a user; `add_url` is empty if they may not add a file."""

    files: list[File]
    add_url: str
    can_write: bool


def files_of(row: FolderOwner, user: User) -> FileList:
    """The files of a row, in at most one query."""
    kind = owner_kind_of(row)
    can_write = user.can(kind.write_permission)
    add_url = reverse("files:add", args=[kind.slug, row.public_id])
    return FileList(list(File.objects.of(row.folder_id)), add_url if can_write else "", can_write)
