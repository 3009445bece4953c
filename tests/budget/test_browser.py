"""Rows 001, 002 and 003 of the founding votes: lines and a subsidy, entered in a browser alone."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from budget.models import BudgetLine, Subsidy
from tests.desk import Desk, files_are_the_screen
from tests.factories.accounts import UserFactory
from tests.factories.budget import BudgetLineFactory, SubsidyFactory
from tests.factories.deliberations import DeliberationFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def desk(page, live_server, sign_in, programme):
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    sign_in(page, manager.email)
    return Desk(page, live_server.url, "budget")


def test_row_001_the_three_imputations_of_the_feder_operation(desk, programme):
    vote = DeliberationFactory(programme=programme, number="2022-284")
    for imputation, operation, section in (
        ("13172//900202", "C06-020M01", "investment"),
        ("13172//900202", "C03-221J01", "investment"),
        ("74772//930202", "C06-020M02", "functioning"),
    ):
        desk.open("add-budget-line")
        desk.fill(deliberation=str(vote.pk), year="2022", section=section, side="recette")
        desk.fill(imputation=imputation, operation=operation, norm="M52")
        desk.press("Enregistrer la ligne")
        desk.reads("Recette attendue au budget 2022.", "Fonction 0202", f"Opération {operation}")
    desk.open("budget-lines")
    desk.reads("3 lignes budgétaires")
    files_are_the_screen(desk)


def test_row_002_the_authorisation_of_the_region_and_its_phasing(desk):
    desk.open("add-budget-line")
    desk.fill(year="2020", section="functioning", imputation="935/56/6518/56000017", norm="M71")
    desk.fill(authorised="763 900,00 €")
    desk.rows(
        "phases",
        {"year": "2020", "amount": "244 450,00"},
        {"year": "2021", "amount": "427 780,00"},
        {"year": "2022", "amount": "91 671,00"},
    )
    desk.press("Enregistrer la ligne")
    desk.reads("Il y a 1,00 € de trop.")
    desk.rows("phases", {}, {}, {"amount": "91 670,00"})
    desk.press("Enregistrer la ligne")

    desk.reads(
        "Chapitre 935",
        "Fonction 56",
        "Nature 6518",
        "Programme budgétaire 56000017",
        "AP ou AE 763 900,00 €",
        "2020 244 450,00",
        "2021 427 780,00",
        "2022 91 670,00",
        "Autorisation 763 900,00",
    )
    desk.open("budget-lines")
    files_are_the_screen(desk)


POSTS = {
    "ACHATS": (178_000, 36_000, 40_000, 13_000, 24_000, 15_000, 45_000, 5_000),
    "SERVICES EXTÉRIEURS": (134_000, 5_000, 62_000, 40_000, 12_000, 3_000, 12_000),
    "AUTRES SERVICES EXTÉRIEURS": (47_000, 42_000, 4_500, 500),
    "SALAIRES": (92_000, 4_500, 2_500, 58_000, 27_000),
    "STRUCTURE": (35_000,),
}
RESOURCES = {
    "SUBVENTIONS D’EXPLOITATION": (396_000, 327_000, 30_000, 25_000, 10_000, 4_000),
    "MÉCÉNAT": (90_000, 20_000, 25_000, 10_000, 25_000, 10_000),
}


def budget_of(sides):
    for label, (total, *posts) in sides.items():
        yield {"kind": "sous-total", "label": label, "amount": str(total)}
        for rank, amount in enumerate(posts, 1):
            yield {"kind": "poste", "label": f"{label} {rank}", "amount": str(amount)}


def test_row_003_the_subsidy_of_numerique_en_communs(desk, programme):
    vote = DeliberationFactory(programme=programme, number="2022-367", session_on="2022-09-27")
    desk.open("add-budget-line")
    desk.fill(deliberation=str(vote.pk), year="2022", section="functioning", norm="M52")
    desk.fill(imputation="6568//930202", operation="C06-020M02")
    desk.fill(credits="10 000,00", available="10 000,00", proposed="10 000,00")
    desk.press("Enregistrer la ligne")
    desk.reads("Il reste 10 000,00 € à engager", "Chapitre 930", "Nature 6568")

    desk.open("add-subsidy")
    line = BudgetLine.objects.get()
    desk.fill(deliberation=str(vote.pk), other_name="Futur Composé", line=str(line.pk))
    desk.fill(purpose="Numérique en Commun[s] (NEC) 2022", amount="10 000,00 €")
    desk.fill(third_party_budget="486 000,00 €")
    desk.rows("charges", *budget_of(POSTS))
    desk.rows("resources", *budget_of(RESOURCES))
    desk.press("Enregistrer la subvention")

    desk.reads(
        "10 000,00 € à Futur Composé, soit 2,06 % de son budget de 486 000,00 €.",
        "SIRET non indiqué",
        "ACHATS 178 000,00",
        "SUBVENTIONS D’EXPLOITATION 396 000,00",
        "Total 486 000,00",
        "Solde : 0,00 €",
    )
    desk.open("subsidies")
    files_are_the_screen(desk)

    desk.open("commit", line.public_id)
    desk.fill(amount="1", on="28/09/2022", subject="Un second euro")
    desk.press("Vérifier")
    desk.reads("Il reste 0,00 € sur la ligne", "Il manque 1,00 €.")
    assert Subsidy.objects.get().items.count() == 7 + 20 + 10


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, programme):
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    subsidy = SubsidyFactory(programme=programme)
    line, other = subsidy.commitment.line, BudgetLineFactory(programme=programme)
    line.phases.create(year=2022, amount=Decimal(5))
    addresses = [
        *(("budget-lines", None), ("add-budget-line", None), ("budget-line", line)),
        *(("edit-budget-line", other), ("commit", other)),
        *(("subsidies", None), ("add-subsidy", None), ("subsidy", subsidy)),
        *(("pay-subsidy", subsidy), ("receive-report", subsidy)),
    ]
    tour(
        manager.email,
        [reverse(f"budget:{name}", args=[row.public_id] if row else []) for name, row in addresses],
    )
