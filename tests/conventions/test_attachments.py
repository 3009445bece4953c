"""Files kept with a row: by the actions, and by the database."""

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, transaction

from audit.actors import SYSTEM
from audit.models import Event
from conventions.actions import attachments
from conventions.enums import AttachmentKind
from conventions.models import Attachment, AttachmentBody, Occurrence
from tests.factories.accounts import NOON
from tests.factories.attachments import PDF, attachment_of, png
from tests.factories.conventions import (
    AvenantFactory,
    ConventionFactory,
    DeliberationFactory,
    ObligationFactory,
    SubsidyFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)
NIR = "1 84 12 76 451 089 46"


@pytest.fixture
def deliberation():
    return DeliberationFactory()


def occurrence():
    obligation = ObligationFactory(in_force=True)
    return Occurrence.objects.create(obligation=obligation, due_on=dt.date(2022, 1, 31))


def copy_of(kept, **changes):
    facts = {
        field.name: getattr(kept, field.name)
        for field in Attachment._meta.concrete_fields
        if field.name not in {"id", "public_id"}
    }
    return Attachment.objects.create(**facts | changes)


def delete(kept):
    Attachment.objects.filter(pk=kept.pk)._raw_delete("default")


@pytest.mark.parametrize(
    "make", [DeliberationFactory, ConventionFactory, AvenantFactory, occurrence, SubsidyFactory]
)
def test_a_file_is_kept_with_its_hash_its_author_and_its_programme(make):
    target = make()

    kept = attachment_of(target, file_name="Texte.PDF", kind=AttachmentKind.SIGNED)

    found = Attachment.objects.of(target).get()
    assert found == kept
    assert (found.file_name, found.content_type, found.size) == (
        "Texte.pdf",
        "application/pdf",
        len(PDF),
    )
    assert (found.kind, found.added_by, found.added_at) == ("signed", "système", NOON)
    assert found.sha256 == hashlib.sha256(PDF).hexdigest()
    assert bytes(found.body.content) == PDF
    assert found.programme_id == attachments.programme_of(target)
    event = Event.objects.get(verb="attachment.added")
    assert (event.programme_id, event.details["sha256"]) == (found.programme_id, found.sha256)


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"content": b""}, "empty_file", "file"),
        ({"content": b"<html>", "file_name": "scan.png"}, "type_not_kept", "file"),
        ({"content": b"<svg/>", "file_name": "plan.pdf"}, "type_not_kept", "file"),
        ({"file_name": f"{NIR}.pdf"}, "nir", "file"),
        ({"title": f"Dossier {NIR}"}, "nir", "title"),
    ],
)
def test_what_may_not_be_kept_is_refused(deliberation, facts, code, field):
    with pytest.raises(attachments.Refusal) as refused:
        attachment_of(deliberation, **facts)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert not Attachment.objects.exists()


def test_a_title_is_shown_in_its_own_order(deliberation):
    kept = attachment_of(deliberation, title="facture\u202efdp.exe", file_name="\u202efdp.exe")

    assert (kept.title, kept.file_name) == ("facturefdp.exe", "fdp.exe.pdf")


def test_a_file_above_the_limit_is_refused_with_the_limit(deliberation, settings):
    settings.PASSNUM_UPLOAD_MB, settings.PASSNUM_UPLOAD_BYTES = 1, len(PDF)
    attachment_of(deliberation)

    with pytest.raises(attachments.TooHeavy, match="limite de 1\u00a0Mo"):
        attachment_of(deliberation, content=PDF + b"\n")


def test_the_same_content_is_kept_once_in_a_place(deliberation):
    attachment_of(deliberation)

    with pytest.raises(attachments.SameContent, match="Texte adopté"):
        attachment_of(deliberation, title="Autre nom", file_name="autre.pdf")
    attachment_of(DeliberationFactory(programme=deliberation.programme))
    attachment_of(deliberation, content=png())

    assert Attachment.objects.count() == 3


def test_a_withdrawn_file_keeps_its_name_and_hash_and_loses_its_content(deliberation):
    kept = attachment_of(deliberation)

    attachments.withdraw(kept, reason=" Mauvaise version ", by=SYSTEM, at=LATER)

    kept.refresh_from_db()
    assert (kept.withdrawn_reason, kept.withdrawn_at) == ("Mauvaise version", LATER)
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert not AttachmentBody.objects.exists()
    assert Event.objects.filter(verb="attachment.withdrawn").count() == 1


def test_a_withdrawn_file_may_be_kept_again_and_comes_last(deliberation):
    gone = attachment_of(deliberation)
    attachments.withdraw(gone, reason="Erreur", by=SYSTEM, at=LATER)

    again = attachment_of(deliberation)
    newest = attachment_of(deliberation, content=png(), at=LATER)

    assert list(Attachment.objects.of(deliberation)) == [newest, again, gone]
    assert list(Attachment.objects.of(deliberation).kept()) == [newest, again]


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_missing"), (NIR, "nir")])
def test_a_withdrawal_needs_a_reason_that_names_nobody(deliberation, reason, code):
    kept = attachment_of(deliberation)

    with pytest.raises(attachments.Refusal) as refused:
        attachments.withdraw(kept, reason=reason, by=SYSTEM, at=LATER)

    assert (refused.value.code, refused.value.field) == (code, "reason")
    assert AttachmentBody.objects.exists()


def test_a_file_is_withdrawn_once(deliberation):
    kept = attachment_of(deliberation)
    attachments.withdraw(kept, reason="Erreur", by=SYSTEM, at=LATER)

    with pytest.raises(attachments.AlreadyWithdrawn, match="déjà été retirée le"):
        attachments.withdraw(kept, reason="Encore", by=SYSTEM, at=LATER)


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("attachment_kept_once", copy_of),
        ("attachment_belongs_to_one", lambda kept: copy_of(kept, deliberation=None)),
        ("attachment_has_a_size", lambda kept: copy_of(kept, sha256="0" * 64, size=-1)),
        (
            "attachment_withdrawn_has_reason",
            lambda kept: Attachment.objects.update(withdrawn_at=LATER),
        ),
        ("attachment_kept", lambda kept: Attachment.objects.update(sha256="0" * 64)),
        ("attachment_kept", lambda kept: Attachment.objects.update(title="Autre")),
        ("attachment_kept", delete),
        ("attachment_content_kept", lambda kept: AttachmentBody.objects.update(content=b"x")),
        ("attachment_content_kept", lambda kept: AttachmentBody.objects.all().delete()),
    ],
)
def test_the_database_refuses(deliberation, constraint, change):
    kept = attachment_of(deliberation)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        change(kept)

    assert refused.value.__cause__.diag.constraint_name == constraint


def test_the_database_keeps_a_withdrawal(deliberation):
    kept = attachment_of(deliberation)
    attachments.withdraw(kept, reason="Erreur", by=SYSTEM, at=LATER)

    with pytest.raises(IntegrityError, match="what is kept never changes"):
        Attachment.objects.update(withdrawn_at=None, withdrawn_reason="")
