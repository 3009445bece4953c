"""The distributor: someone comes to the counter, is registered, and leaves with a carnet."""

import io

import pytest
from pypdf import PdfReader

from accounts.enums import Role
from distribution.models import HandOut
from tests.journeys.traveller import plain


@pytest.fixture
def distributor(travel):
    return travel(Role.DISTRIBUTOR)


def field(page) -> str:
    """The label of what has the focus."""
    return plain(page.evaluate("document.activeElement.labels?.[0]?.innerText ?? ''"))


def tab_to(page, label: str) -> None:
    """Tab until a field, a link or a button of that name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if label in {field(page), plain(page.evaluate("document.activeElement.textContent"))}:
            return
    raise AssertionError(f"No Tab leads to {label} on {page.url}")


def write(page, label: str, text: str) -> None:
    tab_to(page, label)
    page.keyboard.type(text)


def register(page) -> None:
    """Someone who is 72, found nowhere: name, birth, commune, and on to the request."""
    tab_to(page, "Enregistrer une personne")
    page.keyboard.press("Enter")
    page.wait_for_url("**/enregistrer/")
    write(page, "Nom", "Wattrelot")
    write(page, "Prénom", "Jeanne")
    write(page, "Date de naissance", "1er juin 1950")
    write(page, "Commune où la personne habite", "Arras")
    page.keyboard.press("Enter")
    page.wait_for_url("**/demande/")


def ask(page) -> None:
    """The request of someone old enough, and its decision."""
    tab_to(page, "Situation de la personne")
    page.keyboard.type("Aucune")
    tab_to(page, "Accompagnée par un prescripteur")
    page.keyboard.press("Space")
    write(page, "Justificatif vu", "Carte")
    page.keyboard.press("Enter")
    page.wait_for_url("**/decisions/**")


def test_someone_new_leaves_with_a_carnet_by_keys_alone(distributor):
    page, keys = distributor.page, distributor.page.keyboard
    distributor.open("distribution:counter")
    assert field(page) == "Chercher une personne"
    keys.type("Wattrelot")
    keys.press("Enter")
    page.get_by_text("personne à ce nom").wait_for()
    register(page)
    ask(page)
    distributor.look()
    distributor.reads("Demande accordée", "a droit à 10 pass", "72 ans")

    tab_to(page, "Remettre le carnet")
    keys.press("Enter")
    page.wait_for_url("**/comptoir/decisions/**")
    distributor.reads("A droit à 10 pass")
    assert field(page) == "Carnet"
    keys.press("Enter")
    page.wait_for_url("**?remise=**")
    distributor.look()
    distributor.reads("Carnet n° 00001 remis", "1 remise aujourd’hui", "5 carnets en stock")
    assert field(page) == "Chercher une personne"
    page.reload()
    assert HandOut.objects.get().numbers == [1]


def test_the_receipt_names_the_person_and_the_places_near(distributor, scene, clock):
    clock.on(scene.given.handed_on)
    distributor.open("distribution:counter")
    link = distributor.page.get_by_role("link", name=f"Reçu {scene.given.receipt}")
    answer = distributor.page.request.get(distributor.url + link.get_attribute("href"))

    assert answer.headers["content-type"] == "application/pdf"
    text = plain(PdfReader(io.BytesIO(answer.body())).pages[0].extract_text())
    assert "Rose Delattre" in text
    assert scene.given.receipt in text
    assert "Les Terrils" in text


def test_a_distributor_finds_their_people_and_undoes_a_mistake(distributor, scene, clock):
    clock.on(scene.given.handed_on)
    distributor.open("reporting:home")
    distributor.follow("Remettre un carnet")
    distributor.follow("Annuler la remise")
    distributor.page.get_by_label("Motif").fill("Carnet remis à la mauvaise personne")
    distributor.press("Annuler la remise")
    distributor.reads("Remise annulée", "Une nouvelle remise est possible.")
    distributor.open("beneficiaries:index")
    distributor.follow("Delattre")
    distributor.open("distribution:stock")
    distributor.open("places:index")
    distributor.open("beneficiaries:reglements")
    distributor.refused(
        ["dossiers:conventions", "finance:index", "reporting:reports", "mediation:redeem"]
    )


def test_someone_who_is_not_entitled_reads_why_on_a_page_of_its_own(distributor):
    distributor.open("beneficiaries:register")
    for label, text in (
        ("Nom", "Lefebvre"),
        ("Prénom", "Paul"),
        ("Date de naissance", "01/06/1990"),
        ("Commune où la personne habite", "Arras"),
    ):
        distributor.page.get_by_label(label, exact=True).fill(text)
    distributor.press("Enregistrer la personne")
    distributor.page.get_by_label("Situation de la personne").select_option(
        label="Aucune de ces situations"
    )
    distributor.page.get_by_label("Accompagnée par un prescripteur").check()
    distributor.page.get_by_label("Justificatif vu").fill("Pièce d’identité")
    distributor.press("Décider de la demande")

    distributor.reads("Demande refusée", "Déposée le 15 mai 2023", "Aucun pass n’est accordé.")
    assert distributor.page.get_by_role("link", name="Remettre le carnet").count() == 0
