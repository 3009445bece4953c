"""The pages of findings and the simulator in a browser, wide and narrow, looked at by axe."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from financing.pages import simulator
from tests.factories.accounts import UserFactory
from tests.factories.findings import AcceptanceFactory, planted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def manager(programme):
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, manager, programme):
    finding, accepted = planted(programme), planted(programme)
    AcceptanceFactory(programme=programme, fingerprint=accepted.fingerprint)
    pages = [
        reverse("findings:findings"),
        finding.get_absolute_url(),
        accepted.get_absolute_url(),
        reverse("findings:accept", args=[finding.fingerprint]),
        reverse("financing:simulator"),
        simulator.EXAMPLES[0].url,
        simulator.EXAMPLES[0].url.replace("763", "beaucoup"),
    ]
    tour(manager.email, pages)


def test_a_finding_is_accepted_and_opened_again_by_keys_alone(
    page, live_server, sign_in, manager, programme
):
    planted(programme)
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("findings:findings"))
    page.get_by_role("link", name="Section et imputation").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Accepter cet écart").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Motif").fill("Lettre du 12 mai 2023")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_text("Écart accepté. Son motif est au journal.").wait_for()
    page.get_by_role("button", name="Retirer l’acceptation").press("Enter")
    page.get_by_text("Acceptation retirée. L’écart").wait_for()


def test_the_simulator_is_filled_from_its_page_alone(page, live_server, sign_in, manager):
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("financing:simulator"))
    page.get_by_label("Population").fill("6 006 870")
    page.get_by_label("Densité").fill("189")
    page.get_by_label("Taux de pauvreté").fill("18,6 %")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Montant du projet").fill("763 900,00 €")
    page.get_by_label("Montant accordé par l’État").fill("488 900")
    page.keyboard.press("Enter")

    page.get_by_text("L’État financerait 64\u00a0% du projet").wait_for()
    page.get_by_text("4,00\u00a0€ de plus que la simulation").wait_for()
    assert page.get_by_label("Population").input_value().replace("\u202f", " ") in {
        "6 006 870",
        "6\u00a0006\u00a0870",
    }
