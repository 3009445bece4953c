"""Files kept with a row: by the actions, and by the database."""

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, transaction

from audit.actors import SYSTEM
from audit.models import Event
from deadlines.models import Occurrence
from files import actions
from files.enums import FileKind
from files.models import File, FileContent, Folder
from files.readings import owner_kind_of
from tests.factories.accounts import NOON
from tests.factories.budget import SubsidyFactory
from tests.factories.conventions import AvenantFactory, ConventionFactory, ObligationFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.files import PDF, file_of, png

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
        for field in File._meta.concrete_fields
        if field.name not in {"id", "public_id"}
    }
    return File.objects.create(**facts | changes)


def delete(kept):
    File.objects.filter(pk=kept.pk)._raw_delete("default")


@pytest.mark.parametrize(
    "make", [DeliberationFactory, ConventionFactory, AvenantFactory, occurrence, SubsidyFactory]
)
def test_a_file_is_kept_with_its_hash_its_author_and_its_programme(make):
    target = make()

    kept = file_of(target, file_name="Texte.PDF", kind=FileKind.SIGNED)

    found = File.objects.of(target.folder_id).get()
    assert found == kept
    assert (found.file_name, found.content_type, found.size) == (
        "Texte.pdf",
        "application/pdf",
        len(PDF),
    )
    assert (found.kind, found.added_by, found.added_at) == ("signed", "système", NOON)
    assert found.sha256 == hashlib.sha256(PDF).hexdigest()
    assert bytes(found.body.content) == PDF
    programme_id = found.folder.programme_id
    programme = target
    for name in owner_kind_of(target).programme_path.split("__"):
        programme = getattr(programme, name)
    assert programme_id == programme.pk
    event = Event.objects.get(verb="file.added")
    assert (event.programme_id, event.details["sha256"]) == (programme_id, found.sha256)


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"content": b""}, "empty_file", "file"),
        ({"content": b"<html>", "file_name": "scan.png"}, "type_not_kept", "file"),
        ({"content": b"<svg/>", "file_name": "plan.pdf"}, "type_not_kept", "file"),
        ({"content": PDF[:300]}, "unfit_content", "file"),
        ({"file_name": f"{NIR}.pdf"}, "nir_found", "file"),
        ({"title": f"Dossier {NIR}"}, "nir_found", "title"),
    ],
)
def test_what_may_not_be_kept_is_refused(deliberation, facts, code, field):
    with pytest.raises(actions.Refusal) as refused:
        file_of(deliberation, **facts)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert not File.objects.exists()


def test_a_title_is_shown_in_its_own_order(deliberation):
    kept = file_of(deliberation, title="facture\u202efdp.exe", file_name="\u202efdp.exe")

    assert (kept.title, kept.file_name) == ("facturefdp.exe", "fdp.exe.pdf")


def test_a_file_above_the_limit_is_refused_with_the_limit(deliberation, settings):
    settings.PASSNUM_UPLOAD_MB, settings.PASSNUM_UPLOAD_BYTES = 1, len(PDF)
    file_of(deliberation)

    with pytest.raises(actions.TooHeavy, match="limite de 1\u00a0Mo"):
        file_of(deliberation, content=PDF + b"\n")


def test_the_same_content_is_kept_once_in_a_place(deliberation):
    file_of(deliberation)

    with pytest.raises(actions.SameContent, match="Texte adopté"):
        file_of(deliberation, title="Autre nom", file_name="autre.pdf")
    file_of(DeliberationFactory(programme=deliberation.programme))
    file_of(deliberation, content=png())

    assert File.objects.count() == 3


def test_a_withdrawn_file_keeps_its_name_and_hash_and_loses_its_content(deliberation):
    kept = file_of(deliberation)

    actions.withdraw(kept, reason=" Mauvaise version ", by=SYSTEM.at(LATER))

    kept.refresh_from_db()
    assert (kept.withdrawn_reason, kept.withdrawn_at) == ("Mauvaise version", LATER)
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    assert not FileContent.objects.exists()
    assert Event.objects.filter(verb="file.withdrawn").count() == 1


def test_a_withdrawn_file_may_be_kept_again_and_comes_last(deliberation):
    gone = file_of(deliberation)
    actions.withdraw(gone, reason="Erreur", by=SYSTEM.at(LATER))

    again = file_of(deliberation)
    newest = file_of(deliberation, content=png(), by=SYSTEM.at(LATER))

    assert list(File.objects.of(deliberation.folder_id)) == [newest, again, gone]
    assert list(File.objects.of(deliberation.folder_id).kept()) == [newest, again]


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_missing"), (NIR, "nir_found")])
def test_a_withdrawal_needs_a_reason_that_names_nobody(deliberation, reason, code):
    kept = file_of(deliberation)

    with pytest.raises(actions.Refusal) as refused:
        actions.withdraw(kept, reason=reason, by=SYSTEM.at(LATER))

    assert (refused.value.code, refused.value.field) == (code, "reason")
    assert FileContent.objects.exists()


def test_a_file_is_withdrawn_once(deliberation):
    kept = file_of(deliberation)
    actions.withdraw(kept, reason="Erreur", by=SYSTEM.at(LATER))

    with pytest.raises(actions.AlreadyWithdrawn, match="déjà été retirée le"):
        actions.withdraw(kept, reason="Encore", by=SYSTEM.at(LATER))


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("file_kept_once", copy_of),
        ("file_has_a_size", lambda kept: copy_of(kept, sha256="0" * 64, size=-1)),
        (
            "file_withdrawn_has_reason",
            lambda kept: File.objects.update(withdrawn_at=LATER),
        ),
        ("file_kept", lambda kept: File.objects.update(sha256="0" * 64)),
        ("file_kept", lambda kept: File.objects.update(title="Autre")),
        ("file_kept", delete),
        ("file_content_kept", lambda kept: FileContent.objects.update(content=b"x")),
        ("file_content_kept", lambda kept: FileContent.objects.all().delete()),
    ],
)
def test_the_database_refuses(deliberation, constraint, change):
    kept = file_of(deliberation)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        change(kept)

    assert refused.value.__cause__.diag.constraint_name == constraint


def test_the_database_keeps_a_withdrawal(deliberation):
    kept = file_of(deliberation)
    actions.withdraw(kept, reason="Erreur", by=SYSTEM.at(LATER))

    with pytest.raises(IntegrityError, match="what is kept never changes"):
        File.objects.update(withdrawn_at=None, withdrawn_reason="")


@pytest.mark.parametrize(
    "make", [DeliberationFactory, ConventionFactory, AvenantFactory, occurrence, SubsidyFactory]
)
def test_the_database_keeps_the_folder_of_a_row_with_it(make):
    row = make()
    file_of(row)
    rows = type(row)._default_manager.filter(pk=row.pk)
    other = Folder.objects.create(programme=row.folder.programme, owner=row.folder.owner)

    for change in (lambda: rows.update(folder=other), lambda: rows._raw_delete("default")):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_two_files_of_two_rows_stand_in_two_folders(deliberation):
    first, second = file_of(deliberation), file_of(DeliberationFactory())

    assert first.folder != second.folder
    assert first.sha256 == second.sha256
