"""Pages of the counter and of the stock, over HTTP."""

import datetime as dt
import io
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from audit.models import Event
from beneficiaries.enums import Status
from distribution.actions import hand_outs
from distribution.models import Carnet, HandOut
from tests.distribution.attempts import move
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import CategoryFactory, DecisionFactory, PersonFactory
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, LotFactory, hand_out
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ParticipationFactory
from tests.reading import searched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
COUNTER = reverse("distribution:counter")
REASONS = [
    {
        "code": "rsa",
        "label": "Bénéficiaires du RSA",
        "criteria": [
            {"name": "situation", "holds": True, "sentence": "Situation admise : RSA."},
            {"name": "âge", "holds": True, "sentence": "28 ans ; tout âge est admis."},
        ],
    }
]


@pytest.fixture
def desk(client, depot):
    """The client of a distributor of the depot's organisation."""
    return sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))


@pytest.fixture
def manager(client, depot):
    return sign_in(client, UserFactory(organisation=depot.programme.authority))


def person_of(depot, **kwargs):
    return PersonFactory(programme=depot.programme, registered_by=depot.organisation, **kwargs)


def entitled(depot, last_name="Delattre", **kwargs):
    if not depot.programme.reglements.exists():
        CategoryFactory(
            version__programme=depot.programme,
            code="rsa",
            label="Bénéficiaires du RSA",
            statuses=[Status.RSA],
        )
    return DecisionFactory(person=person_of(depot, last_name=last_name), **kwargs)


def to_hand_out(decision):
    return reverse("distribution:hand-out", args=[decision.public_id])


def press(desk, decision, depot, carnet="00001", **extra):
    """The button, with what the form holds."""
    data = {"depot": depot.public_id, "first_carnet": carnet}
    return desk.post(to_hand_out(decision), data, **extra)


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_counter_reads_the_person_back_and_says_what_they_may_receive(desk, depot):
    entitled(depot, reasons=REASONS)
    page = text_of(searched(desk, COUNTER, q="delattre"))
    assert "Dominique Delattre" in page
    assert "1er\u00a0juin\u00a01994" in page
    assert "A droit à 10\u00a0pass" in page
    assert 'value="00001"' in page
    assert "28 ans" in page
    assert "Remettre le carnet" in page


def test_the_counter_never_shows_the_public_nor_the_situation(desk, depot):
    decision = entitled(depot, reasons=REASONS, request__status=Status.RSA)
    pages = [searched(desk, COUNTER, q="delattre"), desk.get(to_hand_out(decision))]
    pages.append(press(desk, decision, depot, follow=True))
    pages.append(searched(desk, COUNTER, q="delattre"))
    for answer in pages:
        page = text_of(answer)
        assert "RSA" not in page
        assert "revenu de solidarité" not in page


def test_several_people_are_listed_and_one_is_chosen(desk, depot):
    first, second = entitled(depot), entitled(depot, last_name="Delattre-Dupont")
    page = text_of(searched(desk, COUNTER, q="delattre"))
    assert "2\u00a0personnes pour" in page
    assert "A droit" not in page
    event = Event.objects.get(verb="person.listed")
    assert event.details == {"page": "Comptoir", "people": 2}
    (chosen,) = re.findall(rf'href="([^"]*{second.request.person.public_id})"', page)
    assert "delattre" not in chosen
    page = text_of(desk.get(COUNTER + unescape(chosen)))
    assert to_hand_out(second) in page
    assert to_hand_out(first) not in page


def test_too_many_people_ask_for_a_narrower_search(desk, depot):
    for _ in range(9):
        person_of(depot)
    assert "Ajoutez le prénom" in text_of(searched(desk, COUNTER, q="dominique"))


def test_a_person_registered_by_others_is_not_found(desk, depot):
    PersonFactory(programme=depot.programme, last_name="Delattre")
    page = text_of(searched(desk, COUNTER, q="delattre"))
    assert "n’a enregistré personne" in page
    assert "Dominique" not in page


def test_a_nir_is_not_searched_nor_shown(desk):
    page = text_of(searched(desk, COUNTER, q="1 94 06 62 041 123"))
    assert "1 94 06" not in page


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (None, "Aucune demande enregistrée"),
        ({"refused": True}, "Demande refusée"),
        ({"passes": 5}, "aucun carnet"),
    ],
)
def test_what_prevents_a_hand_out_is_said(desk, depot, decision, expected):
    person = person_of(depot, last_name="Delattre")
    if decision is not None:
        DecisionFactory(person=person, **decision)
    page = text_of(searched(desk, COUNTER, q="delattre"))
    assert expected in page
    assert "Remettre le" not in page


