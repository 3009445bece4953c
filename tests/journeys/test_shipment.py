"""Carnets leave the régie, are counted at a counter that misses one, and one is handed out."""

from accounts.enums import Role
from distribution.models import Carnet, HandOut
from tests import browser
from tests.journeys.test_distributor import ask, register


def send(regisseur):
    """Three carnets, from the stock to the page that reads them again."""
    regisseur.open("distribution:stock")
    regisseur.page.get_by_text("Commander, déplacer").click()
    regisseur.follow("Grand livre")
    regisseur.follow("Envoyer des carnets")
    page = regisseur.page
    page.get_by_label("Envoyer à").select_option(label="MDS de l’Arrageois")
    page.get_by_label("Combien de carnets").fill("3")
    regisseur.press("Relire l’envoi")
    regisseur.reads("3 carnets : n° 00007 à 00009", "Rien n’est encore parti.")
    regisseur.press("Envoyer 3 carnets")
    regisseur.reads("3 carnets en chemin : à compter par MDS de l’Arrageois.")


def count(distributor):
    """The parcel holds two of them."""
    distributor.open("reporting:home")
    distributor.follow("Recevoir un envoi de 3 carnets")
    distributor.reads("Comptez les carnets et comparez leurs numéros.")
    distributor.follow("Il en manque")
    page = distributor.page
    page.get_by_label("Numéros des carnets reçus").fill("7 à 8")
    page.get_by_label("Ils manquent").check()
    page.get_by_label("Motif").fill("Le paquet est arrivé ouvert")
    distributor.press("Enregistrer ce comptage")
    distributor.reads("2 carnets reçus sur 3", "1 carnet en chemin")


def hand_out(distributor, number):
    """Someone new leaves with a carnet of the parcel."""
    page = distributor.page
    distributor.open("distribution:counter")
    page.keyboard.type("Wattrelot")
    page.keyboard.press("Enter")
    page.get_by_text("personne à ce nom").wait_for()
    register(page)
    ask(page)
    distributor.follow("Remettre le carnet")
    page.get_by_label("Carnet", exact=True).fill(str(number))
    page.keyboard.press("Enter")
    page.wait_for_url("**?remise=**")
    distributor.look()


def settle(regisseur):
    regisseur.open("reporting:home")
    regisseur.follow("Régler le reste d’un envoi")
    regisseur.page.get_by_label("Sont perdus ou volés").check()
    regisseur.page.get_by_label("Motif de la perte").fill("Vol déclaré le 15 mai")
    regisseur.press("Régler ces carnets")
    regisseur.reads("1 carnet perdu ou volé", "dont 1 perdu ou volé")


def test_carnets_go_from_the_regie_to_a_person_and_the_missing_one_is_lost(travel):
    regisseur = travel(Role.REGISSEUR)
    send(regisseur)
    distributor = travel(Role.DISTRIBUTOR)
    count(distributor)
    hand_out(distributor, 7)
    distributor.reads("Carnet n° 00007 remis")
    assert HandOut.objects.get().numbers == [7]
    browser.sign_in(regisseur.page, regisseur.url, f"{Role.REGISSEUR}@exemple.fr")
    settle(regisseur)
    assert Carnet.objects.get(number=9).state == "lost"
