"""Orders, lots, and the file for the printer."""

import datetime as dt
from functools import partial

import pytest

from accounts.enums import Role
from audit.models import Event
from common.errors import ReasonMissing, SamePerson
from common.past_days import DayBeforeCause
from common.workflow import MoveRefused
from distribution import codes
from distribution.actions import lots, orders
from distribution.actions.orders import LotSpec
from distribution.codes import keyring
from distribution.enums import PassState
from distribution.models import Carnet, Depot, Lot, Order, Pass
from distribution.readings.depots import OtherProgramme
from programmes.actions.mandats import MandatUnlike
from tests.distribution.attempts import without
from tests.factories.accounts import OrganisationFactory
from tests.factories.distribution import (
    ACTIVE,
    DELIVERED,
    JOURNAL,
    ORDERED,
    VALID,
    DepotFactory,
    LotFactory,
    hand_out,
    person_of,
)
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def order(programme, *specs, **changes):
    terms = {"number": "C-1", "supplier": OrganisationFactory(), "ordered_on": ORDERED, **VALID}
    specs = [LotSpec(*spec) for spec in specs or [("lot-1", 2, 10)]]
    return orders.create(programme, lots=specs, **terms | changes, **JOURNAL)


def test_the_lots_of_an_order_continue_the_series():
    programme = ProgrammeFactory()
    order(programme, ("a", 2, 10), ("b", 3, 5))
    order(programme, ("a", 1, 10), number="C-2")
    ranges = Lot.objects.order_by("first_carnet").values_list(
        "first_carnet", "last_carnet", "first_serial", "last_serial"
    )
    assert list(ranges) == [(1, 2, 1, 20), (3, 5, 21, 35), (6, 6, 36, 45)]


def test_carnets_and_passes_are_rows_at_the_supplier():
    programme = ProgrammeFactory()
    order(programme, ("a", 2, 10), ("b", 2, 5))
    assert [carnet.number for carnet in Carnet.objects.order_by("number")] == [1, 2, 3, 4]
    assert set(Carnet.objects.values_list("depot__kind", "state")) == {("supplier", "in_stock")}
    passes = Pass.objects.order_by("serial")
    assert [one.serial for one in passes] == list(range(1, 31))
    assert list(passes.filter(carnet__number=3).values_list("serial", flat=True)) == [
        21,
        22,
        23,
        24,
        25,
    ]
    lot = Lot.objects.get(code="b")
    assert list(lot.serials_of(4)) == [26, 27, 28, 29, 30]
    assert Event.objects.get(verb="order.created").details == {"passes": 30}


def test_two_programmes_have_their_own_series():
    for programme in (ProgrammeFactory(), ProgrammeFactory()):
        assert order(programme).lots.get().first_serial == 1


def test_two_orders_of_a_supplier_leave_from_the_same_account():
    programme, supplier = ProgrammeFactory(), OrganisationFactory()
    for number in ("C-1", "C-2"):
        order(programme, number=number, supplier=supplier)
    assert Depot.objects.get().carnets.count() == 4


def test_an_order_number_is_used_once():
    programme = ProgrammeFactory()
    order(programme)
    with pytest.raises(orders.OrderTaken):
        order(programme)


def test_an_order_ends_after_it_starts():
    with pytest.raises(orders.EndBeforeStart):
        order(ProgrammeFactory(), valid_until=dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    "specs",
    [
        [("a", 0, 10)],
        [("a", 1, 7)],
        [("a", 1, 10), ("a", 1, 10)],
        [("a", 1, 10, ["75"])],
    ],
)
def test_lots_that_cannot_be_are_refused(specs):
    with pytest.raises(orders.WrongLots):
        order(ProgrammeFactory(), *specs)


def test_a_programme_orders_the_carnets_that_it_says():
    of_ten = ProgrammeFactory(carnet_sizes="10")
    with pytest.raises(orders.WrongLots, match="au moins un carnet, de 10 pass"):
        order(of_ten, ("a", 1, 5))
    assert order(of_ten, ("a", 1, 10))


def test_an_order_has_a_lot():
    with pytest.raises(orders.WrongLots):
        orders.create(
            ProgrammeFactory(),
            number="C-1",
            supplier=OrganisationFactory(),
            ordered_on=ORDERED,
            lots=[],
            **VALID,
            **JOURNAL,
        )
    assert order(ProgrammeFactory(territory=[]), ("a", 1, 10, ["75"]))


def test_a_series_that_the_code_cannot_write_is_refused(monkeypatch):
    monkeypatch.setattr(orders, "LAST_CARNET", 3)
    with pytest.raises(orders.SeriesFull):
        order(ProgrammeFactory(), ("a", 4, 5))
    monkeypatch.setattr(orders, "LAST_CARNET", codes.LAST_CARNET)
    monkeypatch.setattr(orders, "LAST_SERIAL", 14)
    with pytest.raises(orders.SeriesFull):
        order(ProgrammeFactory(), ("a", 3, 5))
    assert not Order.objects.exists()


def test_a_lot_is_ordered_delivered_then_active():
    depot = DepotFactory()
    lot = LotFactory(depot=depot, state="ordered")
    lot = lots.deliver(lot, to=depot, on=DELIVERED, **JOURNAL)
    assert (lot.state, lot.delivered_on, depot.carnets.count()) == ("delivered", DELIVERED, 2)
    first, second = person_of(lot), person_of(lot, Role.REGISSEUR)
    lot = lots.propose(lot, mandat_number=" 2022-9 ", on=ACTIVE, by=first)
    assert (lot.state, lot.activated_on, lot.mandat_number) == ("proposed", None, "2022-9")
    lot = lots.activate(lot, by=second)
    assert (lot.state, lot.activated_on, lot.mandat_number) == ("active", ACTIVE, "2022-9")
    assert (lot.proposed_by_id, lot.activated_by_id) == (first.user_id, second.user_id)
    assert list(
        Event.objects.filter(verb__startswith="lot.").order_by("pk").values_list("verb")
    ) == [
        ("lot.delivered",),
        ("lot.proposed",),
        ("lot.activated",),
    ]


