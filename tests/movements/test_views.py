"""The pages that send carnets, count them, declare them lost and correct the ledger."""

import io

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from distribution.enums import ShipmentState
from distribution.models import Carnet, Shipment
from movements import actions
from tests.distribution.attempts import move
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import JOURNAL, DepotFactory, LotFactory, hand_out, shipment_of
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = reverse("movements:shipments")
HOME = reverse("reporting:home")
TODAY = "15/05/2023"


@pytest.fixture
def regie():
    return DepotFactory(regie=True, name="Régie", carnets=6)


@pytest.fixture
def counter(regie):
    return DepotFactory(programme=regie.programme, name="MDS de Lens")


@pytest.fixture
def acting(client, regie):
    def act(role=Role.REGISSEUR, organisation=None):
        where = organisation or regie.programme.authority
        return sign_in(client, UserFactory(role=role, organisation=where))

    return act


@pytest.fixture
def at_counter(acting, counter):
    return lambda: acting(Role.DISTRIBUTOR, counter.organisation)


def page_of(name, row):
    return reverse(f"movements:{name}", args=[row.public_id])


def depot_page(depot):
    return reverse("distribution:depot", args=[depot.public_id])


def said(answer):
    *_, last = get_messages(answer.wsgi_request)
    return str(last).replace("\u00a0", " ")


def send(client, regie, counter, **asked):
    """Ask for carnets, follow to the page that reads them again, and send."""
    page = client.get(page_of("send", regie), {"destination": counter.public_id, **asked})
    address = page.url if page.status_code == 302 else page.request["QUERY_STRING"]
    address = address if address.startswith("/") else f"{page_of('send', regie)}?{address}"
    return client.get(address), client.post(address, {"on": TODAY, "note": ""})


def test_the_first_carnets_in_service_are_sent_once_they_are_read_again(acting, regie, counter):
    LotFactory(depot=regie, carnets=2, state="delivered")
    move(regie, counter, 2, 2)
    client = acting()
    assert page_of("send", regie) in client.get(depot_page(regie)).text

    check, answer = send(client, regie, counter, carnets="3")

    assert "3 carnets : n° 00001, n° 00003 à 00004" in words(check)
    assert "30 pass, 300,00 €" in words(check)
    assert "MDS de Lens les compte à l’arrivée" in words(check)
    assert "Envoyer 3 carnets" in words(check)
    sent = Shipment.objects.get()
    assert answer.url == page_of("shipment", sent)
    assert said(answer) == "Envoi n° 1 parti : 3 carnets pour MDS de Lens."
    page = words(client.get(answer.url))
    assert "3 carnets en chemin : à compter par MDS de Lens." in page
    assert "Annuler l’envoi" in page
    assert "Recevoir l’envoi" not in page


def test_chosen_numbers_are_sent_and_those_without_mandat_are_said(acting, regie, counter):
    LotFactory(depot=regie, carnets=2, state="delivered")
    check, answer = send(acting(), regie, counter, numbers="n° 00002 à 00003, 7")
    assert "1 carnet sans mandat" in words(check)
    assert answer.status_code == 302
    (first, second) = Shipment.objects.get().lines.order_by("pk")
    assert (first.first_carnet, first.last_carnet, second.first_carnet) == (2, 3, 7)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "Indiquez combien de carnets envoyer"),
        ({"carnets": "2", "numbers": "1"}, "Gardez l’un des deux"),
        ({"carnets": "9"}, "Régie a 6 carnets en service, pas plus."),
        ({"numbers": "5 à 9"}, "Régie ne détient pas tous ces carnets."),
        ({"numbers": "vingt"}, "Écrivez les numéros ainsi"),
        ({"numbers": "1", "destination": ""}, "Choisissez le dépôt qui reçoit."),
    ],
)
def test_what_cannot_be_sent_is_said_at_its_field(acting, regie, counter, asked, why):
    page = acting().get(page_of("send", regie), {"destination": counter.public_id, **asked})
    assert why in words(page)
    assert "Relire l’envoi" in words(page)


def test_carnets_in_many_pieces_are_sent_by_their_number(acting, regie, counter):
    LotFactory(depot=regie, carnets=94)
    for carnet in range(2, 100, 2):
        move(regie, counter, carnet, carnet)
    read, answer = send(acting(), regie, counter, carnets="50")
    assert "50 carnets : n° 00001, n° 00003" in words(read)
    assert said(answer) == "Envoi n° 1 parti : 50 carnets pour MDS de Lens."


