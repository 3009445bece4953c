"""An order comes to its end: milestones, answers, the statement, the credit note."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.enums import Notice, Role
from accounts.models import Letter
from audit.models import Event
from common.errors import AlreadyRecorded, EndBeforeStart, NirFound, ReasonMissing, SamePerson
from common.past_days import DayInFuture, DayOutsideProgramme
from common.workflow import MoveRefused
from distribution.actions import hand_outs, ledger
from distribution.actions.ledger import CarnetExpired
from distribution.enums import CarnetState, DepotKind, LineKind, PassState
from distribution.models import Carnet, Depot, Pass, StockLine
from expiry.actions import extensions, milestones, statements
from expiry.enums import ExtensionState, MilestoneKind, Phase
from expiry.models import Answer, Milestone, Statement
from expiry.readings import phase_of, read_again
from incidents.actions import block
from tests.factories.accounts import NOON, UserFactory
from tests.factories.distribution import TODAY, DepotFactory, hand_out, person_of, shipment_of
from tests.factories.expiry import ENDS, by_on, credit, establish, order_of, propose, reach
from tests.factories.mediation import Scene
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def depot():
    programme = ProgrammeFactory(with_calendar=True)
    return DepotFactory(programme=programme, name="CCAS de Lens")


@pytest.fixture
def order(depot):
    return order_of(depot, carnets=4)


def counts(milestone):
    names = ("issued", "injected", "stock", "started")
    return tuple(getattr(milestone, f"{name}_carnets") for name in names)


def test_a_milestone_counts_what_was_so_that_morning(clock):
    scene = Scene()
    scene.depot = DepotFactory(programme=scene.programme)
    other = DepotFactory(programme=scene.programme, carnets=2)
    hand_out(other)
    order = order_of(scene.depot, carnets=4)
    given = hand_out(scene.depot)
    ledger.declare_lost(
        scene.depot, first_carnet=6, last_carnet=6, on=TODAY, reason="Vol", by=by_on(TODAY)
    )
    scene.carnet = given.carnets.select_related("lot__programme", "lot__order").get()
    assert scene.redeem().status_code == 201

    (alert,) = reach(order, TODAY)
    stop = reach(order, ENDS - 15 * DAY)[0]

    assert (alert.kind, alert.reached_on, counts(alert)) == (
        MilestoneKind.ALERT,
        TODAY,
        (4, 0, 4, 0),
    )
    assert (stop.kind, counts(stop)) == (MilestoneKind.STOP, (4, 1, 2, 1))
    assert (stop.issued_passes, stop.injected_passes, stop.stock_passes) == (40, 10, 20)
    assert stop.spent_passes == 1


def test_milestones_come_once_with_one_letter_each_however_late(order):
    manager = UserFactory(role=Role.MANAGER, organisation=order.programme.authority)
    keeper = UserFactory(
        role=Role.DISTRIBUTOR, organisation=Depot.objects.get(name="CCAS de Lens").organisation
    )
    UserFactory(role=Role.MANAGER)
    UserFactory(role=Role.DISTRIBUTOR, organisation=DepotFactory().organisation)

    assert reach(order, TODAY - DAY) == []
    assert len(reach(order, ENDS - 7 * DAY)) == 3
    assert reach(order, ENDS - 7 * DAY) == []

    told = Letter.objects.filter(about=Notice.VALIDITY_ENDS).values_list("email", flat=True)
    assert sorted(told) == sorted([manager.email, keeper.email])
    assert Event.objects.filter(verb="validity.milestone").count() == 3


def test_what_came_before_the_programme_was_managed_here_is_not_reached(order):
    order.programme.managed_from = ENDS - 7 * DAY
    order.programme.save()
    assert [one.kind for one in reach(order, ENDS)] == [MilestoneKind.LAST_CALL, MilestoneKind.END]


def test_an_order_without_a_lot_in_service_that_day_counts_nothing(depot):
    depot.programme.managed_from = dt.date(2022, 1, 1)
    depot.programme.save()
    order = order_of(depot, ends_on=dt.date(2022, 11, 10))
    (*_, early) = reach(order, dt.date(2022, 11, 3))
    assert counts(early) == (0, 0, 0, 0)


def test_a_store_answers_each_milestone_once_and_explains_a_gap(depot, order):
    reach(order, TODAY)
    given = {"on": TODAY, "by": by_on(TODAY)}
    with pytest.raises(ReasonMissing, match="en attend 4"):
        milestones.answer(order, depot, carnets=3, **given)
    with pytest.raises(NirFound):
        milestones.answer(order, depot, carnets=4, remark="1 94 06 62 041 123", **given)

    said = milestones.answer(order, depot, carnets=3, remark="Un carnet abîmé.", **given)

    assert (said.expected, said.carnets, said.milestone.kind) == (4, 3, MilestoneKind.ALERT)
    with pytest.raises(milestones.AlreadyAnswered):
        milestones.answer(order, depot, carnets=4, **given)
    stop = ENDS - 15 * DAY
    reach(order, stop)
    milestones.answer(order, depot, carnets=4, on=stop, by=by_on(stop))
    assert Answer.objects.count() == 2


def test_nothing_is_asked_before_nor_between(depot, order):
    with pytest.raises(milestones.NotAsked):
        milestones.answer(order, depot, carnets=4, on=TODAY - DAY, by=by_on(TODAY))
    over = ENDS + 40 * DAY
    with pytest.raises(milestones.NotAsked):
        milestones.answer(order, depot, carnets=4, on=over, by=by_on(over))


def test_what_is_left_leaves_the_stock_and_is_stated_by_store_and_lot(depot, order):
    regie = DepotFactory(programme=depot.programme, regie=True, name="Régie")
    shipment_of(depot, regie, ranges=[(2, 2), (4, 4)], state="closed")
    given = hand_out(depot).carnets.get()

    stated = establish(order)

    lines = {(one.depot.kind, one.carnets, one.passes, one.amount) for one in stated.lines.all()}
    assert lines == {
        (DepotKind.DISTRIBUTOR, 1, 10, Decimal(100)),
        (DepotKind.REGIE, 2, 20, Decimal(200)),
        (DepotKind.BENEFICIARIES, 1, 10, Decimal(100)),
    }
    assert set(Carnet.objects.values_list("state", flat=True)) == {CarnetState.EXPIRED}
    moved = StockLine.objects.filter(kind=LineKind.EXPIRY).order_by("first_carnet")
    assert [(one.first_carnet, one.carnets) for one in moved] == [(2, 1), (3, 1), (4, 1)]
    assert not Depot.objects.out_of_balance().exists()
    given.refresh_from_db()
    assert (given.depot, given.hand_out_id is not None) == (None, True)
    on, by = stated.stated_on, by_on(stated.stated_on)
    with pytest.raises(CarnetExpired, match="ne revient plus"):
        hand_outs.undo(given.hand_out, on=on, reason="Erreur", by=by)


def test_a_blocked_carnet_stays_blocked_and_its_passes_are_stated(depot, order):
    carnet = hand_out(depot).carnets.get()
    block(carnet, cause="lost", note="Perdu.", on=TODAY, by=by_on(TODAY))
    stated = establish(order)
    assert sum(one.passes for one in stated.lines.all()) == 40
    assert Carnet.objects.get(pk=carnet.pk).state == CarnetState.BLOCKED


def test_nothing_is_struck_off_while_passes_are_received(order):
    last = ENDS + 31 * DAY
    with pytest.raises(statements.StillAccepted, match="encore reçus jusqu’au 15"):
        establish(order, last)
    with pytest.raises(DayInFuture):
        statements.establish(order, on=last + DAY, by=by_on(last))
    assert establish(order, last + DAY).objections_until == last + 7 * DAY
    with pytest.raises(statements.AlreadyStated):
        establish(order)


def test_nothing_is_struck_off_while_carnets_are_on_their_way(depot, order):
    shipment_of(depot, ranges=[(1, 2)])
    with pytest.raises(statements.OnTheWay, match="carnets de cette commande en chemin"):
        establish(order)


def test_nothing_is_struck_off_while_an_extension_waits(order):
    propose(order)
    with pytest.raises(statements.ExtensionWaits):
        establish(order)


def test_a_store_answers_the_statement_until_a_day(depot, order):
    stated = establish(order)
    on = stated.objections_until
    said = milestones.answer(order, depot, carnets=4, on=on, by=by_on(on))
    assert (said.statement, said.milestone, said.expected) == (stated, None, 4)
    with pytest.raises(milestones.NotAsked):
        milestones.answer(order, depot, carnets=4, on=on + DAY, by=by_on(on + DAY))


def test_the_credit_note_is_the_face_value_of_what_was_not_spent_for_ever(clock):
    scene = Scene()
    scene.depot = DepotFactory(programme=scene.programme)
    order = order_of(scene.depot, carnets=2)
    scene.carnet = hand_out(scene.depot).carnets.select_related("lot__programme").get()
    assert scene.redeem().status_code == 201

    note = credit(order)

    assert (note.passes, note.amount) == (19, Decimal(190))
    states = Pass.objects.filter(state=PassState.REFUNDED).count()
    assert (states, phase_of(read_again(order, TODAY), TODAY)) == (19, Phase.CREDITED)
    refused = scene.check(scene.codes[1]).json()["passes"][0]
    assert (refused["redeemable"], refused["code"]) == (False, "expired")
    with pytest.raises(statements.AlreadyCredited):
        statements.credit(note.statement, on=note.issued_on, by=by_on(note.issued_on))


def test_a_statement_is_contested_first(order):
    stated = establish(order)
    on = stated.objections_until
    with pytest.raises(statements.StillContested, match="répondent jusqu’au 22"):
        statements.credit(stated, on=on, by=by_on(on))


def test_an_end_is_put_off_by_two_people_and_its_milestones_start_again(order):
    reach(order, ENDS)
    made = propose(order)
    with pytest.raises(SamePerson):
        extensions.confirm(made, by=made.proposed_by.as_actor().at(NOON))

    extensions.confirm(made, by=person_of(order.lots.get(), Role.COMPTABLE))

    order.refresh_from_db()
    assert order.valid_until == dt.date(2023, 12, 31)
    (told,) = Event.objects.filter(verb="order.extended")
    assert told.details["former"] == {"valid_until": "2023-06-14"}
    assert reach(order, ENDS) == []
    assert reach(order, dt.date(2023, 12, 1))[0].ends_on == order.valid_until
    assert Milestone.objects.filter(ends_on=ENDS).count() == 4
    with pytest.raises(MoveRefused):
        extensions.confirm(made, by=person_of(order.lots.get(), Role.COMPTABLE))


def test_an_extension_is_refused_with_its_reason(order):
    made = propose(order)
    by = person_of(order.lots.get(), Role.COMPTABLE)
    with pytest.raises(ReasonMissing):
        extensions.refuse(made, refusal=" ", by=by)
    refused = extensions.refuse(made, refusal="Le marché est clos.", by=by)
    assert (refused.state, refused.refusal) == (ExtensionState.REFUSED, "Le marché est clos.")
    assert propose(order).state == ExtensionState.PROPOSED


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"new_end": ENDS}, EndBeforeStart),
        ({"new_end": dt.date(2101, 1, 1)}, DayOutsideProgramme),
        ({"text": " "}, ReasonMissing),
        ({"reason": ""}, ReasonMissing),
        ({"reason": "1 94 06 62 041 123"}, NirFound),
    ],
)
def test_a_wrong_extension_is_refused(order, changed, refusal):
    with pytest.raises(refusal):
        propose(order, **changed)


def test_an_order_has_one_extension_open(order):
    propose(order)
    with pytest.raises(AlreadyRecorded):
        propose(order)


def test_what_was_struck_off_is_never_put_off(order):
    establish(order)
    with pytest.raises(statements.AlreadyStated):
        propose(order)
    assert Statement.objects.count() == 1
