"""Every page of conventions in a browser, wide and narrow, looked at by axe."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import Role
from conventions.enums import Block
from conventions.models import Avenant
from tests.factories.accounts import UserFactory
from tests.factories.budget import BudgetLineFactory, SubsidyFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.financing import PlanFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def manager(programme):
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, manager, avenant):
    convention, deliberation = avenant.convention, avenant.deliberation
    PlanFactory(programme=convention.programme, convention=convention)
    SubsidyFactory(programme=convention.programme, deliberation=deliberation)
    BudgetLineFactory(programme=convention.programme, deliberation=deliberation)
    pages = [reverse("dossiers:conventions")] + [
        reverse(name, args=[row.public_id])
        for name, row in (
            ("dossiers:convention", convention),
            ("dossiers:avenant", avenant),
            ("dossiers:sign-avenant", avenant),
            ("dossiers:deliberation", deliberation),
        )
    ]
    tour(manager.email, pages)


PARTS = ["duree", "depenses", "deploiement", "cout", "obligations", "parties"]


@pytest.fixture
def draft(programme):
    draft = ConventionFactory(programme=programme, title="Convention en projet")
    ClauseFactory(convention=draft)
    ObligationFactory(convention=draft)
    return draft


@pytest.fixture
def opened(programme):
    """An avenant in project that opens everything, on a convention in force."""
    convention = ConventionFactory(programme=programme, signed=True)
    ClauseFactory(convention=convention, in_force=True)
    ObligationFactory(convention=convention, in_force=True)
    return AvenantFactory(convention=convention, blocks=[block.value for block in Block])


@pytest.fixture
def addresses(draft, opened):
    """Every page where a text is prepared, and where a step is taken."""
    named = [
        ("conventions:edit", draft),
        ("conventions:identity", draft),
        ("dossiers:vote", draft),
        ("dossiers:discard", draft),
        ("dossiers:sign", draft),
        ("dossiers:sign-avenant", opened),
        ("dossiers:close", opened.convention),
        ("dossiers:terminate", opened.convention),
        ("conventions:add-avenant", opened.convention),
        ("conventions:edit-avenant", opened),
        ("conventions:avenant-subject", opened),
        ("conventions:difference", opened),
    ]
    pages = [reverse("conventions:add")]
    pages += [reverse(name, args=[row.public_id]) for name, row in named]
    pages += [reverse("conventions:text", args=[draft.public_id, part]) for part in PARTS]
    first = PARTS[0], PARTS[4]
    return pages + [reverse("conventions:avenant-text", args=[opened.public_id, p]) for p in first]


def test_axe_finds_nothing_where_a_text_is_prepared(tour, manager, addresses):
    tour(manager.email, addresses, is_unfolded=True)


def test_a_part_is_filled_by_keys_alone_and_an_error_keeps_what_was_typed(
    page, live_server, sign_in, manager, draft
):
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("conventions:edit", args=[draft.public_id]))
    page.get_by_role("link", name="Indiquer la durée").focus()
    page.keyboard.press("Enter")
    page.locator("#id_action_end").fill("31/02/2023")
    page.locator("#id_duration_months").fill("31")
    page.keyboard.press("Enter")
    page.get_by_text("Ce jour n’existe pas").first.wait_for()
    page.wait_for_load_state()
    assert page.title().startswith("Erreur\u00a0: ")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.locator("#id_duration_months").input_value() == "31"

    page.get_by_role("link", name="Ce jour n’existe pas").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("31 décembre 2023")
    page.keyboard.press("Enter")

    page.get_by_text("est enregistré dans le projet.").wait_for()
    assert draft.clauses.get(kind="action_end").day == dt.date(2023, 12, 31)


def test_the_second_day_of_a_convention_stays_folded_until_it_is_used(
    page, live_server, sign_in, manager, convention
):
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("dossiers:convention", args=[convention.public_id]))
    known = page.get_by_label("Telle que connue le")
    assert not known.is_visible()
    page.get_by_text("Ce qui était connu à une date").click()
    known.fill("1er janvier 2023")
    page.keyboard.press("Enter")

    page.get_by_text("ce qui était connu le 1er").wait_for()
    assert "connu=" in page.url
    assert page.get_by_label("Telle que connue le").is_visible()


def sign_by_keys(page):
    page.get_by_role("button", name="Signer l’avenant").focus()
    page.keyboard.press("Enter")


def test_an_avenant_is_signed_by_keys_alone(page, live_server, sign_in, manager, avenant):
    sign_in(page, manager.email)
    page.goto(live_server.url + reverse("dossiers:convention", args=[avenant.convention.public_id]))
    page.get_by_role("link", name="Signer l’avenant").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/signer/")

    page.get_by_label("Date de signature").focus()
    page.keyboard.press("Enter")
    page.get_by_text(
        "Indiquez le jour de la signature, ou le jour d’effet si elle n’est pas connue."
    ).first.wait_for()
    assert page.title().startswith("Erreur\u00a0: ")
    page.get_by_label("Date de signature").fill("1er mai 2023")
    page.keyboard.press("Enter")
    page.get_by_text("doit suivre le vote").first.wait_for()
    page.get_by_label("Date de signature").fill("15/05/2023")
    page.keyboard.press("Enter")
    sign_by_keys(page)

    page.get_by_text("Avenant n°\u00a01 signé.").wait_for()
    assert Avenant.objects.get().signed_on == dt.date(2023, 5, 15)


def test_a_phone_folds_the_filters_of_a_list_until_they_are_used(
    page, phone, live_server, sign_in, manager, avenant
):
    url = live_server.url + reverse("dossiers:conventions")
    for shown, is_folded in ((page, False), (phone, True)):
        sign_in(shown, manager.email)
        shown.goto(url)
        assert shown.get_by_label("Financeur").is_visible() is not is_folded
        assert shown.get_by_role("link", name="Simulateur").is_visible() is not is_folded
        if is_folded:
            shown.get_by_text("Chercher et filtrer").press("Enter")
            shown.get_by_text("Rubrique : Conventions").press("Enter")
        assert shown.get_by_role("link", name="Simulateur").is_visible()
        shown.get_by_label("Financeur").select_option(index=1)
        shown.get_by_role("button", name="Appliquer").click()
        shown.wait_for_url("**financeur=**")
        assert shown.get_by_label("Financeur").is_visible()


def test_on_a_phone_a_convention_leads_to_its_acts(phone, live_server, sign_in, manager, avenant):
    sign_in(phone, manager.email)
    phone.goto(
        live_server.url + reverse("dossiers:convention", args=[avenant.convention.public_id])
    )
    phone.get_by_role("link", name="Actes et pièces").click()
    act = phone.get_by_role("link", name="Signer l’avenant n° 1")
    expect(act).to_be_in_viewport()


def test_the_amounts_of_a_plan_stand_whole_on_a_phone(
    phone, live_server, sign_in, manager, programme
):
    plan = PlanFactory(programme=programme)
    sign_in(phone, manager.email)
    phone.goto(live_server.url + reverse("financing:plan", args=[plan.public_id]))
    frame = phone.locator(".plan-side").first
    assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