def test_a_store_of_many_is_chosen_in_a_list(acting, regie, counter):
    client = acting()
    assert "<select" not in client.get(page_of("send", regie)).text
    for _ in range(6):
        DepotFactory(programme=regie.programme)
    assert "<select" in client.get(page_of("send", regie)).text


def test_a_distributor_sends_back_to_the_regie_alone(at_counter, regie, counter):
    DepotFactory(programme=regie.programme, name="MDS de Liévin")
    move(regie, counter, 1, 2)
    client = at_counter()
    page = client.get(page_of("send", counter)).text
    assert "Régie" in page
    assert "Liévin" not in page
    _, answer = send(client, counter, regie, carnets="1")
    assert answer.status_code == 302
    assert client.get(page_of("send", regie)).status_code == 404


def test_a_distributor_is_told_of_a_shipment_and_receives_it(at_counter, regie, counter):
    sent = shipment_of(regie, counter)
    client = at_counter()
    home = words(client.get(HOME))
    assert "Recevoir un envoi de 2 carnets" in home
    assert "Envoi n° 1, parti le 15 mai 2023 de Régie pour MDS de Lens." in home
    for page in (reverse("distribution:stock"), page_of("shipment", sent)):
        assert page_of("receive", sent) in client.get(page).text
    assert "2 carnets en chemin vers ce dépôt" in words(client.get(depot_page(counter)))
    step = words(client.get(page_of("receive", sent)))
    assert "2 carnets, n° 00001 à 00002. Envoi du 15 mai 2023 par Régie." in step

    answer = client.post(page_of("receive", sent), {"on": TODAY})

    assert said(answer) == "2 carnets reçus dans le dépôt MDS de Lens."
    assert "2 carnets reçus sur 2, rien ne manque." in words(client.get(answer.url))
    assert "plus aucun carnet n’est en chemin" in words(client.get(page_of("receive", sent)))
    assert "Recevoir un envoi" not in words(client.get(HOME))
    assert list(counter.carnets.values_list("number", flat=True).order_by("number")) == [1, 2]


def test_part_of_a_shipment_is_received_and_the_rest_is_explained(acting, regie, counter):
    sent = shipment_of(regie, counter, ranges=[(1, 4)])
    client = acting(Role.DISTRIBUTOR, counter.organisation)
    part = page_of("receive-part", sent)
    assert part in client.get(page_of("receive", sent)).text
    counted = {"numbers": "1 à 2", "rest": "missing", "reason": "Paquet ouvert", "on": TODAY}
    assert "Choisissez ce qu’il en est des autres" in words(
        client.post(part, counted | {"rest": ""})
    )
    wrong = client.post(part, counted | {"numbers": "1 à 5"})
    assert "Il lui reste : n° 00001 à 00004." in words(wrong)

    answer = client.post(part, counted)

    assert said(answer) == "2 carnets reçus sur 4. Envoi n° 1."
    assert client.get(page_of("settle", sent)).status_code == 404
    page = words(client.get(answer.url))
    assert "2 carnets reçus sur 4. 2 carnets en chemin : Régie dit ce qu’ils deviennent." in page
    assert "« Ils manquent ». Motif : Paquet ouvert" in page


def test_who_sent_a_shipment_says_what_became_of_the_rest(acting, regie, counter):
    sent = shipment_of(regie, counter, state="to_settle", ranges=[(3, 4)])
    client, settle = acting(), page_of("settle", sent)
    assert "Régler le reste d’un envoi : 2 carnets" in words(client.get(HOME))
    assert 'value="n°\u00a000003 à\u00a000004"' in client.get(settle).text
    lost = {"numbers": "3", "became": "lost", "reason": "", "on": TODAY}
    assert "Indiquez le motif de la perte ou du vol." in words(client.post(settle, lost))
    answer = client.post(settle, lost | {"reason": "Vol déclaré"})
    assert said(answer) == "1 carnet perdu ou volé. Envoi n° 1."
    answer = client.post(settle, {"numbers": "4", "became": "back", "reason": "", "on": TODAY})
    assert said(answer) == "1 carnet revenu. Envoi n° 1."
    sent.refresh_from_db()
    assert sent.state == ShipmentState.CLOSED
    page = words(client.get(answer.url))
    assert (
        "0 carnet reçu sur 2. 2 carnets de retour au compte de Régie, dont 1 perdu ou volé." in page
    )


def test_a_whole_shipment_is_given_back(at_counter, regie, counter):
    sent = shipment_of(regie, counter)
    refused = {"numbers": "", "rest": "refused", "reason": "Rien demandé", "on": TODAY}
    answer = at_counter().post(page_of("receive-part", sent), refused)
    assert said(answer) == "0 carnet reçu sur 2. Envoi n° 1."


