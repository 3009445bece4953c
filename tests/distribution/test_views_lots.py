"""The page that records the mandat of a delivered lot."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from distribution.enums import LotState
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory, LotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def lot():
    return LotFactory(depot=DepotFactory(), state="delivered")


@pytest.fixture
def manager(client, lot):
    return sign_in(client, UserFactory(organisation=lot.programme.authority))


def address(lot):
    return reverse("distribution:activate-lot", args=[lot.public_id])


def order_page(lot):
    return reverse("distribution:order", args=[lot.order.public_id])


def test_the_order_leads_to_the_act_until_it_is_done(manager, lot):
    assert address(lot) in manager.get(order_page(lot)).text

    answer = manager.post(address(lot), {"mandat_number": " 2023-118 ", "on": "15/05/2023"})

    lot.refresh_from_db()
    assert answer.url == order_page(lot)
    assert (lot.state, lot.mandat_number) == (LotState.ACTIVE, "2023-118")
    assert "20\u00a0pass en service" in str(next(iter(get_messages(answer.wsgi_request))))
    assert Event.objects.get(verb="lot.activated", actor_kind="user").details["mandat"] == (
        "2023-118"
    )
    assert address(lot) not in manager.get(order_page(lot)).text
    assert "Ce lot est en service depuis le 15\u00a0mai\u00a02023" in manager.get(address(lot)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"mandat_number": "", "on": "15/05/2023"}, "Indiquez le numéro du mandat."),
        ({"mandat_number": "1", "on": "15 mai"}, "Il manque l’année"),
        ({"mandat_number": "1", "on": "01/01/2020"}, "doit suivre la livraison"),
        ({"mandat_number": "1", "on": "16/05/2023"}, "ne peut pas suivre ce jour"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_done(manager, lot, typed, said):
    answer = manager.post(address(lot), typed)

    lot.refresh_from_db()
    assert answer.status_code == 200
    assert said in answer.text
    assert lot.state == LotState.DELIVERED


def test_who_only_reads_the_stock_is_not_led_there(client, lot):
    sign_in(client, UserFactory(role=Role.REGISSEUR, organisation=lot.programme.authority))

    assert address(lot) not in client.get(order_page(lot)).text
