"""Files kept with a vote, a text, an occurrence or a subsidy."""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models, transaction

from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import day, legal_day
from common.identifiers import contains_nir
from common.saving import check_and_save
from conventions import files
from conventions.enums import AttachmentKind
from conventions.models import (
    Attachment,
    AttachmentBody,
    Avenant,
    Convention,
    Deliberation,
    Occurrence,
    Subsidy,
)

Target = Deliberation | Convention | Avenant | Occurrence | Subsidy


class TypeNotKept(Refusal):
    """The content is of no type that is kept."""

    code = "type_not_kept"


class TooHeavy(Refusal):
    """The file weighs more than the limit."""

    code = "too_heavy"


class EmptyFile(Refusal):
    """The file holds nothing."""

    code = "empty_file"


class SameContent(Refusal):
    """The same content is already kept in this place."""

    code = "same_content"


class NirInName(Refusal):
    """A title, a file name or a reason holds what looks like a NIR."""

    code = "nir"


class AlreadyWithdrawn(Refusal):
    """The file was withdrawn before."""

    code = "already_withdrawn"


class ReasonMissing(Refusal):
    """A file is withdrawn without a reason."""

    code = "reason_missing"


@transaction.atomic
def add(
    target: Target,
    *,
    kind: AttachmentKind,
    title: str,
    file_name: str,
    content: bytes,
    by: Actor,
    at: dt.datetime,
) -> Attachment:
    """Keep a file: what it is comes from its content, its name is tidied.

    Refuses what is empty, too heavy, of another type, or already kept in the same place.
    """
    known = _checked_type(content)
    name = files.tidy_name(file_name, known)
    _check_no_nir("Ce nom de fichier", name, "file")
    _check_no_nir("Cet intitulé", title, "title")
    _lock(target)
    attachment = Attachment(
        programme_id=programme_of(target),
        kind=kind,
        title=title.translate(files.MARKS).strip(),
        file_name=name,
        content_type=known.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_by=by.label,
        added_at=at,
        **{target._meta.model_name or "": target},  # noqa: SLF001 - the documented meta API
    )
    _check_new(target, attachment)
    check_and_save(attachment)
    AttachmentBody.objects.create(attachment=attachment, content=content)
    _record("attachment.added", attachment, by=by, at=at)
    return attachment


@transaction.atomic
def withdraw(attachment: Attachment, *, reason: str, by: Actor, at: dt.datetime) -> Attachment:
    """Destroy the content of a file; its name, its hash and the reason stay."""
    attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if attachment.withdrawn_at is not None:
        when = day(legal_day(attachment.withdrawn_at))
        raise AlreadyWithdrawn(f"Cette pièce a déjà été retirée le {when}.")
    attachment.withdrawn_reason = reason.strip()
    if not attachment.withdrawn_reason:
        raise ReasonMissing("Indiquez le motif du retrait.", field="reason")
    _check_no_nir("Ce motif", reason, "reason")
    attachment.withdrawn_at = at
    check_and_save(attachment)
    AttachmentBody.objects.filter(attachment=attachment).delete()
    _record("attachment.withdrawn", attachment, by=by, at=at)
    return attachment


def programme_of(target: Target) -> int:
    """The programme of what a file is kept with."""
    if isinstance(target, Occurrence):
        return target.obligation.convention.programme_id
    return target.convention.programme_id if isinstance(target, Avenant) else target.programme_id


def _checked_type(content: bytes) -> files.FileType:
    if not content:
        raise EmptyFile("Ce fichier est vide. Il n’est pas enregistré.", field="file")
    if len(content) > settings.PASSNUM_UPLOAD_BYTES:
        sentence = files.too_heavy(len(content), settings.PASSNUM_UPLOAD_MB)
        raise TooHeavy(sentence, field="file")
    known = files.recognise(content)
    if known is None:
        raise TypeNotKept(
            "Le contenu de ce fichier n’est pas d’un type accepté\u00a0: "
            f"{files.WORDS}, sans macros. Il n’est pas enregistré.",
            field="file",
        )
    return known


def _check_no_nir(named: str, text: str, field: str) -> None:
    if contains_nir(text):
        raise NirInName(
            f"{named} contient un numéro de sécurité sociale (NIR)\u00a0: "
            "la loi interdit de l’enregistrer ici.",
            field=field,
        )


def _lock(target: Target) -> None:
    """Two who add the same file at once come one after the other."""
    rows: models.QuerySet[Target] = type(target)._default_manager.all()  # noqa: SLF001
    rows.select_for_update(of=("self",), no_key=True).get(pk=target.pk)


def _check_new(target: Target, attachment: Attachment) -> None:
    same = Attachment.objects.of(target).kept().filter(sha256=attachment.sha256).first()
    if same is not None:
        raise SameContent(
            f"Ce fichier est déjà joint ici\u00a0: «\u00a0{same.title}\u00a0», "
            f"ajouté le {day(legal_day(same.added_at))}.",
            field="file",
        )


def _record(verb: str, attachment: Attachment, *, by: Actor, at: dt.datetime) -> None:
    journal.record(
        verb,
        attachment,
        by=by,
        at=at,
        programme_id=attachment.programme_id,
        kind=attachment.kind,
        sha256=attachment.sha256,
    )
