"""Rows 001, 002 and 003 of the founding votes, entered in a browser alone, shown and exported."""

import csv
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from accounts.enums import Role
from conventions.models import BudgetLine, Plan, Subsidy
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.conventions import (
    BudgetLineFactory,
    ConventionFactory,
    DeliberationFactory,
    PlanFactory,
    SubsidyFactory,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@pytest.fixture
def desk(page, live_server, sign_in, programme):
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    sign_in(page, manager.email)
    page.set_default_timeout(10_000)
    return Desk(page, live_server.url)


class Desk:
    """Someone who fills forms and reads pages."""

    def __init__(self, page, url):
        self.page = page
        self.url = url

    def open(self, name, *args):
        self.page.goto(self.url + reverse(f"conventions:{name}", args=args))

    def fill(self, **values):
        for name, value in values.items():
            field = self.page.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"[name={name}][value={value}]").check()
            elif field.first.evaluate("each => each.tagName") == "SELECT":
                field.select_option(value)
            elif value is True:
                field.check()
            else:
                field.fill(value)

    def rows(self, name, *rows):
        """Fill the lines of a table, asking for more when there are too few."""
        for rank, row in enumerate(rows):
            if not self.page.locator(f"[name={name}-{rank}-amount]").count():
                self.page.locator(f"[name=add-{name}]").click()
                self.page.wait_for_load_state()
            self.fill(**{f"{name}-{rank}-{key}": value for key, value in row.items()})

    def press(self, button):
        self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()

    @property
    def text(self):
        return " ".join(self.page.locator("main").inner_text().replace("\u00a0", " ").split())

    def reads(self, *sentences):
        text = self.text
        assert [one for one in sentences if one not in text] == [], text

    def shown(self):
        """The table of the page, its cells as raw values."""
        return self.page.locator("main table").evaluate(
            "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
        )

    def file(self, kind):
        with self.page.expect_download() as wait:
            self.page.get_by_role("link", name=f"({kind})").click()
        return wait.value.path().read_bytes()


def raw(cell):
    """A cell of the screen or of a file, as one and the same value."""
    text = str("" if cell is None else cell).replace("\u00a0", " ").strip()
    text = "" if text == "sans objet" else text
    compact = text.replace(" ", "").replace(",", ".")
    return Decimal(compact) if NUMBER.fullmatch(compact) else " ".join(text.split())


def values(rows):
    return [[raw(cell) for cell in row] for row in rows]


def files_are_the_screen(desk):
    shown = values(desk.shown())
    assert len(shown) > 1
    text = desk.file("CSV").decode("utf-8-sig")
    assert values(csv.reader(io.StringIO(text), delimiter=";")) == shown
    book = openpyxl.load_workbook(io.BytesIO(desk.file("XLSX")))
    assert values(book.active.values) == shown


def charge(label, amount, section="investment", **more):
    return {"label": label, "amount": amount, "section": section, **more}


FEDER_POSTS = [
    charge("Équipements EHPAD", "57 356,25"),
    charge("Équipements collégiens", "1 228 232,50"),
    charge("Plateforme d’échanges", "100 226,91"),
    charge("Télétravail", "1 085 403,70"),
    charge("Pass numériques", "500 000", "functioning", pays_passes=True),
]


def resource(label, amount, funder=None, **more):
    brought = {"funder": str(funder.pk)} if funder else {}
    return {"label": label, "amount": amount, **brought, **more}


def enter_plan_of_the_state(desk, programme, state):
    anct = ConventionFactory(programme=programme, funder=state, signed=True, title="ANCT")
    desk.open("add-plan")
    desk.fill(title="Plan ANCT", convention=str(anct.pk), perimeter="operation", total="550000")
    desk.rows(
        "charges",
        charge("Pass numériques", "500000", "functioning", pays_passes=True),
        charge("Ingénierie", "50000", "functioning"),
    )
    desk.rows(
        "resources",
        resource("État", "275000", state, is_public_aid=True),
        resource("Département", "275000", programme.authority),
    )
    desk.press("Enregistrer le plan")
    desk.reads("Plan enregistré")