def test_an_organisation_without_depot_is_told_so(client, depot):
    member = ParticipationFactory(programme=depot.programme).organisation
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=member))
    person = PersonFactory(programme=depot.programme, registered_by=member)
    DecisionFactory(person=person)
    page = text_of(searched(client, COUNTER, q=person.last_name))
    assert "ne tient pas encore de dépôt" in page
    assert "Remettre le" not in page


def test_an_empty_depot_is_said(desk, depot):
    entitled(depot)
    Carnet.objects.update(state="lost")
    assert "n’a plus de carnet" in text_of(searched(desk, COUNTER, q="delattre"))


def test_the_button_hands_out_and_comes_back_to_the_search(desk, depot):
    answer = press(desk, entitled(depot), depot, follow=True)
    given = HandOut.objects.get()
    page = text_of(answer)
    assert answer.redirect_chain == [(f"{COUNTER}?remise={given.public_id}", 302)]
    assert "Carnet n°\u00a000001 remis" in page
    assert "reçu R-2023-00001" in page
    assert "31\u00a0décembre\u00a02023" in page
    assert reverse("distribution:receipt", args=[given.public_id]) in page
    assert "1\u00a0remise aujourd’hui" in page


def test_two_presses_hand_out_once_and_say_so(desk, depot):
    decision = entitled(depot)
    press(desk, decision, depot)
    page = text_of(press(desk, decision, depot, follow=True))
    assert HandOut.objects.count() == 1
    assert "Déjà remis à 9\u00a0h\u00a000, reçu R-2023-00001. Rien de plus" in page
    assert "Carnet n°\u00a000001 remis" in page


def test_two_presses_for_two_carnets_of_five_hand_out_once(client):
    depot = DepotFactory(carnets=4, size=5)
    desk = sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))
    decision = entitled(depot)
    assert "Remettre les 2 carnets" in text_of(searched(desk, COUNTER, q="delattre"))
    for _ in range(2):
        press(desk, decision, depot)
    assert HandOut.objects.get().numbers == [1, 2]


@pytest.mark.parametrize(
    ("carnet", "sentence"),
    [
        ("", "Scannez le carnet ou indiquez son numéro."),
        ("99999", "Ce carnet n’est pas reconnu."),
        ("00004", "n’est pas encore en service"),
    ],
)
def test_a_carnet_that_cannot_be_handed_out_is_said_beside_its_field(desk, depot, carnet, sentence):
    LotFactory(depot=depot, carnets=1, state="delivered")
    page = text_of(press(desk, entitled(depot), depot, carnet))
    assert "Erreur\u00a0: " in page
    assert page.count(sentence) == 2
    assert not HandOut.objects.exists()


def test_with_two_depots_the_one_that_can_serve_is_proposed(desk, depot):
    DepotFactory(programme=depot.programme, organisation=depot.organisation, name="Annexe")
    decision = entitled(depot)
    page = text_of(searched(desk, COUNTER, q="delattre"))
    assert "Annexe" in page
    assert 'type="radio"' in page
    press(desk, decision, depot)
    assert HandOut.objects.get().depot == depot


def test_the_decision_of_another_organisation_does_not_exist(desk, depot):
    theirs = DecisionFactory(person=PersonFactory(programme=depot.programme))
    assert desk.get(to_hand_out(theirs)).status_code == 404
    elsewhere = entitled(DepotFactory(organisation=depot.organisation))
    assert desk.get(to_hand_out(elsewhere)).status_code == 404


def test_a_hand_out_of_today_is_undone_with_its_reason(desk, depot):
    press(desk, entitled(depot), depot)
    address = reverse("distribution:undo-hand-out", args=[HandOut.objects.get().public_id])
    assert "Annuler la remise R-2023-00001" in text_of(desk.get(address))
    assert "Indiquez le motif." in text_of(desk.post(address, {"reason": ""}))
    page = text_of(desk.post(address, {"reason": "Mauvaise personne"}, follow=True))
    assert "de retour dans le stock" in page
    assert "annulée" in page
    again = text_of(desk.post(address, {"reason": "Encore"}))
    assert "a déjà été contre-passée" in again


