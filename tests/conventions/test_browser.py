"""Every page of conventions in a browser, wide and narrow, looked at by axe."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from conventions.models import Avenant
from tests.factories.accounts import UserFactory
from tests.factories.conventions import BudgetLineFactory, PlanFactory, SubsidyFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def manager(programme):
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    page, phone, live_server, axe, sign_in, manager, avenant
):
    convention, deliberation = avenant.convention, avenant.deliberation
    PlanFactory(programme=convention.programme, convention=convention)
    SubsidyFactory(programme=convention.programme, deliberation=deliberation)
    BudgetLineFactory(programme=convention.programme, deliberation=deliberation)
    pages = [reverse("conventions:index")] + [
        reverse(f"conventions:{name}", args=[row.public_id])
        for name, row in (
            ("detail", convention),
            ("avenant", avenant),
            ("sign-avenant", avenant),
            ("deliberation", deliberation),
        )
    ]
    for shown in (page, phone):
        sign_in(shown, manager.email)
        for url in pages:
            shown.goto(live_server.url + url)
            assert axe(shown) == [], url
            assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), url


def test_an_avenant_is_signed_by_keys_alone(page, live_server, sign_in, manager, avenant):
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("conventions:detail", args=[avenant.convention.public_id]))
    page.get_by_role("link", name="Signer l’avenant").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/signer/")

    page.get_by_label("Date de signature").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Indiquez la date de signature de l’avenant.").first.wait_for()
    assert page.title().startswith("Erreur\u00a0: ")
    page.get_by_label("Date de signature").fill("1er mai 2023")
    page.keyboard.press("Enter")
    page.get_by_text("doit suivre le vote").first.wait_for()
    page.get_by_label("Date de signature").fill("15/05/2023")
    page.keyboard.press("Enter")

    page.get_by_text("Avenant n°\u00a01 signé.").wait_for()
    assert Avenant.objects.get().signed_on == dt.date(2023, 5, 15)
