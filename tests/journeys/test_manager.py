"""The manager: from what needs them to the signature of an avenant, and around the programme."""

import datetime as dt

import pytest

from accounts.enums import Role
from conventions.models import Avenant, Convention
from distribution.models import Depot, Order


@pytest.fixture
def manager(travel):
    return travel(Role.MANAGER)


def test_the_avenant_is_signed_from_what_needs_the_manager(manager):
    anct = Convention.objects.get(code="anct")
    manager.open("reporting:home")
    manager.reads("Obtenir le mandat de la commande 2023-01")
    manager.follow("Signer l’avenant n° 1")
    manager.press("Vérifier pour ce jour")
    manager.reads("Indiquez le jour de la signature, ou le jour d’effet si elle n’est pas connue.")
    manager.page.get_by_label("Date de signature").fill("15 mai 2023")
    manager.press("Vérifier pour ce jour")
    manager.press("Signer l’avenant n° 1")
    manager.reads("Avenant n° 1 signé.", "en vigueur à partir du 15 mai 2023")
    assert Avenant.objects.get().signed_on == dt.date(2023, 5, 15)

    manager.open("dossiers:convention", anct.public_id, query="?jour=14/05/2023")
    manager.reads("Au 14 mai 2023 : l’action finit le 30 juillet 2023")
    manager.open("dossiers:convention", anct.public_id)
    manager.reads("Au 15 mai 2023 : l’action finit le 31 décembre 2023")
    manager.open("reporting:home")
    assert "Signer" not in manager.text


def test_a_convention_is_read_as_it_stood_on_a_day(manager):
    manager.open("dossiers:conventions")
    manager.follow("Convention ANCT", exact=True)
    manager.reads("Au 15 mai 2023 : l’action finit le 30 juillet 2023", "attend sa signature")
    manager.page.get_by_label("Situation au").fill("10 mars 2021")
    manager.press("Voir cette situation")
    manager.reads("Au 10 mars 2021 : rien n’est en vigueur.")
    manager.page.get_by_label("Situation au").fill("11/03/2021")
    manager.press("Voir cette situation")
    manager.reads("Au 11 mars 2021 : l’action finit le 30 juillet 2023", "550 000,00 €")
    manager.follow("N° 2021-10 du 8 février 2021")
    manager.page.go_back()
    assert "jour=11" in manager.page.url


def test_the_feder_plan_shows_its_five_posts_and_both_perimeters(manager):
    manager.open("dossiers:conventions")
    manager.follow("Convention FEDER REACT-EU", exact=True)

    manager.reads("57 356,25", "1 228 232,50", "100 226,91", "1 085 403,70", "500 000,00")
    manager.reads("2 971 219,36", "70,74 %", "79,99998 %", "120,74 %")


def test_the_programme_is_followed_from_its_orders_to_its_places(manager):
    manager.open("distribution:stock")
    manager.reads("MDS de l’Arrageois", "Régie départementale")
    manager.follow("Régie départementale")
    manager.open("distribution:depot", Depot.objects.get(code="mds-arras").public_id)
    manager.reads("Approvisionnement")
    manager.open("ordering:orders")
    manager.follow("2023-01")
    assert manager.page.url.endswith(f"{Order.objects.get(number='2023-01').public_id}/")
    manager.open("places:index")
    manager.follow("Espace numérique Les Terrils – Liévin")
    manager.open("reporting:indicators")
    manager.open("reporting:reports")
    manager.open("beneficiaries:index")
    manager.open("beneficiaries:reglements")
    manager.follow("Règlement d’attribution 2021-2023")
    manager.refused(["distribution:counter", "mediation:redeem", "events:journal"])
