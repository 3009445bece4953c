"""Files in a browser: joined, downloaded and never shown or run."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from files.models import File
from tests.factories.accounts import UserFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.files import PDF, file_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
HTML = b"<script>document.title = 'run'</script>"


@pytest.fixture
def manager(programme):
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


@pytest.fixture
def vote(programme):
    return DeliberationFactory(
        programme=programme, number="2020-176", session_on=dt.date(2020, 7, 6)
    )


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, manager, vote):
    kept = file_of(vote)
    pages = [
        reverse("files:add", args=["deliberation", vote.public_id]),
        reverse("files:withdraw", args=[kept.public_id]),
    ]
    tour(manager.email, pages)


def test_a_file_is_joined_downloaded_and_never_run(
    page, live_server, sign_in, manager, vote, tmp_path
):
    url = live_server.url + reverse("dossiers:deliberation", args=[vote.public_id])
    sign_in(page, manager.email)
    page.goto(url)
    page.get_by_role("link", name="Joindre une pièce").click()
    page.get_by_label("Fichier").set_input_files(
        {"name": "texte.pdf", "mimeType": "text/html", "buffer": PDF + HTML}
    )
    page.get_by_label("Intitulé").fill("Texte adopté")
    page.get_by_role("button", name="Joindre la pièce").click()
    page.get_by_text("Pièce jointe").first.wait_for()

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Texte adopté (PDF").click()
    kept = tmp_path / "kept"
    waiting.value.save_as(kept)
    assert waiting.value.suggested_filename == "texte.pdf"
    assert kept.read_bytes() == PDF + HTML
    assert page.url == url


def test_a_page_that_is_not_a_file_to_keep_is_refused_where_it_was_chosen(
    page, live_server, sign_in, manager, vote
):
    sign_in(page, manager.email)
    args = ["deliberation", vote.public_id]
    page.goto(live_server.url + reverse("files:add", args=args))
    page.get_by_label("Fichier").set_input_files(
        {"name": "scan.png", "mimeType": "image/png", "buffer": HTML}
    )
    page.get_by_role("button", name="Joindre la pièce").click()

    page.get_by_text("n’est pas d’un type accepté").first.wait_for()
    page.wait_for_load_state()
    assert page.evaluate("document.activeElement.className").startswith("error-summary")
    assert not File.objects.exists()