def enter_plan_of_feder(desk, programme, state):
    region = OrganisationFactory(name="Région Hauts-de-France")
    feder = ConventionFactory(programme=programme, funder=region, voted=True, title="FEDER")
    desk.open("add-plan")
    desk.fill(title="Plan FEDER", convention=str(feder.pk), total="2 971 219,36 €")
    desk.fill(aid_limit="80 %", limit_reason="notre lecture de la délibération")
    desk.rows("charges", *FEDER_POSTS)
    desk.rows(
        "resources",
        resource("FEDER REACT-EU", "2101975", region, is_public_aid=True),
        resource("État", "275000", state, is_public_aid=True),
        resource("Département", "594244,36", programme.authority),
    )
    desk.press("Enregistrer le plan")


def test_row_001_the_plan_of_the_feder_operation(desk, programme):
    state = OrganisationFactory(name="ANCT")
    enter_plan_of_the_state(desk, programme, state)
    enter_plan_of_feder(desk, programme, state)

    desk.reads(
        "2 971 219,36 € de dépenses, 2 971 219,36 € de ressources : le plan est équilibré.",
        "70,74 %",
        "79,99998 % (2 376 975,00 € sur 2 971 219,36 €)",
        "120,74 % (603 722,62 € sur 500 000,00 €)",
        "FEDER REACT-EU 353 722,62 €",
        "État 250 000,00 €",
        "notre lecture de la délibération",
    )
    desk.open("plans")
    desk.reads("2 plans de financement", "79,99998 %")
    files_are_the_screen(desk)
    assert Plan.objects.count() == 2


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
    desk.open("budget")
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
    desk.open("budget")
    files_are_the_screen(desk)


def test_row_002_the_plan_of_the_region_if_feder_is_granted(desk):
    desk.open("add-plan")
    desk.fill(title="Si le FEDER est accordé", total="763900")
    desk.rows(
        "charges",
        charge("68 750 pass de 10 €", "687500", "functioning", pays_passes=True),
        charge("Ingénierie", "76400", "functioning"),
    )
    desk.rows(
        "resources",
        resource("État", "488900", is_public_aid=True),
        resource("FEDER Picardie", "125000", is_public_aid=True),
        resource("Région", "150000"),
    )
    desk.press("Enregistrer le plan")
    desk.reads("16,36 %", "19,64 %", "10,0013 %", "10,00 € de plus que 10 %")


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
        "SIRET non communiqué",
        "ACHATS 178 000,00",
        "SUBVENTIONS D’EXPLOITATION 396 000,00",
        "Total 486 000,00",
        "Solde : 0,00 €",
    )
    desk.open("subsidies")
    files_are_the_screen(desk)

    desk.open("commit", line.public_id)
    desk.fill(amount="1", on="28/09/2022", subject="Un second euro")
    desk.press("Engager ce montant")
    desk.reads("Il reste 0,00 € sur la ligne", "Il manque 1,00 €.")
    assert Subsidy.objects.get().items.count() == 7 + 20 + 10


def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    page, phone, live_server, axe, sign_in, programme
):
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    convention = ConventionFactory(programme=programme, signed=True)
    plan = PlanFactory(programme=programme, convention=convention)
    plan.items.filter(label="État").update(is_public_aid=True)
    subsidy = SubsidyFactory(programme=programme)
    line, other = subsidy.commitment.line, BudgetLineFactory(programme=programme)
    line.phases.create(year=2022, amount=Decimal(5))
    addresses = [
        *(("plans", None), ("add-plan", None), ("plan", plan), ("edit-plan", plan)),
        *(("budget", None), ("add-budget-line", None), ("budget-line", line)),
        *(("edit-budget-line", other), ("commit", other)),
        *(("subsidies", None), ("add-subsidy", None), ("subsidy", subsidy)),
        *(("pay-subsidy", subsidy), ("receive-report", subsidy)),
    ]
    for shown in (page, phone):
        sign_in(shown, manager.email)
        for name, row in addresses:
            url = reverse(f"conventions:{name}", args=[row.public_id] if row else [])
            shown.goto(live_server.url + url)
            assert axe(shown) == [], url
            assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