def test_who_proposes_a_mandat_does_not_confirm_it():
    lot = LotFactory(state="delivered")
    first = person_of(lot)
    lots.propose(lot, mandat_number="1", on=ACTIVE, by=first)
    with pytest.raises(SamePerson):
        lots.activate(lot, by=first)
    lot.refresh_from_db()
    assert lot.state == "proposed"


def test_a_mandat_set_aside_leaves_the_lot_as_it_was_and_stays_in_the_journal():
    lot = LotFactory(state="proposed")
    second = person_of(lot, Role.COMPTABLE)
    with pytest.raises(ReasonMissing):
        lots.decline(lot, reason=" ", by=second)
    lots.decline(lot, reason="Mandat rejeté.", by=second)
    lot.refresh_from_db()
    kept = (lot.state, lot.mandat_number, lot.proposed_on, lot.proposed_at, lot.proposed_by_id)
    assert kept == ("delivered", "", None, None, None)
    details = Event.objects.get(verb="lot.declined").details
    assert details == {"mandat": "2022-1234", "reason": "Mandat rejeté."}
    with pytest.raises(MoveRefused):
        lots.activate(lot, by=second)


@pytest.mark.parametrize(
    ("pattern", "number", "is_taken"),
    [
        ("", "Ce que l’on veut", True),
        ("9999-99999", "2023-00118", True),
        ("9999-99999", "2023-118", False),
        ("AA.99", "BX.07", True),
        ("AA.99", "BXX07", False),
    ],
)
def test_a_mandat_is_written_like_those_of_its_programme(pattern, number, is_taken):
    lot = LotFactory(programme=ProgrammeFactory(mandat_pattern=pattern), state="delivered")
    act = partial(lots.propose, lot, mandat_number=number, on=ACTIVE, by=person_of(lot))
    if is_taken:
        assert act().mandat_number == number
    else:
        with pytest.raises(MandatUnlike, match="s’écrit ici comme"):
            act()


def test_a_lot_is_not_active_before_its_delivery_nor_without_its_mandat():
    lot = LotFactory(state="ordered")
    with pytest.raises(MoveRefused):
        lots.propose(lot, mandat_number="1", on=ACTIVE, **JOURNAL)
    lot = LotFactory(state="delivered")
    with pytest.raises(lots.MandatMissing):
        lots.propose(lot, mandat_number=" ", on=ACTIVE, **JOURNAL)
    with pytest.raises(DayBeforeCause):
        lots.propose(lot, mandat_number="1", on=ORDERED, **JOURNAL)


def test_a_lot_is_delivered_once_in_a_store_of_its_programme():
    lot = LotFactory(state="ordered")
    store = DepotFactory(programme=lot.programme)
    with pytest.raises(DayBeforeCause):
        lots.deliver(lot, to=store, on=dt.date(2022, 9, 11), **JOURNAL)
    with pytest.raises(OtherProgramme):
        lots.deliver(lot, to=DepotFactory(), on=DELIVERED, **JOURNAL)
    lots.deliver(lot, to=store, on=DELIVERED, **JOURNAL)
    with pytest.raises(MoveRefused):
        lots.deliver(lot, to=store, on=DELIVERED, **JOURNAL)


@pytest.mark.parametrize("spell", [str, str.lower, "https://exemple.fr/pass/{}/".format])
def test_a_carnet_is_known_by_its_number_its_view_code_or_one_of_its_passes(spell):
    lot = LotFactory(carnets=3)
    keys, carnet = keyring(), Carnet.objects.get(number=2)
    texts = ["2", "00002", spell(keys.view_code(lot.batch, 2)), keys.typed_code(lot.batch, 11)]
    texts.append(keys.qr_payload(lot.batch, 20, dt.date(2023, 12, 31)))
    for text in texts:
        assert Carnet.objects.find_by_any_code(lot.programme, text) == carnet


def test_a_carnet_that_is_not_known_is_no_carnet():
    lot, keys = LotFactory(carnets=3), keyring()
    other = LotFactory(carnets=3)
    wrong = keys.view_code(codes.Batch(lot.programme.letter, 9, 1), 2)
    forged = codes.Keyring({1: bytes(32)}).qr_payload(lot.batch, 1, dt.date(2023, 12, 31))
    secretless = codes.typed_code(lot.programme.letter, 1, bytes(5))
    texts = ["", "4", "9" * 8, "n’importe quoi", wrong, forged, secretless]
    texts += [keys.view_code(other.batch, 2), keys.typed_code(other.batch, 1)]
    for text in texts:
        assert Carnet.objects.find_by_any_code(lot.programme, text) is None


def test_the_state_that_counts_is_the_pass_s_then_the_carnet_s_then_the_lot_s():
    depot = DepotFactory(carnets=2)
    LotFactory(depot=depot, carnets=1, state="delivered")
    hand_out(depot)
    without("pass_spent_by_redemption", "distribution_pass")
    Pass.objects.filter(serial=1).update(state=PassState.SPENT)
    states = dict(Pass.objects.with_state().values_list("serial", "current"))
    assert [states[serial] for serial in (1, 2, 11, 21)] == [
        "spent",
        "handed_out",
        "active",
        "delivered",
    ]
