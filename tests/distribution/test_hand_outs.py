"""Carnets handed out against a decision, and taken back."""

import datetime as dt

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from common.past_days import DayBeforeCause
from distribution.actions import hand_outs, ledger, lots
from distribution.codes import keyring, parse
from distribution.enums import CarnetState
from distribution.models import Carnet, HandOut, Pass
from distribution.readings.depots import NotInDepot, OtherProgramme
from distribution.readings.hand_outs import (
    DecisionUsedUp,
    Expired,
    NotActive,
    OutsideTerritory,
    passes_left,
)
from tests.distribution.attempts import without
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.deliberations import CalendarFactory
from tests.factories.distribution import (
    ACTIVE,
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    entered,
    hand_out,
    handed_out_carnet,
    qr_codes,
    typed_codes,
)
from tests.factories.places import CommuneFactory

pytestmark = pytest.mark.django_db


def decision_at(depot, **kwargs):
    kwargs.setdefault("person", PersonFactory(programme=depot.programme))
    return DecisionFactory(**kwargs)


def give(decision, depot, on=TODAY, **choice):
    return hand_outs.hand_out(decision, depot=depot, on=on, by=SYSTEM.at(entered(on)), **choice)


def undo(given):
    return hand_outs.undo(given, on=TODAY, reason="Mauvaise personne", **JOURNAL)


def test_one_carnet_of_ten_answers_a_decision_of_ten(depot):
    given = give(decision_at(depot), depot)
    carnet = given.carnets.get()
    assert (carnet.number, carnet.state, carnet.depot) == (1, CarnetState.HANDED_OUT, None)
    assert (given.passes, given.receipt) == (10, "R-2023-00001")
    assert Event.objects.get(verb="hand_out.made").details["carnets"] == [1]


def test_two_carnets_of_five_answer_a_decision_of_ten():
    depot = DepotFactory(carnets=3, size=5)
    given = give(decision_at(depot), depot)
    assert (given.numbers, given.passes, given.lines.count()) == ([1, 2], 10, 1)


def test_carnets_that_do_not_follow_each_other_are_two_lines():
    depot = DepotFactory(carnets=3, size=5)
    hand_out(depot, first_carnet=2, carnets=1)
    given = give(decision_at(depot), depot)
    assert (given.numbers, given.lines.count()) == ([1, 3], 2)


def test_a_carnet_is_not_handed_out_once_the_calendar_of_its_programme_is_over(depot):
    """A receipt never promises a day that the place then refuses."""
    CalendarFactory(programme=depot.programme, ends_on=TODAY - dt.timedelta(days=1))

    with pytest.raises(Expired, match="14\u00a0mai\u00a02023"):
        give(decision_at(depot), depot)
    with pytest.raises(Expired, match="14\u00a0mai\u00a02023"):
        give(decision_at(depot), depot, first_carnet=1)

    later = dt.date(2023, 5, 31)
    CalendarFactory(programme=depot.programme, in_force_on=TODAY, ends_on=later)
    given = give(decision_at(depot), depot)
    assert HandOut.objects.with_carnets().get(pk=given.pk).valid_until == later
    CalendarFactory(
        programme=depot.programme, in_force_on=TODAY + dt.timedelta(days=1), ends_on=TODAY
    )
    assert HandOut.objects.with_carnets().get(pk=given.pk).valid_until == later


def test_without_a_calendar_the_order_alone_says_the_last_day(depot):
    given = give(decision_at(depot), depot)
    last = given.carnets.get().lot.order.valid_until
    assert HandOut.objects.with_carnets().get(pk=given.pk).valid_until == last


def test_the_rest_is_handed_out_another_day():
    depot = DepotFactory(carnets=3, size=5)
    decision = decision_at(depot)
    give(decision, depot, carnets=1)
    assert passes_left(decision) == 5
    assert give(decision, depot, on=TODAY + dt.timedelta(days=1)).numbers == [2]


def test_the_carnet_that_was_scanned_is_handed_out(depot):
    assert give(decision_at(depot), depot, first_carnet=3).numbers == [3]


def test_a_carnet_too_large_for_what_is_left_is_passed_over(depot):
    LotFactory(depot=depot, carnets=1, size=5)
    decision = decision_at(depot, passes=5)
    assert give(decision, depot).numbers == [4]
    LotFactory(depot=depot, carnets=1, size=5)
    with pytest.raises(DecisionUsedUp, match="compte 10 pass et il en reste 5"):
        give(decision_at(depot, passes=5), depot, first_carnet=1)


def test_receipts_are_numbered_by_programme_and_year(depot):
    other = DepotFactory(carnets=1)
    receipts = [hand_out(depot).receipt, hand_out(other).receipt, hand_out(depot).receipt]
    later = hand_out(depot, on=dt.date(2023, 12, 31)).receipt
    assert [*receipts, later] == [
        "R-2023-00001",
        "R-2023-00001",
        "R-2023-00002",
        "R-2023-00003",
    ]
    tolerant = DepotFactory(programme=depot.programme)
    LotFactory(depot=tolerant, valid_until=dt.date(2024, 12, 31))
    assert hand_out(tolerant, on=dt.date(2024, 1, 2)).receipt == "R-2024-00001"