@pytest.mark.parametrize("act", ["receive", "cancel"])
def test_a_shipment_of_one_carnet_is_told_in_the_singular(acting, regie, act):
    other = DepotFactory(programme=regie.programme, regie=True)
    page = words(acting().get(page_of(act, shipment_of(regie, other, ranges=[(1, 1)]))))
    assert "Les 1 carnet" not in page
    assert "Envoyés" not in page
    assert f"1 carnet de {'plus' if act == 'receive' else 'retour'} dans le stock" in page


def test_a_shipment_is_cancelled_by_who_sent_it_before_it_is_counted(acting, regie, counter):
    sent = shipment_of(regie, counter)
    client = acting()
    assert "Cet envoi n’est pas encore compté" in words(client.get(page_of("settle", sent)))
    answer = client.post(page_of("cancel", sent), {"on": TODAY, "reason": "Mauvais dépôt"})
    assert said(answer) == "Envoi n° 1 annulé. Ses carnets sont de retour dans le dépôt Régie."
    assert "Annulé : 2 carnets de retour dans le stock de Régie." in words(client.get(answer.url))
    assert "Cet envoi est annulé" in words(client.get(page_of("cancel", sent)))
    (page,) = PdfReader(io.BytesIO(client.get(page_of("note", sent)).content)).pages
    note = " ".join(page.extract_text().replace("\u00a0", " ").split())
    assert "ANNULÉ" in note
    assert "Motif : Mauvais dépôt" in note


def test_the_note_of_a_shipment_travels_with_it(acting, regie, counter):
    sent = shipment_of(regie, counter, ranges=[(4, 4), (1, 2)], note="Remis au chauffeur")
    client = acting()
    assert page_of("note", sent) in client.get(page_of("shipment", sent)).text

    answer = client.get(page_of("note", sent))

    assert "bordereau-envoi_1.pdf" in answer["Content-Disposition"]
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(page.extract_text().replace("\u00a0", " ").split())
    for expected in ("MDS de Lens", "00001 00002 2 20 200,00", "00004 00004 1 10 100,00"):
        assert expected in text
    assert "Total 3 30 300,00" in text
    assert "Remis au chauffeur" in text
    actions.receive(sent, ranges=[(1, 2), (4, 4)], on=sent.sent_on, **JOURNAL)
    assert client.get(page_of("note", sent)).content == answer.content


def test_the_stock_of_the_programme_says_what_is_on_its_way(acting, regie, counter):
    move(regie, counter, 6, 6)
    shipment_of(regie, counter)
    page = acting(Role.FINANCE).get(reverse("distribution:stock"))
    assert "6 carnets en stock" in words(page)
    assert "2 carnets en chemin entre deux dépôts." in words(page)
    assert "Voir les envois" in words(page)
    account = page.context["account"].table
    closing = account.closing.moved
    assert (closing.in_regies, closing.in_depots, closing.in_transit) == (3, 1, 2)
    assert "en chemin" in words(page)
    (lot,) = page.context["halves"].in_service.table.data
    assert lot.where.startswith("3 en régie, 1 dans les dépôts, 2 en chemin")


def test_a_distributor_has_no_column_for_what_is_on_its_way(at_counter, regie, counter):
    shipment_of(regie, counter)
    page = at_counter().get(reverse("distribution:stock"))
    assert "0 carnet en stock" in words(page)
    assert "en chemin entre deux dépôts" not in words(page)


def test_a_stranger_sees_no_shipment(acting, regie, counter):
    sent = shipment_of(regie, counter)
    elsewhere = DepotFactory(programme=regie.programme)
    client = acting(Role.DISTRIBUTOR, elsewhere.organisation)
    assert "Aucun envoi de carnets encore." in words(client.get(LIST))
    for name in ("shipment", "receive", "cancel"):
        assert client.get(page_of(name, sent)).status_code == 404


def test_the_list_of_shipments_asks_as_many_queries_for_one_row_as_for_five(
    acting, regie, counter, django_assert_max_num_queries
):
    client = acting()
    shipment_of(regie, counter, ranges=[(1, 1)])
    client.get(LIST)
    with django_assert_max_num_queries(100) as one:
        client.get(LIST)
    for number in range(2, 6):
        shipment_of(regie, counter, ranges=[(number, number)])
    with django_assert_max_num_queries(100) as five:
        page = words(client.get(LIST))
    assert len(five) == len(one)
    assert "5 envois à recevoir, 0 à régler." in page


