"""A lot until its delivery: its proof, its production, its dispatch, or its end."""

import datetime as dt

import pytest

from accounts.enums import Role
from audit.models import Event
from common.errors import NirFound, ReasonMissing, SamePerson
from common.past_days import DayBeforeCause, DayInFuture
from common.workflow import MoveRefused
from distribution.enums import CarnetState, DepotKind, LotState
from distribution.models import Carnet, Depot, Order, StockLine
from ordering.actions import lots
from ordering.models import Step
from printing import actions
from printing.actions import LotCancelled
from printing.enums import PrintFileState
from tests.distribution.attempts import refused, without
from tests.factories.accounts import UserFactory
from tests.factories.distribution import ORDERED, DepotFactory, LotFactory, person_of
from tests.factories.printing import KEY, print_file
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
LATER = ORDERED + dt.timedelta(days=3)


@pytest.fixture
def lot():
    return LotFactory(depot=DepotFactory(regie=True), carnets=4, state="ordered")


@pytest.fixture
def by(lot):
    return person_of(lot)


@pytest.fixture
def other(lot):
    return person_of(lot, Role.REGISSEUR)


def follow(lot, kind, by, on=LATER, **more):
    return lots.follow(lot, kind, on=on, by=by, **more)


def test_a_lot_goes_from_its_proof_to_its_delivery(lot, by, other):
    follow(lot, "proof", by)
    follow(lot, "refused", other, note="La valeur manque")
    follow(lot, "proof", by, note="Deuxième envoi")
    follow(lot, "approved", other)
    follow(lot, "production", by)
    follow(lot, "dispatched", by)

    lot.refresh_from_db()
    assert lot.state == LotState.DISPATCHED
    steps = lot.steps.order_by("position").values_list("position", "kind", "note")
    assert [*steps][:3] == [
        (1, "proof", ""),
        (2, "refused", "La valeur manque"),
        (3, "proof", "Deuxième envoi"),
    ]
    event = Event.objects.filter(verb="lot.followed").latest("pk")
    assert event.details == {"step": "dispatched", "on": "2022-09-15", "note": ""}
    assert str(lot.steps.latest("pk")) == "Expédition annoncée, Lot lot-1"


@pytest.mark.parametrize("answer", ["approved", "refused"])
def test_who_received_a_proof_does_not_answer_it(lot, by, answer):
    follow(lot, "proof", by)

    with pytest.raises(SamePerson):
        follow(lot, answer, by, note="Vu")


def test_the_database_too_wants_a_second_look(lot, by):
    proof = follow(lot, "proof", by)
    own = {"lot": lot, "position": 2, "kind": "approved", "taken_on": LATER}
    own |= {"taken_at": proof.taken_at, "taken_by": proof.taken_by}

    refused("step_proof_seen_by_two", Step.objects.create, **own)
    refused("step_says_why", Step.objects.create, **own | {"kind": "cancelled"})
    changed = Step.objects.filter(pk=proof.pk).update
    refused("append-only: UPDATE of ordering_step refused", changed, note="autre")
    without("step_proof_seen_by_two", "ordering_step")
    Step.objects.create(**own)


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("ordered", "approved"),
        ("ordered", "production"),
        ("proof", "production"),
        ("approved", "dispatched"),
        ("production", "cancelled"),
        ("dispatched", "proof"),
        ("delivered", "cancelled"),
        ("cancelled", "proof"),
    ],
)
def test_a_step_out_of_order_is_refused(state, kind):
    lot = LotFactory(depot=DepotFactory(regie=True), state=state)

    with pytest.raises(MoveRefused):
        follow(lot, kind, person_of(lot), note="Motif")


@pytest.mark.parametrize(
    ("given", "why", "field"),
    [
        ({"on": ORDERED - dt.timedelta(days=1)}, DayBeforeCause, "on"),
        ({"on": dt.date(2023, 5, 16)}, DayInFuture, "on"),
        ({"note": "Vu avec 1 85 05 78 006 084 91"}, NirFound, "note"),
    ],
)
def test_what_is_wrong_with_a_step_is_said_at_its_field(lot, by, given, why, field):
    with pytest.raises(why) as refusal:
        follow(lot, "proof", by, **given)

    assert refusal.value.field == field


def test_a_step_does_not_precede_the_one_before(lot, by, other):
    follow(lot, "proof", by)

    with pytest.raises(DayBeforeCause, match="l’étape d’avant"):
        follow(lot, "approved", other, on=ORDERED)


