"""The pages that put a delivered lot in service: one person proposes, another confirms."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from audit.models import Event
from distribution.actions import lots
from distribution.enums import LotState
from distribution.models import Lot
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.distribution import JOURNAL, DepotFactory, LotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TYPED = {"mandat_number": " 2023-118 ", "on": "15/05/2023"}


@pytest.fixture
def lot():
    return LotFactory(depot=DepotFactory(), state="delivered")


@pytest.fixture
def acting(client, lot):
    def act(role=Role.MANAGER):
        return sign_in(client, UserFactory(role=role, organisation=lot.programme.authority))

    return act


def page_of(name, lot):
    return reverse(f"distribution:{name}-lot", args=[lot.public_id])


def order_page(lot):
    return reverse("ordering:order", args=[lot.order.public_id])


def said(answer):
    return str(next(iter(get_messages(answer.wsgi_request))))


def test_one_person_proposes_the_mandat_and_another_puts_the_lot_in_service(acting, lot):
    manager = acting()
    assert page_of("propose", lot) in manager.get(order_page(lot)).text

    answer = manager.post(page_of("propose", lot), TYPED)

    lot.refresh_from_db()
    assert answer.url == order_page(lot)
    assert (lot.state, lot.mandat_number) == (LotState.PROPOSED, "2023-118")
    shown = manager.get(order_page(lot)).text
    assert f'btn btn-primary" href="{page_of("withdraw", lot)}' not in shown
    assert f"proposée par {lot.proposed_by}, mandat n°\u00a02023-118" in shown
    assert page_of("activate", lot) not in shown
    assert manager.get(page_of("activate", lot)).status_code == 403
    settled = "Mise en service au 15\u00a0mai\u00a02023 proposée par"
    assert settled in manager.get(page_of("propose", lot)).text

    regisseur = acting(Role.REGISSEUR)
    assert page_of("activate", lot) in regisseur.get(order_page(lot)).text
    assert "mandat n°\u00a02023-118" in regisseur.get(page_of("activate", lot)).text
    answer = regisseur.post(page_of("activate", lot))

    lot.refresh_from_db()
    assert lot.state == LotState.ACTIVE
    assert said(answer) == "20\u00a0pass en service, lot lot-1."
    event = Event.objects.get(verb="lot.activated", actor_kind="user")
    assert event.details["mandat"] == "2023-118"
    settled = "Ce lot est en service depuis le 15\u00a0mai\u00a02023"
    assert settled in regisseur.get(page_of("activate", lot)).text


@pytest.mark.parametrize(
    ("role", "act", "shown"),
    [(Role.COMPTABLE, "decline", "Refuser le mandat"), (Role.MANAGER, "withdraw", "Retirer le")],
)
def test_a_mandat_is_set_aside_with_its_reason(acting, role, act, shown):
    lot = LotFactory(depot=DepotFactory(), state="proposed")
    client = acting(role)
    sign_in(client, UserFactory(role=role, organisation=lot.programme.authority))
    assert shown in client.get(order_page(lot)).text
    assert "Indiquez le motif" in client.post(page_of(act, lot), {"reason": ""}).text

    answer = client.post(page_of(act, lot), {"reason": "Mandat rejeté."})

    lot.refresh_from_db()
    assert (lot.state, lot.mandat_number) == (LotState.DELIVERED, "")
    assert said(answer) == "Le lot lot-1 attend de nouveau son mandat."
    assert "Aucun mandat n’est proposé" in client.get(page_of(act, lot)).text


@pytest.mark.parametrize("act", ["activate", "decline"])
def test_another_mandat_proposed_meanwhile_is_read_before_it_is_decided(client, act):
    lot = LotFactory(depot=DepotFactory(), state="proposed")
    regisseur = UserFactory(role=Role.REGISSEUR, organisation=lot.programme.authority)
    client, sent = sign_in(client, regisseur), {"reason": "Mandat rejeté."}
    sent["read"] = hidden_value(client.get(page_of(act, lot)))
    lot = lots.decline(lot, reason="Faute de frappe", **JOURNAL)
    later = SYSTEM.at(NOON + dt.timedelta(minutes=5))
    lots.propose(lot, mandat_number="2023-119", on=lot.delivered_on, by=later)
    proposer = UserFactory(role=Role.MANAGER, organisation=lot.programme.authority)
    Lot.objects.filter(pk=lot.pk).update(proposed_by=proposer)

    answer = client.post(page_of(act, lot), sent)

    lot.refresh_from_db()
    assert lot.state == LotState.PROPOSED
    assert "Un autre mandat a été proposé entre-temps" in answer.text
    assert "2023-119" in answer.text
    assert client.post(page_of(act, lot), sent | {"read": hidden_value(answer)}).status_code == 302
    lot.refresh_from_db()
    assert lot.state == {"activate": LotState.ACTIVE, "decline": LotState.DELIVERED}[act]


def hidden_value(answer):
    return re.search(r'name="read" value="([^"]+)"', answer.text)[1]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"mandat_number": "", "on": "15/05/2023"}, "Indiquez le numéro du mandat."),
        ({"mandat_number": "1", "on": "15 mai"}, "Il manque l’année"),
        ({"mandat_number": "1", "on": "01/01/2020"}, "doit suivre la livraison"),
        ({"mandat_number": "1", "on": "16/05/2023"}, "ne peut pas suivre ce jour"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_done(acting, lot, typed, why):
    answer = acting().post(page_of("propose", lot), typed)

    lot.refresh_from_db()
    assert answer.status_code == 200
    assert why in answer.text
    assert lot.state == LotState.DELIVERED


def test_a_mandat_of_another_form_is_refused_at_its_field(acting, lot):
    lot.programme.mandat_pattern = "9999-999"
    lot.programme.save()

    answer = acting().post(page_of("propose", lot), {"mandat_number": "12", "on": "15/05/2023"})

    assert "Un numéro de mandat s’écrit ici comme 9999-999" in answer.text


def test_who_only_reads_the_stock_is_led_nowhere(acting, lot):
    page = acting(Role.FINANCE).get(order_page(lot)).text

    assert page_of("propose", lot) not in page
