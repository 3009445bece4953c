"""Two at once: one is done, the other refused. The control shows the race without the lock."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from movements import actions as movements
from regies.actions import appointments, depots, sheets
from regies.enums import SheetState
from regies.models import Appointment, Regie, Sheet
from tests.distribution.test_races import at_once, meeting, refusals, without_locks
from tests.factories.accounts import NOON
from tests.factories.distribution import JOURNAL, DepotFactory, shipment_of
from tests.factories.regies import appointment_of, handover_of, regie_of

pytestmark = pytest.mark.django_db(transaction=True)
CONSTRAINT = "appointment_one_holder_at_a_time"


def naming(regie, name):
    """Appoint somebody: a refusal of the form is one here."""

    def act():
        try:
            return appointment_of(Regie.objects.get(pk=regie.pk), name=name)
        except ValidationError as error:
            raise IntegrityError(error.messages[0]) from error

    return act


def two_names(regie):
    return at_once(naming(regie, "Dominique Roche"), naming(regie, "Claude Petit"))


def test_two_regisseurs_are_named_at_once_and_one_is():
    regie = regie_of()
    (refused,) = refusals(two_names(regie))
    assert "déjà un régisseur titulaire" in str(refused)
    assert Appointment.objects.count() == 1


def test_without_the_lock_the_database_refuses_the_second(monkeypatch):
    regie = regie_of()
    without_locks(monkeypatch)
    meeting(monkeypatch, appointments, "check_founded")
    monkeypatch.setattr(appointments, "check_and_save", lambda row: row.save())
    (refused,) = refusals(two_names(regie))
    assert CONSTRAINT in str(refused)


def test_control_without_lock_nor_constraint_both_hold_the_regie(monkeypatch):
    regie = regie_of()
    without_locks(monkeypatch)
    meeting(monkeypatch, appointments, "check_founded")
    monkeypatch.setattr(appointments, "check_and_save", lambda row: row.save())
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE regies_appointment DROP CONSTRAINT {CONSTRAINT}")
    assert refusals(two_names(regie)) == []
    assert Appointment.objects.count() == 2


def closing(sheet):
    return lambda: sheets.close(sheet, by=sheet.incoming.user.as_actor().at(NOON))


def test_the_second_signs_twice_at_once_and_one_document_is_frozen():
    sheet = handover_of(state=SheetState.SIGNED)
    (refused,) = refusals(at_once(closing(sheet), closing(sheet)))
    assert refused.code == "move_refused"
    assert Sheet.objects.get().state == SheetState.CLOSED


def test_one_signs_while_the_other_takes_back_and_one_act_is_kept():
    sheet = handover_of(state=SheetState.SIGNED)
    by = sheet.outgoing.user.as_actor().at(NOON)
    (refused,) = refusals(at_once(closing(sheet), lambda: sheets.reopen(sheet, by=by)))
    assert refused.code == "move_refused"
    ended = Appointment.objects.get(pk=sheet.outgoing_id).ends_on is not None
    assert ended == (Sheet.objects.get().state == SheetState.CLOSED)


def test_control_without_the_lock_both_sign_and_the_database_refuses_one(monkeypatch):
    sheet = handover_of(state=SheetState.SIGNED)
    without_locks(monkeypatch)
    meeting(monkeypatch, sheets, "check_move")
    (refused,) = refusals(at_once(closing(sheet), closing(sheet)))
    assert isinstance(refused, IntegrityError)


def sending():
    """Two stores that each send 200 euros to a régie that may hold 250."""
    first = DepotFactory(carnets=3)
    second = DepotFactory(programme=first.programme, carnets=3)
    made = regie_of(DepotFactory(programme=first.programme, regie=True), ceiling="250")
    shipment_of(first, ranges=[(3, 3)])  # the transit is opened
    return [
        lambda: shipment_of(first, made.depot, ranges=[(1, 2)]),
        lambda: shipment_of(second, made.depot, ranges=[(4, 5)]),
    ]


def test_two_shipments_at_once_never_pass_the_ceiling_together():
    (refused,) = refusals(at_once(*sending()))
    assert isinstance(refused, movements.OverLimit)


def test_control_without_the_lock_both_find_room(monkeypatch):
    acts = sending()
    without_locks(monkeypatch)
    meeting(monkeypatch, movements, "_check_limits")
    numbers = iter([2, 3])
    monkeypatch.setattr(movements, "_next", lambda sent: next(numbers))
    assert refusals(at_once(*acts)) == []


def attaching(one, other):
    return [
        lambda: depots.attach(one, parent=other, **JOURNAL),
        lambda: depots.attach(other, parent=one, **JOURNAL),
    ]


def two_depots():
    one = DepotFactory(regie=True)
    return one, DepotFactory(programme=one.programme, regie=True)


def test_two_attachments_at_once_never_make_a_circle():
    (refused,) = refusals(at_once(*attaching(*two_depots())))
    assert refused.code == "in_a_circle"


def test_without_the_lock_the_database_refuses_the_circle(monkeypatch):
    acts = attaching(*two_depots())
    without_locks(monkeypatch)
    meeting(monkeypatch, depots, "_upwards")
    (refused,) = refusals(at_once(*acts))
    assert isinstance(refused, IntegrityError)


def test_control_without_lock_nor_trigger_they_make_one(monkeypatch):
    one, other = two_depots()
    without_locks(monkeypatch)
    meeting(monkeypatch, depots, "_upwards")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER depot_in_a_tree ON distribution_depot")
    assert refusals(at_once(*attaching(one, other))) == []
    for row in (one, other):
        row.refresh_from_db()
    assert (one.parent, other.parent) == (other, one)
