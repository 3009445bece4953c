"""Files over HTTP: sent with a form, downloaded as files only, withdrawn with a reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from files import actions, readings
from files.models import File, FileContent
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.budget import SubsidyFactory
from tests.factories.conventions import AvenantFactory, ObligationFactory
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import DepotFactory
from tests.factories.files import PDF, file_of, openxml, png
from tests.factories.regies import regie_of
from tests.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.fixture
def deliberation(programme):
    return DeliberationFactory(programme=programme, number="2023-204")


@pytest.fixture
def finance(programme):
    return sign_in(Client(), UserFactory(role=Role.FINANCE, organisation=programme.authority))


@pytest.fixture
def targets(programme, convention, deliberation):
    """A row of each kind that keeps files."""
    return {
        "deliberation": deliberation,
        "convention": convention,
        "avenant": AvenantFactory(convention=convention),
        "echeance": OccurrenceFactory(
            obligation=ObligationFactory(convention=convention, in_force=True)
        ),
        "subvention": SubsidyFactory(programme=programme, deliberation=deliberation),
        "regie": regie_of(DepotFactory(programme=programme, regie=True)),
    }


def add_url(target, owner="deliberation"):
    return reverse("files:add", args=[owner, target.public_id])


def url_of(kept, name="download"):
    return reverse(f"files:{name}", args=[kept.public_id])


def send(client, target, content=PDF, name="texte.pdf", owner="deliberation", **more):
    sent = {"file": SimpleUploadedFile(name, content, "text/html"), "kind": "text"} | more
    return client.post(add_url(target, owner), sent)


def test_a_file_is_joined_to_each_kind_of_row_and_listed_on_its_page(manager, targets):
    assert targets.keys() == readings._OWNER_KINDS.keys()
    for owner, target in targets.items():
        answer = send(manager, target, owner=owner, title=f"Pièce de {owner}")

        assert answer.status_code == 302, owner
        page = texts(manager.get(answer.url))
        assert f"Pièce jointe : « Pièce de {owner} » (PDF)." in page
        assert page.count(f"Pièce de {owner} (PDF, 1 ko)") == 1
    assert File.objects.count() == len(targets)


def test_without_a_title_a_file_has_its_name(manager, deliberation):
    send(manager, deliberation, name="Délibération 2023-204.pdf")

    assert File.objects.get().title == "Délibération 2023-204.pdf"


def test_what_is_sent_is_what_is_downloaded(manager, deliberation):
    send(manager, deliberation, content=png(), name="plan.png")

    answer = manager.get(url_of(File.objects.get()))

    assert answer.content == png()
    assert answer["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF + HTML, "texte.pdf"),
        (PDF, "texte.html"),
        (PDF, "texte.svg"),
        (openxml(), "note.docx"),
        (png() + HTML, "plan.png"),
    ],
)
def test_no_browser_runs_what_is_kept(manager, deliberation, content, name):
    send(manager, deliberation, content=content, name=name)
    kept = File.objects.get()

    answer = manager.get(url_of(kept))

    assert answer["Content-Disposition"] == f'attachment; filename="{kept.file_name}"'
    assert not kept.file_name.endswith((".html", ".svg"))
    assert answer["Content-Type"] in {"application/pdf", "image/png", kept.content_type}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_accented_name_reaches_the_browser_whole(manager, deliberation):
    send(manager, deliberation, name="Délibération « été ».pdf")

    sent = manager.get(url_of(File.objects.get()))["Content-Disposition"]

    assert sent.startswith("attachment; filename*=utf-8''D%C3%A9lib")
    assert "\n" not in sent


@pytest.mark.parametrize(
    ("content", "name"),
    [(HTML, "scan.png"), (HTML, "page.html"), (SVG, "plan.svg"), (SVG, "texte.pdf"), (b"MZ", "a")],
)
def test_a_file_that_is_not_what_is_kept_is_refused_with_the_types(
    manager, deliberation, content, name
):
    answer = send(manager, deliberation, content=content, name=name, title="Mon intitulé")

    shown = texts(answer)
    assert shown.count("PDF, PNG, JPEG, ODT, ODS, DOCX ou XLSX, sans macros.") == 2
    assert "Mon intitulé" in shown
    assert not File.objects.exists()


def test_a_file_above_the_limit_is_refused_with_its_weight_and_the_limit(
    manager, deliberation, settings
):
    settings.PASSNUM_UPLOAD_MB, settings.PASSNUM_UPLOAD_BYTES = 1, 1_000_000

    shown = texts(send(manager, deliberation, content=PDF + b"0" * 1_200_000))

    assert "Ce fichier pèse 1,3 Mo, au-delà de la limite de 1 Mo." in shown
    assert "de 1 Mo au plus" in shown
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"file": ""}, "Indiquez le fichier à joindre."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "Choisissez un fichier qui n’est pas vide"),
        ({"kind": ""}, "Choisissez la nature de la pièce."),
        ({"kind": "autre chose"}, "Choisissez la nature de la pièce dans la liste."),
        ({"title": "1 84 12 76 451 089 46"}, "Retirez le numéro de sécurité sociale (NIR)"),
    ],
)
def test_each_fault_names_its_field_and_the_way_to_mend_it(manager, deliberation, sent, said):
    shown = texts(send(manager, deliberation, **sent))

    assert shown.count(said) == 2
    assert "Erreur\u00a0: " in shown.replace("Erreur : ", "Erreur\u00a0: ")
    assert not File.objects.exists()


def test_sent_twice_a_file_is_kept_once_and_that_is_said(manager, deliberation):
    send(manager, deliberation, title="Texte adopté")

    shown = texts(send(manager, deliberation))

    assert "Ce fichier est déjà joint ici : « Texte adopté », ajouté le 15 mai 2023." in shown
    assert File.objects.count() == 1


def test_an_unknown_kind_of_row_keeps_nothing(manager, deliberation):
    assert send(manager, deliberation, owner="depense").status_code == 404
    assert send(manager, deliberation, owner="convention").status_code == 404


def test_who_follows_due_days_joins_files_to_them_only(finance, targets):
    found = {owner: send(finance, row, owner=owner) for owner, row in targets.items()}
    kept = file_of(targets["convention"])
    targets["echeance"].refresh_from_db()
    own = File.objects.of(targets["echeance"].folder_id).get()

    assert {owner: answer.status_code for owner, answer in found.items()} == {
        **dict.fromkeys(targets, 403),
        "echeance": 302,
    }
    assert finance.get(url_of(kept, "withdraw")).status_code == 403
    assert finance.get(url_of(own, "withdraw")).status_code == 200
    assert finance.get(url_of(kept)).status_code == 200


def test_a_reader_sees_files_and_no_act(programme, deliberation):
    file_of(deliberation)
    auditor = sign_in(Client(), UserFactory(role=Role.AUDITOR, organisation=programme.authority))

    shown = texts(auditor.get(reverse("dossiers:deliberation", args=[deliberation.public_id])))

    assert "Texte adopté (PDF, 1 ko)" in shown
    assert "SHA-256" in shown
    assert "Joindre une pièce" not in shown
    assert "Retirer cette pièce" not in shown


def test_a_withdrawal_says_what_is_lost_then_what_was_done(manager, deliberation):
    kept = file_of(deliberation)
    before = texts(manager.get(url_of(kept, "withdraw")))

    missing = texts(manager.post(url_of(kept, "withdraw"), {"reason": ""}))
    answer = manager.post(url_of(kept, "withdraw"), {"reason": "Mauvaise version"})
    after = texts(manager.get(answer.url))

    assert "Le contenu du fichier « texte.pdf » (1 ko) sera détruit." in before
    assert missing.count("Indiquez le motif du retrait.") == 2
    assert "Pièce retirée : « Texte adopté »." in after
    assert "Retrait du 15 mai 2023 : Mauvaise version" in after
    assert not FileContent.objects.exists()


def test_an_address_of_a_withdrawn_file_leads_to_why(manager, deliberation):
    kept = file_of(deliberation)
    actions.withdraw(kept, reason="Mauvaise version", by=SYSTEM.at(NOON))

    answer = manager.get(url_of(kept), follow=True)

    assert answer.redirect_chain == [
        (reverse("dossiers:deliberation", args=[deliberation.public_id]), 302)
    ]
    assert "a été retirée le" in texts(answer)
    assert "Motif : Mauvaise version" in texts(answer)


def test_withdrawn_twice_a_file_says_so(manager, deliberation):
    kept = file_of(deliberation)
    manager.post(url_of(kept, "withdraw"), {"reason": "Erreur"})

    shown = texts(manager.post(url_of(kept, "withdraw"), {"reason": "Erreur"}))

    assert "Cette pièce a déjà été retirée le 15 mai 2023." in shown


def test_a_page_asks_as_much_of_the_database_with_one_file_as_with_five(
    manager, deliberation, django_assert_num_queries
):
    url = reverse("dossiers:deliberation", args=[deliberation.public_id])
    file_of(deliberation)
    with CaptureQueriesContext(connection) as asked:
        manager.get(url)
    for rank in range(4):
        file_of(deliberation, content=PDF + bytes([rank]))

    with django_assert_num_queries(len(asked)):
        assert texts(manager.get(url)).count("(PDF, 1 ko)") == 5


def test_the_content_of_files_is_not_read_by_a_page(manager, deliberation):
    file_of(deliberation)

    with CaptureQueriesContext(connection) as asked:
        manager.get(reverse("dossiers:deliberation", args=[deliberation.public_id]))

    assert asked.captured_queries
    assert not [one["sql"] for one in asked.captured_queries if "filecontent" in one["sql"]]