def test_the_same_carnet_twice_for_a_decision_is_handed_out_once_and_said_so():
    depot = DepotFactory(carnets=3, size=5)
    decision = decision_at(depot)
    given = give(decision, depot, first_carnet=1, carnets=1)
    with pytest.raises(hand_outs.AlreadyHandedOut, match="Rien de plus") as refusal:
        give(decision, depot, first_carnet=1, carnets=1)
    assert refusal.value.hand_out == given
    assert HandOut.objects.get() == given


def test_a_decision_used_up_gives_nothing_more(depot):
    given = hand_out(depot)
    with pytest.raises(DecisionUsedUp):
        give(given.decision, depot)


def test_a_refused_decision_gives_nothing(depot):
    with pytest.raises(hand_outs.DecisionRefused):
        give(decision_at(depot, refused=True), depot)


def test_a_hand_out_never_precedes_its_decision(depot):
    with pytest.raises(DayBeforeCause):
        give(decision_at(depot), depot, on=TODAY - dt.timedelta(days=1))


def test_a_decision_of_another_programme_gives_nothing(depot):
    with pytest.raises(OtherProgramme):
        give(decision_at(DepotFactory()), depot)


def test_what_is_not_a_store_hands_out_nothing(depot):
    exit_depot = hand_out(depot).lines.get().destination
    with pytest.raises(NotInDepot):
        give(decision_at(depot), exit_depot)


def test_a_carnet_of_another_depot_or_of_someone_else_is_not_in_the_depot(depot, other):
    ledger.transfer(
        depot,
        other,
        first_carnet=1,
        last_carnet=1,
        on=TODAY,
        **JOURNAL,
    )
    hand_out(depot, first_carnet=2)
    for number in (1, 2, 99):
        with pytest.raises(NotInDepot, match=f"n°\u00a0{number:05d}"):
            give(decision_at(depot), depot, first_carnet=number)


def test_an_empty_depot_says_so(other):
    with pytest.raises(NotInDepot, match="n’a plus de carnet"):
        give(decision_at(other), other)


def test_a_depot_without_a_carnet_small_enough_says_so(depot):
    with pytest.raises(NotInDepot, match="si petit"):
        give(decision_at(depot, passes=5), depot)


@pytest.mark.parametrize("scanned", [None, 4])
def test_a_carnet_that_is_not_active_is_refused(other, scanned):
    LotFactory(depot=other, state="delivered")
    with pytest.raises(NotActive, match="pas encore en service"):
        give(decision_at(other), other, first_carnet=scanned)


def test_a_carnet_is_not_handed_out_before_it_was_in_service(depot):
    before = ACTIVE - dt.timedelta(days=1)
    decision = decision_at(depot, request__filed_on=before)
    with pytest.raises(NotActive):
        give(decision, depot, on=before)
    assert give(decision, depot, on=ACTIVE)


def test_a_carnet_is_handed_out_on_its_last_day_and_not_after(depot):
    last = dt.date(2023, 12, 31)
    assert hand_out(depot, on=last)
    with pytest.raises(Expired, match="31\u00a0décembre\u00a02023"):
        hand_out(depot, on=last + dt.timedelta(days=1))


def test_a_lot_for_some_departements_is_refused_to_the_others():
    depot = DepotFactory(programme__territory=["62", "80"])
    lot = LotFactory.order(depot.programme, 2, 10, territory=["80"])
    assert lot.territory == ["80"]
    lots_to(depot, lot)
    amiens = PersonFactory(programme=depot.programme, commune=CommuneFactory(in_picardie=True))
    assert give(decision_at(depot, person=amiens), depot).numbers == [1]
    for scanned in (None, 2):
        with pytest.raises(OutsideTerritory, match="réservé aux habitants de 80"):
            give(decision_at(depot), depot, first_carnet=scanned)


def lots_to(depot, lot):
    lots.deliver(lot, to=depot, on=ACTIVE, **JOURNAL)
    lots.record_activation(lot, mandat_number="1", on=ACTIVE, **JOURNAL)


def test_what_is_taken_back_may_be_handed_out_again(depot):
    given = hand_out(depot)
    (line,) = undo(given)
    assert (line.source.kind, line.destination) == ("beneficiaries", depot)
    assert passes_left(given.decision) == 10
    given.refresh_from_db()
    assert given.is_undone
    assert given.numbers == [1]
    assert give(given.decision, depot, first_carnet=1).receipt == "R-2023-00002"


def test_a_hand_out_is_taken_back_once(depot):
    given = hand_out(depot)
    undo(given)
    with pytest.raises(ledger.NotReversible):
        undo(given)


def test_a_hand_out_with_a_spent_pass_is_not_taken_back(depot):
    given = hand_out(depot)
    without("pass_spent_by_redemption", "distribution_pass")
    Pass.objects.filter(carnet__hand_out=given, serial=4).update(state="spent")
    with pytest.raises(ledger.PassSpent):
        undo(given)
    assert Carnet.objects.get(number=1).hand_out == given


def test_a_reason_is_asked_to_take_back(depot):
    given = hand_out(depot)
    with pytest.raises(ledger.ReasonMissing):
        hand_outs.undo(given, on=TODAY, reason=" ", **JOURNAL)


def test_codes_of_a_handed_out_carnet_are_read_back():
    carnet = handed_out_carnet()
    assert len(set(typed_codes(carnet))) == 10
    for text in [*typed_codes(carnet), *qr_codes(carnet)]:
        assert keyring().is_secret_of(parse(text, keyring()), carnet.lot.batch)