def test_the_page_of_a_depot_asks_as_many_queries_for_one_shipment_as_for_five(
    acting, regie, counter, django_assert_max_num_queries
):
    client = acting()
    shipment_of(regie, counter, ranges=[(1, 1)])
    client.get(depot_page(regie))
    with django_assert_max_num_queries(100) as one:
        client.get(depot_page(regie))
    for number in range(2, 6):
        shipment_of(regie, counter, ranges=[(number, number)])
    with django_assert_max_num_queries(100) as five:
        page = client.get(depot_page(regie)).text
    assert len(five) == len(one)
    assert page.count("en chemin depuis ce dépôt") == 5


@pytest.mark.parametrize("role", [Role.REGISSEUR, Role.COMPTABLE, Role.DISTRIBUTOR])
def test_carnets_of_a_store_are_declared_lost(acting, regie, counter, role):
    move(regie, counter, 1, 4)
    client = acting(role, counter.organisation if role == Role.DISTRIBUTOR else None)
    page = page_of("declare-lost", counter)
    assert page in client.get(depot_page(counter)).text
    lost = {"numbers": "1, 3 à 4", "on": TODAY, "reason": "Vol déclaré le 15 mai"}
    assert "Indiquez le motif." in words(client.post(page, lost | {"reason": ""}))
    assert "ne détient pas" in words(client.post(page, lost | {"numbers": "1, 5"}))
    assert not Carnet.objects.filter(state="lost").exists()

    answer = client.post(page, lost)

    assert said(answer) == "3 carnets perdus ou volés, dépôt MDS de Lens."
    assert answer.url == depot_page(counter)
    assert Carnet.objects.filter(state="lost").count() == 3


def test_a_line_of_the_ledger_is_corrected_from_its_depot(acting, regie, counter):
    line = move(regie, counter, 1, 2)
    client, page = acting(), page_of("reverse", line)
    held = client.get(depot_page(regie))
    assert page in held.text
    assert "Contre-passer : transfert du 15 mai 2023, n° 00001 à 00002" in words(held)
    step = words(client.get(page))
    assert "Contre-passer : transfert du 15 mai 2023" in step
    assert "2 carnets de retour dans le stock de Régie" in step

    answer = client.post(page, {"on": TODAY, "reason": "Mauvais dépôt"})

    assert said(answer) == "Mouvement contre-passé : 2 carnets de retour."
    ledger_page = words(client.get(depot_page(regie)))
    assert "contre-passé" in ledger_page
    assert page not in ledger_page
    settled = words(client.get(page))
    assert "Cette ligne a été contre-passée par" in settled
    assert "Motif : Mauvais dépôt" in settled


def test_a_hand_out_is_taken_back_by_who_keeps_the_ledger(acting, regie, counter):
    move(regie, counter, 1, 1)
    line = hand_out(counter).lines.get()
    client = acting()
    assert "La personne rend 1 carnet, et garde" in words(client.get(page_of("reverse", line)))
    client.post(page_of("reverse", line), {"on": TODAY, "reason": "Erreur"})
    assert Carnet.objects.held_by(counter).count() == 1


def test_a_line_that_moved_on_or_is_of_a_shipment_is_not_reversed(acting, regie, counter):
    line = move(regie, counter, 1, 2)
    move(counter, regie, 2, 2)
    client = acting()
    answer = client.post(page_of("reverse", line), {"on": TODAY, "reason": "Erreur"})
    assert "Ces carnets ont bougé depuis" in words(answer)
    dispatch = shipment_of(regie, counter, ranges=[(3, 3)]).lines.get()
    assert "« Envoi » ne se contre-passe pas." in words(client.get(page_of("reverse", dispatch)))
    page = client.get(depot_page(regie)).text
    assert page_of("reverse", dispatch) not in page
    assert page_of("shipment", dispatch.shipment) in page


def test_who_only_reads_the_stock_is_led_to_no_act(acting, regie, counter):
    line = move(regie, counter, 1, 2)
    sent = shipment_of(regie, counter, ranges=[(3, 3)])
    page = acting(Role.AUDITOR).get(depot_page(regie)).text
    for address in (
        page_of("send", regie),
        page_of("declare-lost", regie),
        page_of("reverse", line),
    ):
        assert address not in page
    assert page_of("receive", sent) not in client_page(acting(Role.FINANCE), sent)


def client_page(client, sent):
    return client.get(page_of("shipment", sent)).text
