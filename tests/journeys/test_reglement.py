"""The règlement that a vote widens, entered from its pages, and the requests that it judges."""

import datetime as dt

import pytest

from accounts.enums import Role
from audit.actors import SYSTEM
from beneficiaries.actions import requests
from beneficiaries.enums import Channel, Status
from passnum.programme_file import dumper, reading
from passnum.programme_file.loader import load
from programmes.models import Programme
from tests.factories.accounts import NOON, UserFactory
from tests.factories.beneficiaries import PersonFactory
from tests.factories.places import CommuneFactory
from tests.journeys.traveller import Traveller
from tests.passnum.loading import written_after

WHO = {"by": SYSTEM.at(NOON)}
FILE = "demo/hauts-de-france.toml"
YOUNG = "Jeunes de 18 à 30 ans en formation, en apprentissage ou accompagnés"
STATUSES = [
    "Stagiaire de la formation professionnelle",
    "En contrat d’apprentissage",
    "En PACEA avec une mission locale",
    "En contrat d’engagement jeune",
    "En terminale de bac professionnel",
    "En dernière année de CAP",
    "En école de production",
    "Suivi par une structure d’insertion par l’activité économique",
]
# Public, short name, situations, proof, passes granted.
ADDED = [
    (YOUNG, "jeunes-18-30", STATUSES, "Contrat ou attestation de l’année", "10"),
    (
        "Étudiants des formations sanitaires et sociales",
        "sanitaire-social",
        ["Étudiant des formations sanitaires et sociales"],
        "Carte d’étudiant",
        "10",
    ),
    (
        "Bénévoles des associations",
        "benevoles",
        ["Bénévole d’une association"],
        "Attestation de l’association",
        "10",
    ),
    (
        "Lycéens repérés par un des 25 établissements de l’expérimentation",
        "lyceens",
        ["Lycéen repéré par un établissement partenaire"],
        "Certificat de scolarité",
        "5",
    ),
]


@pytest.fixture
def values():
    """The file without what its versions do not need."""
    shipped = reading.parse(reading.read(FILE))
    return {name: shipped[name] for name in shipped if name not in {"depots", "orders", "places"}}


@pytest.fixture
def written(transactional_db, clock, values):
    """What the file writes with all its versions; nothing of it stays."""
    return written_after(values)


@pytest.fixture
def programme(written, values):
    """As it was before the vote of 22 November 2022: the version of February has no end."""
    *earlier, widened = values["reglements"]
    assert (earlier[-1].pop("ends_on"), widened["code"]) == (dt.date(2022, 12, 31), "2022-01883")
    load({**values, "reglements": earlier}, by=SYSTEM, at=NOON)
    return Programme.objects.get(code="hauts-de-france")


@pytest.fixture
def manager(programme, live_server, phone):
    user = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    return Traveller(phone, live_server.url, user.email)


def fill_public(manager, rank, public):
    """Fill the card of a new public by its labels."""
    label, code, statuses, proof, passes = public
    card = manager.page.locator("details.card-fields").nth(rank)
    if card.get_attribute("open") is None:
        card.locator("summary").click()
    card.get_by_label("Public", exact=True).fill(label)
    if code == "lyceens":
        card.get_by_label("La demande nomme un établissement").check()
    if label == YOUNG:
        card.get_by_label("Âge minimal").fill("18")
        card.get_by_label("Âge maximal").fill("30")
    for status in statuses:
        card.get_by_label(status, exact=True).check()
    card.get_by_label("Justificatif à voir").fill(proof)
    card.get_by_label("Pass accordés", exact=True).fill(passes)
    card.get_by_label("Plafond de pass par période").fill(passes)
    card.get_by_label("Nom court").fill(code)


def enter(manager):
    page = manager.page
    manager.open("beneficiaries:reglements")
    manager.follow("Saisir une version")
    manager.follow("Reprendre les publics de «\u00a0Règlement de février 2022\u00a0»")
    page.get_by_label("Intitulé").fill("Règlement de 2023, publics élargis")
    page.get_by_label("Demandes déposées à partir du").fill("1er janvier 2023")
    page.get_by_label("Délibération").select_option(
        label="n°\u00a02022.01883 (Commission permanente, 22\u00a0novembre\u00a02022)"
    )
    page.get_by_label("Mention").fill(reading.parse(reading.read(FILE))["reglements"][-1]["note"])
    for rank, public in enumerate(ADDED[:3], 3):
        fill_public(manager, rank, public)
    manager.press("Ajouter d’autres publics")
    fill_public(manager, 6, ADDED[3])
    manager.press("Enregistrer la version")
    page.get_by_label("Arrêter «\u00a0Règlement de février 2022\u00a0» le").check()
    manager.press("Enregistrer la version")


def answer(programme, filed_on, decided_on):
    """The answer to an apprentice of 28, of the Région."""
    commune = CommuneFactory(departement=programme.territory[0])
    person = PersonFactory(programme=programme, born_on=dt.date(1994, 6, 1), commune=commune)
    return requests.decide(
        person,
        filed_on=filed_on,
        status=Status.APPRENTICE,
        channel=Channel.ACCOMPANIED,
        organisation=person.registered_by,
        on=decided_on,
        **WHO,
    )


def test_a_widened_reglement_is_entered_judges_by_the_day_of_filing_and_is_written_back(
    manager, programme, written
):
    enter(manager)

    manager.reads(
        "Elle juge les demandes déposées à partir du 1er janvier 2023",
        "« Règlement de février 2022 » s’arrête la veille",
        "4 publics ajoutés",
        "n° 2022.01883",
    )
    assert dumper.text(programme) == written
    for decided_on in (dt.date(2023, 1, 2), dt.date(2023, 5, 15)):
        before = answer(programme, dt.date(2022, 12, 31), decided_on)
        since = answer(programme, dt.date(2023, 1, 1), decided_on)
        assert (before.granted, before.version.code) == (False, "2022-00258")
        assert (since.granted, since.version.code) == (True, "2022-01883")
        assert since.category.label == YOUNG