def test_a_hand_out_of_another_day_is_not_undone_here(desk, depot):
    given = hand_out(depot, on=TODAY - dt.timedelta(days=1))
    address = reverse("distribution:undo-hand-out", args=[given.public_id])
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("text", ["", "n’importe quoi", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_hand_out_of_the_address_shows_nothing(desk, text):
    assert "Carnet remis" not in text_of(desk.get(COUNTER, {"remise": text}))


def test_the_receipt_names_the_person_the_carnets_and_the_nearest_places(desk, depot):
    given = hand_out(depot, person=person_of(depot, last_name="Delattre"))
    for number in range(4):
        PlaceFactory(programme=depot.programme, name=f"Lieu {number}")
    answer = desk.get(reverse("distribution:receipt", args=[given.public_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert "recu_R-2023-00001.pdf" in answer["Content-Disposition"]
    text = page_of(answer)
    for expected in ("Dominique Delattre", "n° 00001", "10 pass", "31 décembre 2023", "Lieu 2"):
        assert expected in text
    assert "Lieu 3" not in text
    assert "demandeur" not in text.casefold()


def test_the_receipt_is_the_same_when_it_is_printed_again(desk, depot):
    address = reverse("distribution:receipt", args=[hand_out(depot).public_id])
    assert desk.get(address).content == desk.get(address).content


def test_the_receipt_of_a_hand_out_that_was_undone_says_so_across(desk, depot):
    given = hand_out(depot)
    address = reverse("distribution:receipt", args=[given.public_id])
    assert "ANNULÉE" not in page_of(desk.get(address))
    hand_outs.undo(given, on=given.handed_on, reason="Erreur de carnet", **JOURNAL)

    text = page_of(desk.get(address))

    assert "ANNULÉE" in text
    assert "Annulée le 15 mai 2023 par système. Motif : Erreur de carnet" in text


def page_of(answer):
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    return " ".join(page.extract_text().replace("\u00a0", " ").split())


def test_the_receipt_of_another_organisation_does_not_exist(desk, depot):
    given = hand_out(DepotFactory(programme=depot.programme, carnets=1))
    assert desk.get(reverse("distribution:receipt", args=[given.public_id])).status_code == 404


def test_the_stock_is_told_by_depot_with_its_total(manager, depot, other):
    move(depot, other, 3, 3)
    hand_out(depot)
    page = text_of(manager.get(reverse("distribution:stock")))
    assert "2\u00a0carnets en stock" in page
    assert "20\u00a0pass, 200,00\u00a0€ au" in page
    assert "1\u00a0carnet remis aux ayants droit" in page
    assert str(other) in page


def test_a_distributor_reads_its_own_stock_only(desk, depot, other):
    page = text_of(desk.get(reverse("distribution:stock")))
    assert str(depot) in page
    assert str(other) not in page
    address = reverse("distribution:depot", args=[other.public_id])
    assert desk.get(address).status_code == 404


def test_the_account_of_a_depot_adds_up_over_a_period(manager, depot, other):
    move(depot, other, 3, 3, on=dt.date(2023, 2, 1))
    hand_out(depot)
    address = reverse("distribution:depot", args=[depot.public_id])
    account = manager.get(address).context["account"]
    assert account.title == "3 \u2212\u00a01 \u2212\u00a01 =\u00a01\u00a0carnet"
    assert [line.moved.passes for line in account.table.data] == [30, -10, -10]
    assert account.table.closing.moved.passes == 10
    page = text_of(manager.get(address, {"du": "1er février 2023", "au": "28/02/2023"}))
    assert "1er\u00a0février\u00a02023" in page
    assert str(other) in page
    assert "R-2023" not in page
    quiet = text_of(manager.get(address, {"du": "01/03/2023", "au": "02/03/2023"}))
    assert "néant" in quiet
    assert manager.get(address, {"du": "demain"}).status_code == 200


def test_orders_and_their_lots_are_read(manager, depot):
    LotFactory(depot=depot, carnets=1, state="ordered")
    page = text_of(manager.get(reverse("ordering:orders")))
    assert "2\u00a0commandes" in page
    order = depot.programme.orders.order_by("pk").last()
    page = text_of(manager.get(reverse("ordering:order", args=[order.public_id])))
    assert "mandat attendu" in page
    assert "livraison attendue" in page


def test_a_distributor_has_no_order_to_read(desk, depot):
    order = depot.programme.orders.get()
    assert desk.get(reverse("ordering:order", args=[order.public_id])).status_code == 404
    assert "Aucune commande" in text_of(desk.get(reverse("ordering:orders")))


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        text_of(client.get(address))
    return len(asked)


@pytest.mark.parametrize("name", ["distribution:stock", "ordering:orders", "distribution:counter"])
def test_a_list_asks_as_many_queries_for_one_row_as_for_five(client, depot, name):
    is_counter = name == "distribution:counter"
    role = Role.DISTRIBUTOR if is_counter else Role.MANAGER
    owner = depot.organisation if is_counter else depot.programme.authority
    sign_in(client, UserFactory(role=role, organisation=owner))
    LotFactory(depot=depot, carnets=5)
    hand_out(depot)
    address = reverse(name)
    before = queries_of(client, address)
    for _ in range(4):
        hand_out(depot)
        LotFactory(depot=DepotFactory(programme=depot.programme), carnets=1)
    assert queries_of(client, address) == before


def test_a_depot_asks_as_many_queries_for_one_line_as_for_five(manager, depot):
    LotFactory(depot=depot, carnets=5)
    address = reverse("distribution:depot", args=[depot.public_id])
    hand_out(depot)
    before = queries_of(manager, address)
    for _ in range(4):
        hand_out(depot)
    assert queries_of(manager, address) == before
