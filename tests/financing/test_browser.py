"""Rows 001 and 002 of the founding votes: their plans, entered in a browser alone."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from financing.models import Plan
from tests.desk import Desk, files_are_the_screen
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.conventions import ConventionFactory
from tests.factories.financing import PlanFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]


@pytest.fixture
def desk(page, live_server, sign_in, programme):
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    sign_in(page, manager.email)
    return Desk(page, live_server.url, "financing")


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


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, programme):
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    convention = ConventionFactory(programme=programme, signed=True)
    plan = PlanFactory(programme=programme, convention=convention)
    plan.items.filter(label="État").update(is_public_aid=True)
    addresses = [("plans", None), ("add-plan", None), ("plan", plan), ("edit-plan", plan)]
    tour(
        manager.email,
        [
            reverse(f"financing:{name}", args=[row.public_id] if row else [])
            for name, row in addresses
        ],
    )
