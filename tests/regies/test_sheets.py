"""What a régie holds on a day, signed by two people and frozen."""

import datetime as dt
import hashlib
import io

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from accounts.enums import Role
from audit.models import Event
from common.errors import SamePerson
from common.workflow import MoveRefused
from distribution.actions import ledger
from distribution.models import Depot
from distribution.readings.depots import DAY, Flows
from regies import documents
from regies.actions import sheets
from regies.enums import Office, RegieKind, RegieState, SheetKind, SheetState
from regies.models import Appointment, Regie, Sheet
from regies.readings.depots import tree_on
from regies.readings.sheets import content_of
from regies.tasks import stop_years
from tests.factories.accounts import NOON, UserFactory
from tests.factories.distribution import (
    DELIVERED,
    JOURNAL,
    TODAY,
    DepotFactory,
    LotFactory,
    hand_out,
    shipment_of,
)
from tests.factories.regies import appointment_of, handover_of, regie_of, regisseur_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LAST_DAY = dt.date(2022, 12, 31)


def signing(user, at=NOON):
    return {"by": user.as_actor().at(at)}


def test_two_regisseurs_sign_and_the_service_passes():
    sheet = handover_of()
    leaves, comes = sheet.outgoing.user, sheet.incoming.user

    sheet = sheets.sign(sheet, **signing(leaves))
    assert (sheet.state, sheet.on, sheet.content["carnets"]) == (SheetState.SIGNED, TODAY, 3)
    sheet = sheets.close(sheet, reserves=" Un carton non ouvert. ", **signing(comes))

    assert (sheet.state, sheet.reserves) == (SheetState.CLOSED, "Un carton non ouvert.")
    one, other = Appointment.objects.order_by("pk")
    assert (one.ends_on, other.starts_on) == (TODAY, TODAY + DAY)
    assert not Sheet.objects.open().exists()
    verbs = Event.objects.filter(subject_type="regies.sheet").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == [
        "regie.handover_prepared",
        "regie.sheet_signed",
        "regie.sheet_closed",
    ]


