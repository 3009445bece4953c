"""The pages of the steps of a lot until it is received, and of its end."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from distribution.enums import LotState
from distribution.models import StockLine
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory, LotFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = {"on": "15/05/2023", "note": ""}


@pytest.fixture
def lot():
    return LotFactory(depot=DepotFactory(regie=True, name="Régie"), carnets=4, state="ordered")


@pytest.fixture
def acting(lot):
    def act(role=Role.MANAGER):
        user = UserFactory(role=role, organisation=lot.programme.authority)
        return sign_in(Client(), user)

    return act


def page_of(name, row):
    return reverse(f"ordering:{name}", args=[row.public_id])


def said(answer):
    *_, last = get_messages(answer.wsgi_request)
    return str(last).replace("\u00a0", " ")


def state_of(lot):
    lot.refresh_from_db()
    return lot.state


def test_a_lot_is_followed_from_its_proof_to_its_reception(acting, lot):
    manager, regisseur, order = acting(), acting(Role.REGISSEUR), page_of("order", lot.order)
    assert "recevoir le BAT : Gestionnaire du programme" in words(manager.get(order))
    assert page_of("receive-proof", lot) in manager.get(order).text

    answer = manager.post(page_of("receive-proof", lot), TODAY)
    assert said(answer) == "BAT reçu, lot lot-1."
    assert "BAT du lot lot-1 reçu le 15 mai 2023 : à valider d’ici le 20 mai 2023." in words(
        manager.get(order)
    )
    assert "Vous avez reçu ce BAT" in words(manager.post(page_of("approve-proof", lot), TODAY))
    todo = reverse("reporting:home")
    assert "Valider le BAT du lot lot-1" in words(regisseur.get(todo))
    assert "Valider le BAT du lot lot-1" not in words(manager.get(todo))
    assert "Indiquez le motif." in words(regisseur.post(page_of("refuse-proof", lot), TODAY))

    assert regisseur.post(page_of("approve-proof", lot), TODAY).url == order
    assert manager.post(page_of("start-production", lot), TODAY).status_code == 302
    assert page_of("cancel-lot", lot) not in manager.get(order).text
    assert manager.post(page_of("announce-dispatch", lot), TODAY).status_code == 302
    assert state_of(lot) == LotState.DISPATCHED
    page = words(regisseur.get(order))
    assert "réceptionner : Distributeur, Régisseur, Comptable public" in page
    assert "BAT validé" in page


def test_a_proof_is_refused_with_its_reason_then_received_again(acting, lot):
    manager, regisseur, order = acting(), acting(Role.REGISSEUR), page_of("order", lot.order)
    manager.post(page_of("receive-proof", lot), TODAY)

    answer = regisseur.post(page_of("refuse-proof", lot), TODAY | {"note": "Le logo est flou."})

    assert answer.url == order
    assert state_of(lot) == LotState.ORDERED
    assert "Le logo est flou." in words(manager.get(order))
    assert page_of("receive-proof", lot) in manager.get(order).text


def test_a_proof_that_waits_too_long_is_said_to_be_late(acting, lot):
    lot.programme.proof_days = 2
    lot.programme.save()
    acting().post(page_of("receive-proof", lot), {"on": "10/05/2023"})

    assert "à valider d’ici le 12 mai 2023. En retard." in words(
        acting(Role.FINANCE).get(page_of("order", lot.order))
    )


def test_what_a_lot_lacks_is_said_when_it_is_received(acting, lot):
    regisseur = acting(Role.REGISSEUR)
    depot = lot.programme.depots.get(kind="regie")
    typed = {"to": depot.public_id, "on": "15/05/2023", "missing": "n° 2 à 3", "reason": ""}
    assert "Indiquez ce qui manque ou est abîmé." in words(
        regisseur.post(page_of("deliver-lot", lot), typed)
    )
    assert "Le lot lot-1 va du n° 00001 à 00004." in words(
        regisseur.post(page_of("deliver-lot", lot), typed | {"missing": "9", "reason": "Perdu"})
    )

    answer = regisseur.post(page_of("deliver-lot", lot), typed | {"reason": "Paquet ouvert"})
    assert said(answer) == "Lot lot-1 reçu : 2 carnets en stock, à mettre en service."
    assert StockLine.objects.get(kind="loss").reason == "Paquet ouvert"


def test_a_cancelled_lot_says_so_and_its_order_too(acting, lot):
    manager, order = acting(), page_of("order", lot.order)
    page = words(manager.get(page_of("cancel-lot", lot)))
    assert "Les numéros restent pris, pour toujours." in page
    assert "Indiquez le motif." in words(manager.post(page_of("cancel-lot", lot), TODAY))

    answer = manager.post(page_of("cancel-lot", lot), TODAY | {"note": "Besoin revu"})
    assert said(answer) == "Annulation, lot lot-1."
    page = words(manager.get(order))
    assert "Commande annulée" in page
    assert "Besoin revu" in page
    assert "annulée" in words(manager.get(reverse("ordering:orders")))
    assert "Ce lot est annulé" in words(manager.get(page_of("receive-proof", lot)))
    assert "Ce lot est annulé" in words(manager.get(reverse("printing:lot", args=[lot.public_id])))
    assert "C’est déjà fait." in words(manager.get(page_of("cancel", lot.order)))


def test_an_order_of_two_lots_is_cancelled_at_once(acting, lot):
    manager = acting()
    terms = {"lots-TOTAL_FORMS": "2", "lots-INITIAL_FORMS": "0", "number": "C-9"}
    terms |= {"ordered_on": "12/05/2023", "valid_from": "12/05/2023", "valid_until": "31/12/2023"}
    for rank in "01":
        terms |= {f"lots-{rank}-code": rank, f"lots-{rank}-carnets": "1"}
        terms |= {f"lots-{rank}-passes_per_carnet": "5"}
    asked = manager.get(reverse("ordering:place"), terms | {"other_name": "Up"})
    address = f"{reverse('ordering:place')}?{asked.request['QUERY_STRING']}"
    order = manager.post(address, {"read": asked.context["form"]["read"].value()}).url
    cancel = f"{order}annuler/"
    assert cancel in manager.get(order).text

    answer = manager.post(cancel, TODAY | {"note": "Budget retiré"})
    assert said(answer) == "Commande C-9 annulée."
    assert "Commande annulée" in words(manager.get(order))
    assert cancel not in manager.get(order).text


def test_an_order_in_production_is_not_cancelled(acting):
    made = LotFactory(depot=DepotFactory(regie=True), state="production")
    manager = UserFactory(role=Role.MANAGER, organisation=made.programme.authority)

    page = words(sign_in(Client(), manager).get(page_of("cancel", made.order)))
    assert "Lot lot-1 : la fabrication est lancée." in page


def test_who_keeps_no_store_is_told_so_instead_of_receiving_a_lot(client):
    depot = DepotFactory(regie=True)
    lot = LotFactory(depot=depot, state="ordered")
    comptable = UserFactory(role=Role.COMPTABLE, organisation=lot.programme.authority)
    page = sign_in(client, comptable).get(page_of("deliver-lot", lot)).text
    assert "Vous ne tenez aucun dépôt." in page
    assert "<form method" not in page.partition("<main")[2]
