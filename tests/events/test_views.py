"""The journal: who did what, filtered, exported, and opening what it names."""

from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.enums import GRANTS, Role
from audit import journal
from audit.actors import SYSTEM
from beneficiaries.actions import people
from events.pages import PAGES
from tests.accounts.house import House
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, give, sign_in
from tests.factories.distribution import DepotFactory
from tests.factories.programmes import ProgrammeFactory
from tests.reading import as_csv, searched
from tests.reporting.test_views import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
JOURNAL = reverse("events:journal")


def record(programme_id, actor=SYSTEM, verb="lot.activated"):
    subject = OrganisationFactory(name="Objet du journal")
    journal.record(verb, subject, by=actor.at(NOON), programme_id=programme_id)


def acts(response):
    """The table of the page: its filters name each act."""
    return response.text.partition("<table")[2]


def test_the_journal_tells_who_did_what_in_the_programme(client, acting, programme):
    user = acting(Role.AUDITOR)
    record(programme.pk)
    record(ProgrammeFactory().pk, verb="avenant.signed")
    record(None, user.as_actor("10.0.0.9"), "user.signed_in")
    record(None, UserFactory().as_actor("10.9.9.9"), "user.signed_in")

    page = acts(client.get(JOURNAL))

    assert "Lot mis en service" in page
    assert f"Contrôleur, {programme.authority}" in page
    assert "Avenant signé" not in page
    assert "10.0.0.9" in page
    assert "10.9.9.9" not in page


def test_the_journal_tells_what_those_of_the_field_did_of_their_accounts(client, acting, programme):
    acting(Role.AUDITOR)
    depot, elsewhere = DepotFactory(programme=programme), DepotFactory()
    agent = UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation)
    record(None, agent.as_actor("10.0.0.1"), "user.signed_in")
    record(None, replace(agent.as_actor("10.0.0.2"), organisation=""), "user.signed_in")
    give(agent, Role.DISTRIBUTOR, elsewhere.organisation)
    under_another = replace(agent.as_actor("10.0.0.3"), organisation=str(elsewhere.organisation))
    record(None, under_another, "user.signed_in")
    journal.record("user.added", acting(Role.ADMINISTRATOR), by=SYSTEM.at(NOON))
    journal.record("user.added", UserFactory(role=Role.FINANCE), by=SYSTEM.at(NOON))
    acting(Role.AUDITOR)

    page = acts(client.get(JOURNAL))

    assert [f"10.0.0.{number}" in page for number in (1, 2, 3)] == [True, True, False]
    assert page.count("système") == 1


@pytest.mark.usefixtures("acting")
def test_the_journal_is_searched_by_act_and_sorted_by_author(client, acting, programme):
    user = acting(Role.ADMINISTRATOR)
    record(programme.pk)
    record(programme.pk, user.as_actor(), "order.created")

    found = acts(searched(client, JOURNAL, q="commande"))
    none = searched(client, JOURNAL, q="introuvable").text
    by_day = acts(client.get(JOURNAL, {"sort": "at"}))

    assert "Commande saisie" in found
    assert "Lot mis en service" not in found
    assert "Aucun acte pour ces filtres." in none
    assert "<table" not in none
    assert by_day.index("Lot mis en service") < by_day.index("Commande saisie")


@pytest.mark.usefixtures("acting")
def test_the_journal_is_filtered_and_exported_and_opens_what_it_names(
    client, acting, programme, convention
):
    acting(Role.AUDITOR)
    record(programme.pk)
    journal.record("convention.signed", convention, by=SYSTEM.at(NOON), programme_id=programme.pk)
    address = reverse("dossiers:convention", args=[convention.public_id])

    signed = client.get(JOURNAL, {"acte": "convention.signed"}).text
    of_day = client.get(JOURNAL, {"du": "15/05/2023", "au": "15/05/2023"}).text
    before = client.get(JOURNAL, {"au": "14/05/2023"}).text
    file = searched(client, JOURNAL, q="Objet du").context["listing"].csv_url
    rows = as_csv(client.get(file))

    assert address in signed
    assert "Objet du journal" not in signed
    assert address in of_day
    assert "Aucun acte pour ces filtres." in before
    assert [row[3:5] for row in rows[1:]] == [["Lot mis en service", "Objet du journal"]]
    acting(Role.ADMINISTRATOR)  # who opens no convention
    assert address not in client.get(JOURNAL).text


def test_a_page_that_named_people_is_told_with_their_number(client, acting, programme):
    acting(Role.AUDITOR)
    people.note_listed(programme, "Comptoir", range(3), by=SYSTEM.at(NOON))

    page = client.get(JOURNAL, {"acte": "person.listed"})
    rows = as_csv(client.get(page.context["listing"].csv_url))

    assert "Comptoir\u00a0: 3\u00a0personnes" in acts(page)
    assert [row[3:5] for row in rows[1:]] == [
        ["Noms de personnes affichés", "Comptoir\u00a0: 3\u00a0personnes"]
    ]


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DISTRIBUTOR])
def test_the_journal_is_for_auditors_and_administrators(client, acting, programme, role):
    organisation = DepotFactory(programme=programme).organisation
    acting(role, organisation if role == Role.DISTRIBUTOR else None)

    assert client.get(JOURNAL).status_code == 403


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_each_thing_that_has_a_page_which_the_reader_may_open_leads_to_it(client, role):
    house, stranger = House(), OrganisationFactory()
    things = {one._meta.label_lower: one for one in vars(house).values() if hasattr(one, "_meta")}
    things |= {
        "accounts.membership": house.proposed,
        "accounts.organisation": house.place.structure.organisation,
        "accounts.user": house.newcomer,
        "conventions.obligation": house.occurrence.obligation,
        "distribution.lot": house.ordered,
        "distribution.order": house.ordered.order,
    }
    for thing in [*things.values(), stranger]:
        journal.record("seen", thing, by=SYSTEM.at(NOON), programme_id=house.programme.pk)
    reader = sign_in(client, house.member(role))

    table = reader.get(JOURNAL, {"lignes": 2_000}).context["listing"].table

    opened = {kind for kind, _, permission, _ in PAGES if permission in GRANTS[role]}
    assert {kind for kind, _ in table.links} == opened
    assert {reader.get(url).status_code for url in table.links.values()} == {200}
    assert ("accounts.organisation", stranger.pk) not in table.links


def test_five_acts_ask_no_more_queries_than_one(client, acting, programme):
    acting(Role.AUDITOR)
    record(programme.pk)
    one = queries(client, JOURNAL)
    for _ in range(4):
        record(programme.pk)

    assert queries(client, JOURNAL) == one
