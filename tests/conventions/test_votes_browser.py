"""Votes and files in a browser: looked at by axe, entered by keys, downloaded and never shown."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from conventions.actions import attachments, deliberations
from conventions.actions.deliberations import OpinionSpec, VisaSpec
from conventions.models import Attachment, Deliberation
from tests.factories.accounts import NOON, UserFactory
from tests.factories.attachments import PDF, attachment_of, png
from tests.factories.conventions import (
    AvenantFactory,
    CalendarFactory,
    DeliberationFactory,
    SubsidyFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
JOURNAL = {"by": SYSTEM, "at": NOON}
HTML = b"<script>document.title = 'run'</script>"


@pytest.fixture
def manager(programme):
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


@pytest.fixture
def earlier(programme):
    return DeliberationFactory(
        programme=programme, number="2020-176", session_on=dt.date(2020, 7, 6)
    )


@pytest.fixture
def vote(programme, earlier, convention):
    """A vote with all that its page may show."""
    kept = DeliberationFactory(
        programme=programme, number="2021-10", session_on=dt.date(2021, 2, 8)
    )
    first = DeliberationFactory(
        programme=programme, number="2018-593", session_on=dt.date(2018, 12, 17)
    )
    deliberations.edit(
        kept,
        decision="Article 1",
        visas=[VisaSpec("Vu le code"), VisaSpec("Vu la n°2020-176", earlier)],
        opinions=[OpinionSpec("6ème commission", dt.date(2021, 2, 1))],
        **JOURNAL,
    )
    deliberations.tie(kept, first, text="Même stratégie", **JOURNAL)
    deliberations.edit(kept, subject="Convention avec l’ANCT", **JOURNAL)
    AvenantFactory(convention=convention, voted=True, deliberation=kept)
    CalendarFactory(programme=programme, deliberation=kept)
    SubsidyFactory(programme=programme, deliberation=kept)
    attachment_of(kept)
    gone = attachment_of(kept, content=png(), title="Plan")
    attachments.withdraw(gone, reason="Mauvaise version", **JOURNAL)
    return kept


def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    page, phone, live_server, axe, sign_in, manager, vote
):
    earlier = Deliberation.objects.get(number="2020-176")
    tie = [vote.public_id, Deliberation.objects.get(number="2018-593").public_id]
    pages = [reverse(f"conventions:{name}") for name in ("deliberations", "timeline")]
    pages += [
        reverse("conventions:add-deliberation"),
        reverse("conventions:deliberations") + "?q=x",
    ]
    pages += [
        reverse(f"conventions:{name}", args=[vote.public_id])
        for name in ("deliberation", "edit-deliberation", "tie-deliberation", "add-calendar")
    ]
    pages += [
        reverse("conventions:tie-deliberation", args=[earlier.public_id]),
        reverse("conventions:untie-deliberation", args=tie),
        reverse("conventions:add-attachment", args=["deliberation", vote.public_id]),
        reverse(
            "conventions:withdraw-attachment",
            args=[Attachment.objects.get(title="Texte adopté").public_id],
        ),
    ]
    for shown in (page, phone):
        sign_in(shown, manager.email)
        for url in pages:
            shown.goto(live_server.url + url)
            assert axe(shown) == [], url
            assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), url


def test_the_chain_is_a_picture_whose_lanes_reach_their_votes(
    page, phone, live_server, sign_in, manager, vote
):
    for shown in (page, phone):
        sign_in(shown, manager.email)
        shown.goto(live_server.url + reverse("conventions:timeline"))
        knots = shown.locator(".knot")
        assert knots.count() == 3
        dots = [knots.nth(n).locator(".dot").bounding_box() for n in range(3)]
        assert len({round(dot["x"]) for dot in dots}) == 1
        assert [dot["y"] for dot in dots] == sorted(dot["y"] for dot in dots)
        reach = "one => parseFloat(getComputedStyle(one, '::after').width)"
        branch = knots.nth(0).locator(".lane.branch").first
        until = branch.bounding_box()["x"] + branch.evaluate(reach)
        assert until == pytest.approx(dots[0]["x"], abs=1)
        assert shown.locator(".lanes").first.get_attribute("aria-hidden") == "true"


def test_a_vote_is_entered_with_its_visas_and_enter_records_it(
    page, live_server, sign_in, manager, earlier
):
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("conventions:deliberations"))
    page.get_by_role("link", name="Saisir une délibération").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ajouter/")
    page.get_by_label("Numéro").fill("2022-284")
    page.get_by_label("Assemblée").fill("Commission permanente")
    page.get_by_label("Objet").fill("FEDER REACT-EU : convention attributive")
    page.get_by_label("Séance du").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Indiquez le jour de la séance.").first.wait_for()
    assert page.title().startswith("Erreur\u00a0: ")

    page.get_by_label("Séance du").fill("4 juillet 2022")
    write_lines(page)
    page.get_by_role("button", name="Enregistrer la délibération").click()
    page.get_by_text("Délibération n°\u00a02022-284 enregistrée.").wait_for()

    page.goto(live_server.url + reverse("conventions:timeline"))
    assert page.get_by_text("Vise la").count() == 1
    kept = Deliberation.objects.get(number="2022-284")
    assert [kept.visas.count(), kept.opinions.count()] == [4, 1]


def write_lines(page):
    """Three counts, four visas where three lines were given, and an opinion."""
    for name, count in (("Voix pour", "44"), ("Voix contre", "0"), ("Abstentions", "0")):
        page.get_by_label(name).fill(count)
    visas = page.get_by_label("Visa, comme l’écrit le texte")
    for rank in range(3):
        visas.nth(rank).fill(f"Vu le texte {rank}")
    page.get_by_role("button", name="Ajouter un visa").click()
    page.wait_for_load_state()
    visas.nth(3).fill("Vu la délibération n°2020-176")
    page.get_by_label("Délibération visée").nth(3).select_option(
        label="n°\u00a02020-176 (6\u00a0juillet\u00a02020)"
    )
    page.get_by_label("Commission", exact=True).first.fill("6ème commission")


def test_a_file_is_joined_downloaded_and_never_run(
    page, live_server, sign_in, manager, earlier, tmp_path
):
    url = live_server.url + reverse("conventions:deliberation", args=[earlier.public_id])
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
    page, live_server, sign_in, manager, earlier
):
    sign_in(page, manager.email)
    args = ["deliberation", earlier.public_id]
    page.goto(live_server.url + reverse("conventions:add-attachment", args=args))
    page.get_by_label("Fichier").set_input_files(
        {"name": "scan.png", "mimeType": "image/png", "buffer": HTML}
    )
    page.get_by_role("button", name="Joindre la pièce").click()

    page.get_by_text("n’est pas d’un type accepté").first.wait_for()
    assert page.evaluate("document.activeElement.className").startswith("error-summary")
    assert not Attachment.objects.exists()