def test_its_document_is_frozen_with_its_hash():
    sheet = handover_of(state=SheetState.CLOSED)
    document = bytes(Sheet.objects.get().document)

    assert hashlib.sha256(document).hexdigest() == sheet.document_hash
    assert documents.frozen(sheet, "")[0] == document
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
    for words in ("Dominique Roche", "Claude Petit", "300,00", "2021-R1", "Réserves"):
        assert words in said
    assert "Brouillon" not in said
    for write in (
        lambda rows: rows.update(reserves="Autre"),
        lambda rows: rows.update(document=b"%PDF-1.7"),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write(Sheet.objects.all())


def test_a_draft_says_so():
    document = documents.draft(handover_of(), TODAY)
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
    assert "Brouillon, sans valeur" in said


def test_its_ranges_are_those_of_the_ledger_on_any_day():
    """The one reading: totals of the sheet, of the pages, and of the ranges are equal."""
    depot = DepotFactory(regie=True, carnets=5)
    LotFactory(depot=depot, carnets=2, size=5)
    counter = DepotFactory(programme=depot.programme)
    back = ledger.transfer(
        depot, counter, first_carnet=2, last_carnet=3, on=dt.date(2023, 3, 1), **JOURNAL
    )
    ledger.reverse(back, on=dt.date(2023, 4, 3), reason="Erreur", **JOURNAL)
    ledger.declare_lost(
        depot, first_carnet=5, last_carnet=6, on=dt.date(2023, 5, 2), reason="Vol", **JOURNAL
    )
    shipment_of(depot, counter, ranges=[(1, 1)])
    sheet = handover_of(regie_of(depot))

    for on, expected in (
        (DELIVERED - DAY, []),
        (DELIVERED, [(1, 5, "500.00"), (6, 7, "100.00")]),
        (dt.date(2023, 3, 2), [(1, 1, "100.00"), (4, 5, "200.00"), (6, 7, "100.00")]),
        (dt.date(2023, 5, 2), [(1, 4, "400.00"), (7, 7, "50.00")]),
        (TODAY, [(2, 4, "300.00"), (7, 7, "50.00")]),
    ):
        said = content_of(sheet, on)
        found = [(one["first"], one["last"], one["amount"]) for one in said["ranges"]]
        here = Flows([depot], on + DAY).here([depot], on)
        assert found == expected
        assert said["carnets"] == here.carnets == sum(one["carnets"] for one in said["ranges"])
        assert said["passes"] == here.passes == sum(one["passes"] for one in said["ranges"])
        assert said["amount"] == f"{here.euros:.2f}"
    (coming,) = content_of(sheet, TODAY)["on_the_way"]
    assert (coming["carnets"], coming["amount"], coming["source"]) == (1, "100.00", str(depot))
    assert content_of(sheet, TODAY - DAY)["on_the_way"] == []


def test_a_shipment_that_arrived_is_no_longer_on_the_way():
    depot = DepotFactory(regie=True, carnets=3)
    sent = shipment_of(depot, state="closed")
    assert content_of(handover_of(regie_of(depot)), sent.sent_on)["on_the_way"] == []


def test_nobody_signs_for_another():
    sheet = handover_of()
    leaves, comes = sheet.outgoing.user, sheet.incoming.user
    for user in (comes, regisseur_of(sheet.regie)):
        with pytest.raises(sheets.NotTheSigner):
            sheets.sign(sheet, **signing(user))
    with pytest.raises(sheets.NotTheSigner):
        sheets.sign(sheet, **JOURNAL)
    sheet = sheets.sign(sheet, **signing(leaves))
    with pytest.raises(SamePerson):
        sheets.close(sheet, **signing(leaves))
    with pytest.raises(sheets.NotTheSigner):
        sheets.close(sheet, **signing(regisseur_of(sheet.regie, Role.COMPTABLE)))
    with pytest.raises(sheets.NotTheSigner):
        sheets.close(sheet, **JOURNAL)


def test_one_person_in_both_seats_never_signs_twice():
    sheet = handover_of()
    Appointment.objects.filter(pk=sheet.incoming_id).update(user=sheet.outgoing.user)
    sheet = sheets.sign(Sheet.objects.get(), **signing(sheet.outgoing.user))
    with pytest.raises(SamePerson):
        sheets.close(sheet, **signing(sheet.outgoing.user))
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.update(
            state="closed",
            closed_at=NOON,
            closed_by=sheet.signed_by_id,
            document=b"1",
            document_hash="1",
        )


def test_carnets_that_moved_since_are_signed_again():
    sheet = handover_of(state=SheetState.SIGNED)
    comes, depot = sheet.incoming.user, sheet.regie.depot
    shipment_of(depot, ranges=[(1, 1)])
    with pytest.raises(sheets.StockMoved):
        sheets.close(sheet, **signing(comes))

    sheet = sheets.reopen(sheet, **signing(comes))
    assert (sheet.state, sheet.content, sheet.signed_by) == (SheetState.PREPARED, None, None)
    sheet = sheets.sign(sheet, **signing(sheet.outgoing.user))
    assert sheets.close(sheet, **signing(comes)).content["carnets"] == 2


def test_both_sign_on_one_day():
    sheet = handover_of(state=SheetState.SIGNED)
    with pytest.raises(sheets.AnotherDay, match="15\u00a0mai\u00a02023"):
        sheets.close(sheet, **signing(sheet.incoming.user, NOON + DAY))


def test_who_left_signs_no_more():
    sheet = handover_of()
    Appointment.objects.filter(pk=sheet.outgoing_id).update(ends_on=TODAY - DAY)
    with pytest.raises(sheets.NotTheSigner):
        sheets.sign(sheet, **signing(sheet.outgoing.user))


def test_a_handover_wants_two_people_and_is_prepared_once():
    regie = regie_of()
    with pytest.raises(sheets.NobodyLeaves):
        sheets.prepare(regie, **JOURNAL)
    appointment_of(regie)
    with pytest.raises(sheets.NobodyComes):
        sheets.prepare(regie, **JOURNAL)
    appointment_of(regie, starts_on=None)
    sheet = sheets.prepare(regie, **JOURNAL)
    with pytest.raises(sheets.HandoverOpen):
        sheets.prepare(regie, **JOURNAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(
            regie=regie,
            kind=SheetKind.HANDOVER,
            outgoing=sheet.outgoing,
            incoming=sheet.incoming,
            prepared_at=NOON,
        )
    assert sheets.cancel(sheet, **JOURNAL).state == SheetState.CANCELLED
    with pytest.raises(MoveRefused):
        sheets.cancel(sheet, **JOURNAL)
    assert sheets.prepare(regie, **JOURNAL).pk != sheet.pk


def stopped(regie):
    stop_years()
    return Sheet.objects.get(regie=regie, kind=SheetKind.YEAR_END)


def test_a_regie_is_stopped_on_the_last_day_of_the_year_once():
    regie = regie_of()
    LotFactory(depot=regie.depot, carnets=1)
    hand_out(DepotFactory(programme=regie.programme, carnets=1))
    ledger.declare_lost(
        regie.depot, first_carnet=1, last_carnet=1, on=TODAY, reason="Vol", **JOURNAL
    )

    sheet = stopped(regie)
    stop_years()

    assert (sheet.on, sheet.state) == (LAST_DAY, SheetState.PREPARED)
    assert Sheet.objects.count() == 1
    assert content_of(sheet, sheet.on)["carnets"] == 4
    assert sheets.stop_year(regie, year=2022, **JOURNAL) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.create(regie=regie, kind="year_end", on=LAST_DAY, prepared_at=NOON)


def test_what_was_not_open_on_that_day_is_not_stopped():
    regie_of(state=RegieState.DRAFT)
    regie_of(kind=RegieKind.MANDATE, ceiling=None)
    late = regie_of()
    Regie.objects.filter(pk=late.pk).update(act_on=TODAY)
    closed = regie_of(state=RegieState.CLOSED)
    stop_years()
    assert [one.regie for one in Sheet.objects.all()] == [closed]


def test_the_year_ends_when_it_ends_there(clock):
    regie = regie_of()
    regie.programme.time_zone = "America/Martinique"
    regie.programme.save()
    clock.instant = dt.datetime(2024, 1, 1, 3, tzinfo=dt.UTC)
    assert stopped(regie).on == LAST_DAY
    clock.instant = dt.datetime(2024, 1, 1, 5, tzinfo=dt.UTC)
    stop_years()
    assert Sheet.objects.latest("pk").on == dt.date(2023, 12, 31)


@pytest.mark.parametrize("office", [Office.HOLDER, Office.DEPUTY])
def test_a_stop_is_signed_by_the_regisseur_then_by_the_comptable(office):
    regie = regie_of()
    user, second = regisseur_of(regie), regisseur_of(regie, Role.COMPTABLE)
    appointment_of(regie, office=office, user=user)
    sheet = stopped(regie)

    assert list(Sheet.objects.to_sign_by(user, TODAY)) == [sheet]
    sheet = sheets.sign(sheet, **signing(user))
    assert sheet.outgoing.user == user
    assert list(Sheet.objects.to_sign_by(second, TODAY)) == [sheet]
    assert not Sheet.objects.to_sign_by(user, TODAY).exists()
    sheet = sheets.close(sheet, **signing(second, NOON + DAY))

    assert sheet.on == LAST_DAY
    said = PdfReader(io.BytesIO(bytes(sheet.document))).pages[0].extract_text()
    assert "31 décembre 2022" in " ".join(said.split())
    assert Appointment.objects.get().ends_on is None


def test_a_stop_is_taken_back_and_never_given_up():
    regie = regie_of()
    user = regisseur_of(regie)
    appointment_of(regie, office=Office.AGENT, user=user, name="Aide")
    sheet = stopped(regie)
    with pytest.raises(sheets.NotTheSigner):
        sheets.sign(sheet, **signing(user))
    with pytest.raises(sheets.YearKept):
        sheets.cancel(sheet, **JOURNAL)
    appointment_of(regie, user=user)
    sheet = sheets.reopen(sheets.sign(sheet, **signing(user)), **signing(user))
    assert (sheet.state, sheet.outgoing) == (SheetState.PREPARED, None)


def test_who_is_of_no_authority_signs_nothing():
    handover_of()
    assert not Sheet.objects.to_sign_by(UserFactory(role=Role.REGISSEUR), TODAY).exists()
    assert not Sheet.objects.to_sign_by(UserFactory(role=Role.MEDIATOR), TODAY).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"incoming": None},
        {"state": "signed"},
        {"state": "signed", "signed_at": NOON, "content": {}},
        {"document_hash": "1"},
        {"closed_at": NOON},
    ],
)
def test_a_signature_is_whole_or_absent(wrong):
    handover_of()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sheet.objects.update(**wrong)


def test_the_tree_sums_what_is_under_a_depot():
    regie = DepotFactory(regie=True, carnets=3)
    counter = DepotFactory(programme=regie.programme, carnets=2)
    alone = DepotFactory(programme=regie.programme, carnets=1)
    Depot.objects.filter(pk=counter.pk).update(parent=regie.pk)
    rows = list(Depot.objects.filter(pk__in=[regie.pk, counter.pk, alone.pk]).order_by("pk"))

    nodes = tree_on(rows, TODAY)

    assert [(one.depot, one.depth, one.own.carnets, one.under.carnets) for one in nodes] == [
        (regie, 0, 3, 5),
        (counter, 1, 2, 2),
        (alone, 0, 1, 1),
    ]
    assert nodes[0].under.euros == 500
