"""Votes in a browser: looked at by axe, entered by keys."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from deliberations.actions import deliberations
from deliberations.models import Deliberation
from tests.factories.accounts import NOON, UserFactory
from tests.factories.deliberations import DeliberationFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
JOURNAL = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def manager(programme):
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


@pytest.fixture
def earlier(programme):
    return DeliberationFactory(
        programme=programme, number="2020-176", session_on=dt.date(2020, 7, 6)
    )


@pytest.fixture
def vote(programme, earlier):
    """A vote tied to another, and that may be tied to a third."""
    kept = DeliberationFactory(programme=programme, number="2021-10")
    first = DeliberationFactory(
        programme=programme, number="2018-593", session_on=dt.date(2018, 12, 17)
    )
    deliberations.tie(kept, first, text="Même stratégie", **JOURNAL)
    return kept


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, manager, vote):
    earlier = Deliberation.objects.get(number="2020-176")
    tied = vote.visas.get().cites
    pages = [
        reverse("deliberations:index"),
        reverse("deliberations:index") + "?q=x",
        reverse("deliberations:add"),
        reverse("deliberations:tie", args=[vote.public_id]),
        reverse("deliberations:tie", args=[earlier.public_id]),
        reverse("deliberations:untie", args=[vote.public_id, tied.public_id]),
        reverse("deliberations:add-calendar", args=[vote.public_id]),
    ]
    tour(manager.email, pages)


def test_a_vote_is_entered_with_its_visas_and_enter_records_it(
    page, live_server, sign_in, manager, earlier
):
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("deliberations:index"))
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

    page.goto(live_server.url + reverse("dossiers:timeline"))
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
    page.get_by_label("Délibération visée").nth(3).fill("2020-176")
    page.get_by_label("Commission", exact=True).first.fill("6ème commission")
