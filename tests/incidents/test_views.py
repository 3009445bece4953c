"""The pages of blocked carnets."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from distribution.enums import CarnetState
from distribution.models import Carnet
from incidents.models import Block
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory, hand_out, typed_codes
from tests.factories.incidents import block_of
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, FIND = reverse("incidents:blocks"), reverse("incidents:find")
WHY = {"cause": "lost", "note": "Perdu dans le bus.", "on": "15/05/2023"}


@pytest.fixture
def depot():
    return DepotFactory(carnets=3)


@pytest.fixture
def desk(client, depot):
    return sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))


@pytest.fixture
def carnet(depot):
    found = hand_out(depot).carnets.select_related("lot__programme", "lot__order")
    return found.get()


def page_of(act, row):
    return reverse(f"incidents:{act}", args=[row.public_id])


def block_page(carnet):
    return reverse("incidents:block-carnet", args=[carnet.hand_out.public_id, carnet.number])


def test_a_carnet_is_found_by_its_number_or_by_a_pass_then_blocked(desk, carnet):
    assert FIND in desk.get(reverse("distribution:counter")).text
    for typed in (str(carnet.number), typed_codes(carnet)[0]):
        assert desk.post(FIND, {"carnet": typed}).url == block_page(carnet)
    shown = words(desk.get(block_page(carnet)))
    assert "10 pass non utilisés : plus aucun lieu ne les acceptera." in shown
    assert f"reçu {carnet.hand_out.receipt}" in shown

    answer = desk.post(block_page(carnet), WHY)

    made = Block.objects.get()
    assert answer.url == page_of("block", made)
    assert "10 pass non utilisés, 100,00 €." in words(desk.get(answer.url))
    assert "Ce carnet est bloqué depuis le 15 mai 2023" in words(desk.get(block_page(carnet)))
    assert "est déjà bloqué" not in words(desk.post(block_page(carnet), WHY))
    assert Block.objects.count() == 1
    assert Event.objects.filter(verb="carnet.blocked").count() == 1


def test_what_happened_is_asked_and_what_was_typed_stays(desk, carnet):
    answer = desk.post(block_page(carnet), WHY | {"note": ""})
    assert "Indiquez ce qui s’est passé." in words(answer)
    assert answer.context["form"]["on"].value() == "15/05/2023"
    assert Carnet.objects.get(pk=carnet.pk).state == CarnetState.HANDED_OUT


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("99999", "Ce carnet n’est pas reconnu."),
        ("ZZZZ", "Ce carnet n’est pas reconnu."),
        ("2", "Ce carnet n’est pas remis."),
        ("", "le numéro du carnet"),
    ],
)
def test_a_carnet_that_cannot_be_blocked_is_told_why(desk, carnet, typed, said):
    assert said in words(desk.post(FIND, {"carnet": typed}))


def test_a_counter_blocks_what_it_handed_out_alone(desk, depot):
    other = DepotFactory(programme=depot.programme, carnets=1)
    made = block_of(other)
    theirs = hand_out(DepotFactory(programme=depot.programme, carnets=1)).carnets.get()

    assert "n’est pas de vos remises" in words(desk.post(FIND, {"carnet": str(theirs.number)}))
    assert desk.get(block_page(theirs)).status_code == 404
    assert desk.post(page_of("lift", made), {}).status_code == 404
    assert "Aucun carnet n’a encore été bloqué." in words(desk.get(LIST))


def test_a_block_is_lifted_with_its_reason(desk, depot):
    made = block_of(depot)
    assert page_of("lift", made) in desk.get(page_of("block", made)).text
    assert "Les lieux accepteront de nouveau" in words(desk.get(page_of("lift", made)))

    answer = desk.post(page_of("lift", made), {"reason": "Retrouvé.", "on": "15/05/2023"})

    assert answer.url == LIST
    assert "Motif : Retrouvé." in words(desk.get(page_of("block", made)))
    assert "Ce blocage est levé depuis le 15 mai 2023" in words(desk.get(page_of("lift", made)))
    assert made.carnet.hand_out.carnets.get().state == CarnetState.HANDED_OUT


def test_the_manager_sees_all_filtered_and_as_a_file(client, depot):
    block_of(depot)
    block_of(DepotFactory(programme=depot.programme, carnets=1), lifted=True)
    block_of()
    manager = UserFactory(role=Role.MANAGER, organisation=depot.programme.authority)
    sign_in(client, manager)
    assert LIST in client.get(reverse("distribution:stock")).text

    shown = client.get(LIST)
    open_ones = as_csv(client.get(LIST, {"etat": "bloque", "fichier": "csv"}))

    assert "2 blocages" in words(shown)
    assert "1 carnet bloqué au 15 mai 2023." in words(shown)
    assert [row[1] for row in open_ones[1:]] == ["bloqué"]
    assert "1 blocage" in words(client.get(LIST, {"etat": "leve"}))
    assert "Aucun blocage pour ces filtres." in words(client.get(LIST, {"q": "introuvable"}))