@pytest.mark.parametrize("kind", ["refused", "cancelled"])
def test_a_refusal_and_an_end_say_why(kind, lot, by, other):
    follow(lot, "proof", by)

    with pytest.raises(ReasonMissing):
        follow(lot, kind, other, note=" ")


def test_a_cancelled_lot_keeps_its_numbers_and_its_carnets_never_serve(lot, by):
    file = print_file(lot)
    lots.cancel(lot, on=LATER, note="Besoin revu", by=by)

    lot.refresh_from_db()
    file.refresh_from_db()
    assert (lot.state, file.state) == (LotState.CANCELLED, PrintFileState.WITHDRAWN)
    carnets = Carnet.objects.filter(lot=lot)
    assert {*carnets.values_list("state", "depot__kind")} == {
        (CarnetState.DESTROYED, DepotKind.SUPPLIER)
    }
    assert Event.objects.get(verb="lot.cancelled").details["note"] == "Besoin revu"
    assert LotFactory.order(lot.programme, 1, 5).first_carnet == 5
    counted = Order.objects.with_passes().get(pk=lot.order.pk)
    assert (counted.ordered, counted.delivered) == (0, 0)
    manager = UserFactory(role=Role.MANAGER, organisation=lot.programme.authority)
    with pytest.raises(LotCancelled):
        actions.propose(lot, recipient=KEY, proposed_by=manager, by=by)


def test_a_supplier_owes_nothing_of_a_cancelled_lot(lot, by):
    owing = Depot.objects.suppliers_and_exits().with_holdings()
    assert owing.get().held_carnets == 4

    lots.cancel(lot, on=LATER, note="Besoin revu", by=by)
    assert not owing.exists()


def test_the_database_keeps_a_cancelled_lot_and_one_in_production(by):
    for state, to in (
        ("cancelled", "ordered"),
        ("production", "cancelled"),
        ("proof", "dispatched"),
    ):
        found = LotFactory(programme=ProgrammeFactory(), state=state)
        change = type(found).objects.filter(pk=found.pk).update
        refused("lot_goes_forward", change, state=to)
    without("lot_goes_forward", "distribution_lot")
    change(state="dispatched")


def test_an_order_is_cancelled_whole_or_not_at_all(lot, by, other):
    order = lot.order
    lots.cancel_order(order, on=LATER, note="Budget retiré", by=by)
    lot.refresh_from_db()
    assert lot.state == LotState.CANCELLED
    with pytest.raises(lots.NothingToCancel):
        lots.cancel_order(order, on=LATER, note="Budget retiré", by=by)

    made = LotFactory(depot=DepotFactory(regie=True), state="production")
    with pytest.raises(MoveRefused):
        lots.cancel_order(made.order, on=LATER, note="Budget retiré", by=person_of(made))


def receive(lot, **given):
    to = Depot.objects.get(programme=lot.programme, kind=DepotKind.REGIE)
    return lots.receive(lot, **{"to": to, "on": LATER, "by": person_of(lot), **given})


def test_what_a_lot_lacks_leaves_the_store_at_once_for_a_reason(lot):
    receive(lot, missing=[(2, 2), (4, 4)], reason="Paquet ouvert")

    lines = StockLine.objects.order_by("pk").values_list("kind", "first_carnet", "last_carnet")
    assert [*lines] == [("delivery", 1, 4), ("loss", 2, 2), ("loss", 4, 4)]
    assert {*StockLine.objects.filter(kind="loss").values_list("reason", flat=True)} == {
        "Paquet ouvert"
    }
    states = Carnet.objects.order_by("number").values_list("state", flat=True)
    assert [*states] == ["in_stock", "lost", "in_stock", "lost"]


def test_a_whole_lot_is_received_without_a_loss(lot):
    receive(lot)

    assert [*StockLine.objects.values_list("kind", flat=True)] == ["delivery"]


@pytest.mark.parametrize(
    ("given", "why", "field"),
    [
        ({"missing": [(4, 5)], "reason": "Perdus"}, lots.NotInLot, "missing"),
        ({"missing": [(4, 4)]}, ReasonMissing, "reason"),
    ],
)
def test_what_is_wrong_with_a_reception_is_said_and_nothing_is_received(lot, given, why, field):
    with pytest.raises(why) as refusal:
        receive(lot, **given)

    assert refusal.value.field == field
    assert not StockLine.objects.exists()


def test_a_lot_whose_proof_waits_is_not_delivered():
    with pytest.raises(MoveRefused):
        receive(LotFactory(depot=DepotFactory(regie=True), state="proof"))
