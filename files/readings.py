"""The kinds of rows that have a folder of files, as the apps above register them."""

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.urls import reverse

from accounts.enums import Permission
from files.enums import FileKind
from files.models import Folder


class FolderOwner(Protocol):
    """A row that has files: its folder is made with its first file."""

    pk: Any
    public_id: UUID
    folder: Folder | None
    folder_id: int | None

    @property
    def programme_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class OwnerKind:
    """A kind of row that has files, named by its slug in addresses.

    `url_name` is the page of a row, `default_kind` the usual kind of its files, `write_permission`
    what adding or withdrawing a file requires.
    """

    slug: str
    model: type[models.Model]
    url_name: str
    default_kind: FileKind
    write_permission: Permission = Permission.CONVENTION_WRITE

    @property
    def programme_path(self) -> str:
        """The lookup from a row to its programme, given by its queryset."""
        return str(self.model._default_manager.all().programme_path)  # type: ignore[attr-defined]  # noqa: SLF001


_OWNER_KINDS: dict[str, OwnerKind] = {}


def register_owner_kinds(*kinds: OwnerKind) -> None:
    """Register the kinds of rows of an app that have files; called when the app starts."""
    _OWNER_KINDS.update({kind.slug: kind for kind in kinds})


def owner_kind_by_slug(slug: str) -> OwnerKind | None:
    return _OWNER_KINDS.get(slug)


def owner_kind_of(row: FolderOwner) -> OwnerKind:
    return next(kind for kind in _OWNER_KINDS.values() if isinstance(row, kind.model))


def owner_url(row: FolderOwner) -> str:
    """The address of the page of a row."""
    return reverse(owner_kind_of(row).url_name, args=[row.public_id])


def owner_of(folder: Folder) -> Any:
    """The row that a folder belongs to."""
    return _OWNER_KINDS[folder.owner].model._default_manager.get(folder=folder)  # noqa: SLF001
