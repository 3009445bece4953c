"""A régie is founded, given ceilings, held and closed; the depots make a tree."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from common.errors import NirFound
from common.past_days import DayBeforeCause, DayInFuture, DayOutsideProgramme
from common.workflow import MoveRefused
from distribution.enums import DepotKind
from distribution.models import Depot
from distribution.readings.depots import NotInDepot, OtherProgramme
from movements import actions as movements
from regies.actions import appointments, depots, regies
from regies.enums import Office, OverCeiling, RegieKind, RegieState
from regies.models import Appointment, Ceiling, Regie
from regies.readings.ceilings import ceiling_of, coming_to, excess_of
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, shipment_of
from tests.factories.regies import (
    ACT,
    FOUNDING,
    OPINION,
    appointment_of,
    handover_of,
    regie_of,
    regisseur_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)
NIR = "chez 1 94 06 62 041 123"


def comptable(programme):
    return DepotFactory(
        programme=programme, kind=DepotKind.COMPTABLE, organisation=programme.authority
    )


def test_a_regie_is_founded_by_its_act_with_its_ceiling():
    made = regie_of(state=RegieState.DRAFT)
    assert made.act_on is None

    made = regies.found(made, **FOUNDING, amount=Decimal(1500), **JOURNAL)

    assert (made.state, made.act_number, made.opinion_on) == ("founded", "2021-R1", OPINION)
    assert ceiling_of(made, ACT).amount == 1500
    assert ceiling_of(made, ACT - DAY) is None
    verbs = Event.objects.filter(subject_type="regies.regie").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["regie.proposed", "regie.founded", "regie.ceiling"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"amount": None}, regies.CeilingMissing),
        ({"opinion_on": ACT + DAY}, DayBeforeCause),
        ({"act_on": TODAY + DAY}, DayInFuture),
        ({"opinion_on": TODAY + DAY, "act_on": TODAY + DAY}, DayInFuture),
        ({"act_on": dt.date(2016, 1, 4), "opinion_on": dt.date(2016, 1, 1)}, DayOutsideProgramme),
        ({"act_number": NIR}, NirFound),
        ({"amount": Decimal(0)}, ValidationError),
    ],
)
def test_a_founding_that_is_wrong_changes_nothing(changed, refusal):
    made = regie_of(state=RegieState.DRAFT)
    with pytest.raises(refusal):
        regies.found(made, **FOUNDING | {"amount": Decimal(1)} | changed, **JOURNAL)
    assert Regie.objects.get().state == RegieState.DRAFT
    assert not Ceiling.objects.exists()


def test_a_mandate_has_neither_ceiling_nor_regisseur():
    made = regie_of(kind=RegieKind.MANDATE, ceiling=None)
    assert ceiling_of(made, TODAY) is None
    with pytest.raises(appointments.NoRegisseur):
        appointment_of(made)


def test_a_depot_has_one_regie_at_a_time():
    made = regie_of(state=RegieState.CLOSED)
    again = regie_of(made.depot, state=RegieState.DRAFT)
    with pytest.raises(regies.RegieTaken):
        regie_of(made.depot, state=RegieState.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Regie.objects.create(programme=again.programme, depot=again.depot)
    transit = DepotFactory(programme=made.programme, kind=DepotKind.TRANSIT, organisation=None)
    with pytest.raises(NotInDepot):
        regie_of(transit, state=RegieState.DRAFT)


def test_a_ceiling_is_revised_from_a_day_and_never_changed():
    made = regie_of(ceiling="1000")
    regies.revise(
        made, amount=Decimal(2000), starts_on=TODAY + DAY, act_number="2023-R2", **JOURNAL
    )
    assert [ceiling_of(made, on).amount for on in (TODAY, TODAY + DAY)] == [1000, 2000]
    regies.revise(
        made, amount=Decimal(3000), starts_on=TODAY + DAY, act_number="2023-R3", **JOURNAL
    )
    assert ceiling_of(made, TODAY + DAY).amount == 3000
    for write in (lambda rows: rows.update(amount=1), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(Ceiling.objects.filter(regie=made))
    with pytest.raises(regies.NotFounded):
        regies.revise(
            regie_of(state=RegieState.DRAFT),
            amount=Decimal(1),
            starts_on=TODAY,
            act_number="1",
            **JOURNAL,
        )


@pytest.fixture
def source():
    """Three carnets of 10 passes of 10 euros, 300 euros, to be sent to a régie."""
    return DepotFactory(regie=True, carnets=3)


def test_what_would_take_a_regie_over_its_ceiling_is_not_sent(source):
    made = regie_of(DepotFactory(programme=source.programme, regie=True), ceiling="250")
    shipment_of(source, made.depot, ranges=[(1, 2)])
    assert coming_to(made.depot) == 200

    with pytest.raises(movements.OverLimit) as refused:
        shipment_of(source, made.depot, ranges=[(3, 3)])

    assert refused.value.sentence == (
        f"Avec cet envoi, {made.depot} atteint 300,00\u00a0€, soit 50,00\u00a0€ de plus que son "
        "plafond au 15\u00a0mai\u00a02023 (250,00\u00a0€, acte n°\u00a02021-R1). Rien n’est parti."
    )
    assert refused.value.field == "numbers"
    assert source.carnets.count() == 1
    assert made.programme.shipments.count() == 1


def test_what_arrived_counts_and_what_went_back_does_not(source):
    made = regie_of(DepotFactory(programme=source.programme, regie=True), ceiling="250")
    sent = shipment_of(source, made.depot, ranges=[(1, 2)])
    sent = movements.receive(
        sent, ranges=[(1, 1)], rest="missing", reason="Ouvert", on=TODAY, **JOURNAL
    )
    assert (coming_to(made.depot), made.depot.carnets.count()) == (100, 1)
    movements.settle(sent, ranges=[(2, 2)], on=TODAY, **JOURNAL)
    assert coming_to(made.depot) == 0
    assert excess_of(made.depot, Decimal(150), TODAY) is None
    assert excess_of(made.depot, Decimal("150.01"), TODAY).said


@pytest.mark.parametrize("state", [RegieState.DRAFT, RegieState.FOUNDED])
def test_it_is_announced_only_where_the_regie_says_so(source, state):
    depot = DepotFactory(programme=source.programme, regie=True)
    made = regie_of(depot, ceiling="1", over=OverCeiling.ANNOUNCED, state=state)
    found = excess_of(made.depot, Decimal(10), TODAY)
    assert (found is None) == (state == RegieState.DRAFT)
    assert found is None or not found.is_refused
    assert shipment_of(source, depot).state == "sent"


def test_no_ceiling_limits_a_depot_without_a_regie_or_before_its_act(source):
    depot = DepotFactory(programme=source.programme)
    assert excess_of(depot, Decimal(10), TODAY) is None
    made = regie_of(DepotFactory(programme=source.programme, regie=True), ceiling="1")
    assert excess_of(made.depot, Decimal(10), ACT - DAY) is None


def test_one_regisseur_holds_a_regie_at_a_time():
    made = regie_of()
    first = appointment_of(made, ends_on=TODAY)
    with pytest.raises(ValidationError, match="déjà un régisseur titulaire"):
        appointment_of(made, starts_on=TODAY)
    appointment_of(made, starts_on=TODAY + DAY)
    for office in (Office.DEPUTY, Office.AGENT):
        appointment_of(made, office=office)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=first.pk).update(ends_on=None)
    assert list(Appointment.objects.in_office_on(TODAY).filter(office="holder")) == [first]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"office": Office.DEPUTY, "starts_on": None}, "Indiquez le premier jour."),
        ({"starts_on": TODAY, "ends_on": TODAY - DAY}, "La fin doit suivre le début."),
    ],
)
def test_days_of_an_appointment_are_in_order(given, said):
    with pytest.raises(ValidationError, match=said):
        appointment_of(regie_of(), **given)


def test_one_regisseur_waits_for_the_service():
    made = regie_of()
    appointment_of(made, starts_on=None)
    with pytest.raises(ValidationError, match="attend déjà la remise"):
        appointment_of(made, starts_on=None)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"name": NIR}, NirFound),
        ({"opinion_on": ACT + DAY}, DayBeforeCause),
        ({"opinion_on": TODAY + DAY}, DayInFuture),
        ({"act_on": TODAY + DAY}, DayInFuture),
    ],
)
def test_an_appointment_that_is_wrong_names_nobody(changed, refusal):
    facts = {"office": Office.HOLDER, "name": "Dominique Roche", **FOUNDING, "starts_on": ACT}
    with pytest.raises(refusal):
        appointments.appoint(regie_of(), appointments.Naming(**facts | changed), **JOURNAL)
    assert not Appointment.objects.exists()


def test_an_appointment_ends_on_a_day_once():
    made = regie_of()
    one = appointment_of(made)
    with pytest.raises(DayBeforeCause):
        appointments.end(one, on=ACT - DAY, **JOURNAL)
    one = appointments.end(one, on=TODAY, **JOURNAL)
    assert one.is_in_office(TODAY)
    assert not one.is_in_office(TODAY + DAY)
    with pytest.raises(appointments.AppointmentOver):
        appointments.end(one, on=TODAY, **JOURNAL)
    with pytest.raises(appointments.NotInstalled):
        appointments.end(appointment_of(made, starts_on=None), on=TODAY, **JOURNAL)


def test_an_account_is_said_to_sign_for_somebody():
    one, user = appointment_of(regie_of()), regisseur_of(regie_of())
    one = appointments.complete(one, user=user, starts_on=TODAY, **JOURNAL)
    assert (one.user, one.starts_on) == (user, ACT)
    assert Event.objects.filter(verb="regie.appointment_completed").count() == 1


def test_the_service_begins_without_a_handover_where_nobody_hands_it_over():
    sheet = handover_of()
    with pytest.raises(appointments.HandoverWaits):
        appointments.complete(sheet.incoming, user=None, starts_on=TODAY, **JOURNAL)
    made = regie_of()
    one = appointment_of(made, starts_on=None)
    assert appointments.complete(one, user=None, starts_on=TODAY, **JOURNAL).is_in_office(TODAY)
    appointment_of(made, starts_on=None)


def test_a_regie_is_closed_once_empty_and_its_appointments_end():
    full = regie_of()
    with pytest.raises(regies.StillHolds, match="il tient 3\u00a0carnets"):
        regies.close(full, number="1", on=TODAY, **JOURNAL)

    made = regie_of(DepotFactory(regie=True))
    in_office, to_come = appointment_of(made), appointment_of(made, starts_on=None)
    made = regies.close(made, number="2023-R9", on=TODAY, **JOURNAL)

    assert (made.state, made.closed_on) == (RegieState.CLOSED, TODAY)
    in_office.refresh_from_db()
    to_come.refresh_from_db()
    assert (in_office.ends_on, to_come.ends_on) == (TODAY, None)
    with pytest.raises(MoveRefused):
        regies.close(made, number="2", on=TODAY, **JOURNAL)


def test_the_database_keeps_regies_and_appointments():
    one = appointment_of(regie_of())
    for table, key in (("regies_appointment", one.pk), ("regies_regie", one.regie_id)):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [key])  # noqa: S608


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "founded"},
        {"act_on": ACT},
        {"closed_on": TODAY},
        {"closing_number": "1"},
        {"founded_at": dt.datetime(2023, 5, 15, tzinfo=dt.UTC)},
    ],
)
def test_a_state_without_its_act_is_refused_by_the_database(wrong):
    made = regie_of(state=RegieState.DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Regie.objects.filter(pk=made.pk).update(**wrong)


def test_depots_make_a_tree_from_the_comptable_down():
    counter = DepotFactory()
    top = comptable(counter.programme)
    regie, sub = (DepotFactory(programme=counter.programme, regie=True) for _ in range(2))
    for one, parent in ((regie, top), (sub, regie), (counter, sub)):
        depots.attach(one, parent=parent, **JOURNAL)

    assert depots.attach(counter, parent=None, **JOURNAL).parent is None
    assert Event.objects.filter(verb="depot.attached").count() == 4
    for parent in (sub, regie):
        with pytest.raises(depots.InACircle, match="l’un ne peut pas être sous l’autre"):
            depots.attach(regie, parent=parent, **JOURNAL)
    for one, parent in ((sub, counter), (top, regie)):
        with pytest.raises(depots.NotAbove):
            depots.attach(one, parent=parent, **JOURNAL)
    with pytest.raises(OtherProgramme):
        depots.attach(counter, parent=DepotFactory(regie=True), **JOURNAL)


def test_the_database_refuses_a_circle_and_another_programme():
    programme = DepotFactory().programme
    one, other = (DepotFactory(programme=programme, regie=True) for _ in range(2))
    depots.attach(other, parent=one, **JOURNAL)
    counter = DepotFactory(programme=programme)
    for key, parent in (
        (one.pk, other.pk),
        (one.pk, one.pk),
        (one.pk, counter.pk),
        (counter.pk, DepotFactory(regie=True).pk),
        (comptable(programme).pk, one.pk),
    ):
        with pytest.raises(IntegrityError, match="depend on"), transaction.atomic():
            Depot.objects.filter(pk=key).update(parent=parent)
    transit = DepotFactory(programme=programme, kind=DepotKind.TRANSIT, organisation=None)
    with pytest.raises(IntegrityError, match="depot_parent_is_of_stores"), transaction.atomic():
        Depot.objects.filter(pk=transit.pk).update(parent=one.pk)
