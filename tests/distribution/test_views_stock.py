"""The pages of the stock, of a depot and of orders: what each role reads, over a period."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from distribution.actions import ledger
from distribution.enums import LineKind
from distribution.pages.accounts import NAMES
from tests.distribution.attempts import move
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.deliberations import CalendarFactory
from tests.factories.distribution import (
    DELIVERED,
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
STOCK = reverse("distribution:stock")
READERS = [Role.MANAGER, Role.REGISSEUR, Role.COMPTABLE, Role.FINANCE, Role.AUDITOR]


@pytest.fixture
def regie(depot):
    """The régie of the programme of the depot, with two carnets not yet in service."""
    regie = DepotFactory(programme=depot.programme, regie=True, name="Régie")
    LotFactory(depot=regie, carnets=2, state="delivered")
    return regie


@pytest.fixture
def acting(client, depot):
    """A client signed in with a role; a distributor keeps the depot."""

    def sign(role=Role.MANAGER):
        desk = role == Role.DISTRIBUTOR
        owner = depot.organisation if desk else depot.programme.authority
        return sign_in(client, UserFactory(role=role, organisation=owner))

    return sign


def activation(lot):
    return reverse("distribution:propose-lot", args=[lot.public_id])


def lines_of(account):
    return [*account.table.data, account.table.closing]


@pytest.mark.parametrize("role", READERS)
def test_those_of_the_authority_read_the_whole_stock_and_one_role_puts_lots_in_service(
    acting, regie, role
):
    page = acting(role).get(STOCK).text
    lot = regie.programme.lots.get(state="delivered")
    assert "5\u00a0carnets en stock" in page
    assert "En service\u00a0: 3\u00a0carnets" in page
    assert "Pas encore en service\u00a0: 2\u00a0carnets" in page
    assert "Voir 2\u00a0commandes" in page
    assert "Grand livre\u00a0: Régie" in page
    assert (activation(lot) in page) == (role == Role.MANAGER)
    assert ("À qui d’agir\u00a0: gestionnaire du programme" in page) == (role != Role.MANAGER)


def test_a_distributor_reads_its_own_account_and_hands_out_from_there(acting, depot, regie):
    move(regie, depot, 4, 4)
    response = acting(Role.DISTRIBUTOR).get(STOCK)
    page = response.text
    assert "4\u00a0carnets en stock" in page
    assert reverse("distribution:counter") in page
    assert "commande" not in page
    assert f"Grand livre\u00a0: {depot}" in page
    assert "dont régie" not in page
    assert "Transfert, Régie vers" in page
    (transfer,) = response.context["movements"].data
    assert (transfer.carnets, transfer.euros) == ("+1", "+100,00")


def test_the_title_of_the_account_is_its_sum_and_transfers_are_nothing_in_it(
    acting, depot, other, regie
):
    move(regie, other, 4, 5)
    hand_out(depot)
    days = {"du": f"{DELIVERED:%d/%m/%Y}", "au": f"{TODAY:%d/%m/%Y}"}
    response = acting().get(STOCK, days)
    account = response.context["account"]
    assert account.title == "0 +\u00a05 \u2212\u00a01 =\u00a04\u00a0carnets"
    assert [
        (line.moved.carnets, line.moved.in_regies, line.moved.in_depots)
        for line in lines_of(account)
    ] == [(0, 0, 0), (5, 2, 3), (0, -2, 2), (-1, 0, -1), (4, 0, 4)]
    assert "+50" in response.text
    assert "\u2212100,00" in response.text
    assert [line.bar.kind for line in lines_of(account)] == ["sum", "", "", "out", "sum"]


def test_the_period_of_the_address_opens_with_what_was_there(acting, depot, other):
    move(depot, other, 1, 1, on=dt.date(2023, 2, 1))
    hand_out(depot, on=dt.date(2023, 3, 1))
    account = acting().get(STOCK, {"du": "01/02/2023", "au": "28/02/2023"}).context["account"]
    assert account.title == "3\u00a0carnets, comme au début"
    account = acting().get(STOCK, {"du": "01/04/2023"}).context["account"]
    assert account.title == "2\u00a0carnets, aucun mouvement"


def test_what_is_taken_back_stands_in_the_account_and_is_not_counted_as_handed_out(acting, depot):
    for on in (dt.date(2023, 2, 14), dt.date(2023, 2, 15), TODAY):
        given = hand_out(depot, on=on)
    ledger.reverse(given.lines.get(), on=TODAY, reason="Mauvaise personne", **JOURNAL)
    response = acting().get(STOCK)
    account = response.context["account"]
    assert account.title == "3 +\u00a01 \u2212\u00a03 =\u00a01\u00a0carnet"
    (row,) = response.context["table"].data
    assert (row.handed_out, row.last_handed_on) == (1, dt.date(2023, 2, 15))


def test_carnets_lost_and_carnets_to_deliver_are_outside_the_stock(acting, depot):
    LotFactory(depot=depot, carnets=7, state="ordered")
    loss = {"first_carnet": 1, "last_carnet": 2, "on": TODAY, "reason": "Vol"}
    ledger.declare_lost(depot, **loss, **JOURNAL)
    page = acting().get(STOCK).text
    assert "7\u00a0carnets à livrer par" in page
    assert "2\u00a0carnets perdus ou volés" in page
    assert f"Perte ou vol, {depot}" in page
    lost = depot.programme.depots.get(kind="lost")
    page = acting().get(reverse("distribution:depot", args=[lost.public_id])).text
    assert "2\u00a0carnets perdus ou volés au" in page
    assert "Carnets présents" not in page


def test_a_lot_past_the_calendar_of_its_programme_is_said_expired(acting, depot):
    CalendarFactory(programme=depot.programme, ends_on=TODAY)
    assert "Utilisables jusqu’au 15\u00a0mai\u00a02023" in acting().get(STOCK).text
    depot_page = reverse("distribution:depot", args=[depot.public_id])
    assert "Utilisables jusqu’au 15\u00a0mai\u00a02023" in acting().get(depot_page).text

    yesterday = TODAY - dt.timedelta(days=1)
    CalendarFactory(programme=depot.programme, in_force_on=TODAY, ends_on=yesterday)

    assert "expiré" in acting().get(STOCK).text


def test_a_lot_past_its_last_day_is_said_expired(acting, depot):
    LotFactory(
        depot=depot, carnets=1, valid_from=DELIVERED, valid_until=TODAY - dt.timedelta(days=1)
    )
    (usable, expired) = acting().get(STOCK).context["halves"].in_service.table.data
    assert (usable.word, expired.word, expired.family) == ("En service", "expiré", "stopped")


def test_a_lot_is_where_its_carnets_are(acting, depot, regie):
    move(regie, depot, 5, 5)
    response = acting().get(STOCK)
    halves = response.context["halves"]
    assert [row.where.partition(". ")[0] for row in halves.in_service.table.data] == [
        "n°\u00a000001 à\u00a000003, dans les dépôts"
    ]
    assert [row.where.partition(". ")[0] for row in halves.waiting.table.data] == [
        "1 en régie, 1 dans les dépôts"
    ]


def test_each_lot_to_put_in_service_has_its_act_and_one_is_the_button(acting, regie):
    LotFactory(depot=regie, carnets=1, state="delivered", number="C-9")
    first, second = regie.programme.lots.filter(state="delivered").order_by("pk")
    page = acting().get(STOCK).text
    assert page.count(activation(first)) == 2
    assert page.count(activation(second)) == 1


def test_hand_outs_of_a_day_are_one_movement_with_their_numbers(acting, depot):
    LotFactory(depot=depot, carnets=8)
    for carnet in (1, 2, 4, 6, 8):
        hand_out(depot, first_carnet=carnet)
    (movement,) = acting().get(STOCK).context["movements"].data
    assert movement.what == f"{depot}, 5\u00a0remises"
    assert movement.carnets == "\u22125"
    assert movement.numbers == (
        "n°\u00a000001 à\u00a000002, n°\u00a000004, n°\u00a000006 et 1\u00a0autre suite"
    )
    ledger_page = acting().get(movement.url).text
    assert ledger_page.count("n°\u00a000004") == 1


def test_the_movements_are_those_of_seven_days_and_the_last_of_many(acting, depot):
    days = [TODAY - dt.timedelta(days=n) for n in range(8)]
    places = [DepotFactory(programme=depot.programme) for _ in range(2)]
    for place in places:
        LotFactory(depot=place, carnets=8)
        for on in reversed(days):
            hand_out(place, on=on)
    table = acting().get(STOCK).context["movements"]
    assert len(table.data) == 12
    assert table.caption.startswith("Depuis le 10\u00a0mai\u00a02023")
    few = acting(Role.DISTRIBUTOR).get(STOCK).text
    assert "Aucun mouvement depuis sept jours." in few


def test_a_movement_between_two_depots_leaves_the_stock_as_it_is(acting, depot, other):
    move(depot, other, 1, 1)
    (movement,) = acting().get(STOCK).context["movements"].data
    assert (movement.carnets, movement.euros) == ("1", "100,00")
    assert reverse("distribution:depot", args=[other.public_id]) in movement.url


def test_a_programme_without_depot_says_so(client):
    programme = ProgrammeFactory()
    client = sign_in(client, UserFactory(organisation=programme.authority))
    assert "Aucun dépôt ouvert encore." in client.get(STOCK).text
    DepotFactory(programme=programme, regie=True)
    page = client.get(STOCK).text
    assert "Aucun dépôt de distributeur encore." in page
    assert "Aucun carnet ne peut être remis." in page


def test_a_depot_tells_its_carnets_by_lot(acting, depot, regie):
    hand_out(depot, first_carnet=2)
    page = acting().get(reverse("distribution:depot", args=[depot.public_id])).text
    assert "2\u00a0carnets en stock au 15\u00a0mai\u00a02023" in page
    assert "n°\u00a000001, n°\u00a000003. Utilisables jusqu’au 31\u00a0décembre\u00a02023." in page
    page = acting().get(reverse("distribution:depot", args=[regie.public_id])).text
    assert "Livrés le 24\u00a0octobre\u00a02022." in page
    move(regie, depot, 4, 5)
    page = acting().get(reverse("distribution:depot", args=[regie.public_id])).text
    assert "Aucun carnet dans ce dépôt." in page


def test_the_orders_say_what_is_left_of_each(acting, regie):
    LotFactory(depot=regie, carnets=1, state="ordered")
    response = acting().get(reverse("ordering:orders"))
    assert "30\u00a0pass en service" in response.text
    assert "sur 60\u00a0pass commandés" in response.text
    for said in ("tout est en service", "20\u00a0pass sans mandat", "10\u00a0pass à livrer"):
        assert said in response.text


def test_the_page_of_an_order_leads_to_each_of_its_acts(acting, regie):
    lot = regie.programme.lots.get(state="delivered")
    order = lot.order
    page = acting().get(reverse("ordering:order", args=[order.public_id])).text
    assert "0\u00a0pass en service" in page
    assert "Il manque le mandat de 20\u00a0pass livrés" in page
    assert page.count(activation(lot)) == 1


def test_every_kind_of_line_has_a_name_in_the_account():
    assert set(NAMES) == set(LineKind)
