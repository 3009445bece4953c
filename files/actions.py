"""Add a file to a folder, and withdraw it."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models, transaction

from audit import journal
from audit.actors import Author
from common.errors import AlreadyWithdrawn, NirFound, ReasonMissing, Refusal
from common.formats import day, legal_day
from common.nir import contains_nir
from common.saving import check_and_save, lock
from files import rules
from files.enums import FileKind
from files.models import File, FileContent, Folder
from files.readings import FolderOwner, owner_kind_of


class TypeNotKept(Refusal):
    """The content is of no accepted type."""


class TooHeavy(Refusal):
    """The file weighs more than the limit."""


class EmptyFile(Refusal):
    """The file holds nothing."""


class UnfitContent(Refusal):
    """The file is cut, locked, or does something when it is opened."""


class SameContent(Refusal):
    """The folder already has a file with the same content."""


@transaction.atomic
def add(
    row: FolderOwner, *, kind: FileKind, title: str, file_name: str, content: bytes, by: Author
) -> File:
    """Add a file to the folder of a row, which is made with its first file.

    The type is found from the content, the name is cleaned, and what a picture says of where and
    when it was taken is left out. Refuses a file that is empty, too heavy, of another type, cut,
    active, or already in this folder.
    """
    known = _checked_type(content)
    content = rules.without_metadata(known, content)
    name = rules.tidy_name(file_name, known)
    _check_no_nir("Ce nom de fichier", name, "file")
    _check_no_nir("Cet intitulé", title, "title")
    file = File(
        folder=_locked_folder(row),
        kind=kind,
        title=title.translate(rules.BIDIRECTIONAL_MARKS).strip(),
        file_name=name,
        content_type=known.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_by=by.label,
        added_at=by.at,
    )
    _check_not_kept_yet(file)
    check_and_save(file)
    FileContent.objects.create(file=file, content=content)
    _record("file.added", file, by=by)
    return file


@transaction.atomic
def withdraw(file: File, *, reason: str, by: Author) -> File:
    """Delete the content of a file; its name, its hash and the reason are kept."""
    file = lock(file, "folder")
    if file.withdrawn_at is not None:
        when = day(legal_day(file.withdrawn_at))
        raise AlreadyWithdrawn(f"Cette pièce a déjà été retirée le {when}.")
    file.withdrawn_reason = reason.strip()
    if not file.withdrawn_reason:
        raise ReasonMissing("Indiquez le motif du retrait.", field="reason")
    _check_no_nir("Ce motif", reason, "reason")
    file.withdrawn_at = by.at
    check_and_save(file)
    FileContent.objects.filter(file=file).delete()
    _record("file.withdrawn", file, by=by)
    return file


def _checked_type(content: bytes) -> rules.FileType:
    if not content:
        raise EmptyFile("Ce fichier est vide. Il n’est pas enregistré.", field="file")
    if len(content) > settings.PASSNUM_UPLOAD_BYTES:
        sentence = rules.too_heavy_sentence(len(content), settings.PASSNUM_UPLOAD_MB)
        raise TooHeavy(sentence, field="file")
    known = rules.type_of_content(content)
    if known is None:
        raise TypeNotKept(
            "Le contenu de ce fichier n’est pas d’un type accepté\u00a0: "
            f"{rules.TYPES_IN_WORDS}, sans macros. Il n’est pas enregistré.",
            field="file",
        )
    if flaw := rules.flaw_of(known, content):
        raise UnfitContent(f"{flaw} Il n’est pas enregistré.", field="file")
    return known


def _check_no_nir(named: str, text: str, field: str) -> None:
    if contains_nir(text):
        raise NirFound(
            f"{named} contient un numéro de sécurité sociale (NIR)\u00a0: "
            "la loi interdit de l’enregistrer ici.",
            field=field,
        )


def _locked_folder(row: FolderOwner) -> Folder:
    """The folder of a row, made if needed; the row is locked, so that it is made only once."""
    kind = owner_kind_of(row)
    rows: models.QuerySet[Any] = kind.model._default_manager.all()  # noqa: SLF001
    locked = rows.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if locked.folder is None:
        locked.folder = Folder.objects.create(programme_id=row.programme_id, owner=kind.slug)
        locked.save(update_fields=["folder"])
    folder: Folder = locked.folder
    row.folder = folder
    return folder


def _check_not_kept_yet(file: File) -> None:
    same = File.objects.of(file.folder_id).kept().filter(sha256=file.sha256).first()
    if same is not None:
        raise SameContent(
            f"Ce fichier est déjà joint ici\u00a0: «\u00a0{same.title}\u00a0», "
            f"ajouté le {day(legal_day(same.added_at))}.",
            field="file",
        )


def _record(verb: str, file: File, *, by: Author) -> None:
    journal.record(
        verb, file, by=by, programme_id=file.folder.programme_id, kind=file.kind, sha256=file.sha256
    )
