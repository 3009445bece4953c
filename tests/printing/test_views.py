"""The pages of the files of codes, from the order to the archive."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.enums import Role
from distribution.models import Order
from printing.enums import PrintFileState
from printing.models import PrintFile
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.distribution import LotFactory
from tests.factories.printing import KEY, print_file
from tests.printing.test_actions import rows_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def lot():
    return LotFactory(state="ordered", carnets=2, size=5)


@pytest.fixture
def acting(client, lot):
    def act(role=Role.MANAGER):
        return sign_in(client, UserFactory(role=role, organisation=lot.programme.authority))

    return act


def at(name, row):
    return reverse(f"printing:{name}", args=[row.public_id])


def test_one_asks_another_agrees_and_the_first_takes_it_once(acting, lot):
    manager = acting()
    order = manager.get(reverse("ordering:order", args=[lot.order.public_id]))
    assert at("lot", lot) in order.text
    assert at("propose", lot) in manager.get(at("lot", lot)).text
    answer = manager.post(at("propose", lot), {"recipient": f" {KEY} "})
    assert answer.url == at("lot", lot)
    file = PrintFile.objects.get()
    shown = manager.get(at("lot", lot)).text
    assert "Il manque l’accord d’une autre personne" in shown
    assert at("confirm", file) not in shown
    assert "confirme d’abord" in manager.get(at("take", file)).text

    regisseur = acting(Role.REGISSEUR)
    assert at("confirm", file) in regisseur.get(at("lot", lot)).text
    assert "Vérifiez cette clé avec l’imprimeur" in regisseur.get(at("confirm", file)).text
    assert regisseur.post(at("confirm", file)).url == at("lot", lot)
    assert "Déjà confirmé par" in regisseur.get(at("confirm", file)).text

    manager = acting()
    assert at("take", file) in manager.get(at("lot", lot)).text
    assert "une seule fois" in manager.get(at("take", file)).text
    answer = manager.post(at("take", file))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].endswith(f'_{lot.order.number}_lot-1.zip"')
    assert "no-store" in answer["Cache-Control"]
    assert len(rows_in(answer.content)) == 10
    assert "Il ne l’est qu’une fois" in manager.post(at("take", file)).text


@pytest.mark.parametrize(("role", "name"), [("manager", "withdraw"), ("regisseur", "decline")])
def test_either_sends_it_back_and_another_is_asked_for(acting, lot, role, name):
    file = print_file(lot)
    someone = acting(Role(role))
    assert at(name, file) in someone.get(at("lot", lot)).text
    answer = someone.post(at(name, file))
    assert str(next(iter(get_messages(answer.wsgi_request)))) == "Fichier annulé."
    file.refresh_from_db()
    assert file.state == PrintFileState.WITHDRAWN
    assert "Ce fichier est annulé" in someone.get(at(name, file)).text
    assert (at("propose", lot) in someone.get(at("lot", lot)).text) == (role == "manager")


def test_a_wrong_key_is_told_at_its_field_and_a_refusal_on_the_page(acting, lot):
    manager = acting()
    page = manager.post(at("propose", lot), {"recipient": KEY[:-2]}).text
    assert "elle commence par age1" in page
    assert KEY[:-2] in page
    print_file(lot)
    page = manager.post(at("propose", lot), {"recipient": KEY}).text
    assert "Un fichier du lot lot-1 attend déjà" in page


def test_the_codes_of_a_lot_in_service_are_not_offered(acting, lot):
    active = LotFactory(programme=lot.programme)
    page = acting().get(at("lot", active)).text

    assert "ses codes ne s’écrivent plus" in page
    assert at("propose", active) not in page


@pytest.mark.parametrize("number", [1, 5])
def test_the_page_of_a_lot_takes_as_many_queries(acting, lot, number, django_assert_num_queries):
    for _ in range(number):
        print_file(lot, state=PrintFileState.TAKEN)
    manager = acting()
    page = manager.get(at("lot", lot)).text
    assert "Le fichier est téléchargé." in page
    assert "Redemander le fichier" in page

    with django_assert_num_queries(5):
        manager.get(at("lot", lot))


def test_the_last_file_of_a_lot_is_the_first_of_its_list(acting, lot):
    for day in (12, 14, 13):
        one = print_file(lot, state=PrintFileState.WITHDRAWN)
        PrintFile.objects.filter(pk=one.pk).update(proposed_at=NOON.replace(day=day))
    page = acting().get(at("lot", lot)).text
    days = re.findall(r"(1[234])/05/2023", page)
    assert days == ["14", "13", "12"]


def test_an_order_of_any_number_gives_its_name_to_the_archive(acting, lot):
    Order.objects.filter(pk=lot.order_id).update(number="Bon n’12")
    answer = acting().post(at("take", print_file(lot, state=PrintFileState.CONFIRMED)))
    name = "attachment; filename*=utf-8''impression_Bon%20n%E2%80%9912_lot-1.zip"
    assert answer["Content-Disposition"] == name
