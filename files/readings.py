"""What owns a folder of files: each app above registers its kinds of rows."""

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from django.db import models
from django.urls import reverse

from accounts.enums import Permission
from files.enums import FileKind
from files.models import Folder


class FolderOwner(Protocol):
    """A row that keeps files: it has a page, and one folder once it keeps some."""

    pk: Any
    public_id: UUID
    folder: Folder | None


Row: TypeAlias = Any  # a FolderOwner, which is also a model


@dataclass(frozen=True, slots=True)
class OwnerKind:
    """A kind of row that keeps files: its slug, its page, and what its files most often are.

    `page` is the name of the address that shows a row; `writes` what adding a file asks for.
    """

    slug: str
    model: type[models.Model]
    page: str
    kind: FileKind
    writes: Permission = Permission.CONVENTION_WRITE

    @property
    def programme_path(self) -> str:
        """From a row to its programme, as its queryset says."""
        return str(self.model._default_manager.all().programme_path)  # type: ignore[attr-defined]  # noqa: SLF001

    def programme_id(self, row: Row) -> int:
        *through, programme = self.programme_path.split("__")
        for name in through:
            row = getattr(row, name)
        return int(getattr(row, f"{programme}_id"))


_KINDS: dict[str, OwnerKind] = {}


def register(*kinds: OwnerKind) -> None:
    """Say, when an app starts, which of its rows keep files."""
    _KINDS.update({kind.slug: kind for kind in kinds})


def kind_named(slug: str) -> OwnerKind | None:
    return _KINDS.get(slug)


def kind_of(row: Row) -> OwnerKind:
    return next(kind for kind in _KINDS.values() if isinstance(row, kind.model))


def page_of(row: Row) -> str:
    """The address of the page that shows a row."""
    return reverse(kind_of(row).page, args=[row.public_id])


def owner_of(folder: Folder) -> Row:
    """The row that a folder belongs to."""
    return _KINDS[folder.owner].model._default_manager.get(folder=folder)  # noqa: SLF001
