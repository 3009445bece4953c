"""What the database itself refuses: written past the actions."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from mediation.models import Device, IdempotencyKey, RedeemedPass, Redemption, WrongCode
from tests.distribution.attempts import without
from tests.factories.deliberations import CalendarFactory
from tests.factories.distribution import LotFactory
from tests.factories.mediation import Scene
from tests.factories.places import PlaceFactory
from tests.factories.programmes import ProgrammeFactory

DAY = dt.date(2023, 5, 15)
NOON = dt.datetime(2023, 5, 15, 10, tzinfo=dt.UTC)


def redemption(scene, **given):
    return Redemption.objects.create(
        **{
            "programme": scene.programme,
            "place": scene.place,
            "receipt": str(uuid.uuid4())[:20],
            "held_at": NOON,
            "held_on": DAY,
            "service": "safety",
            "mode": "individuel",
            "minutes": 60,
            "received_at": NOON,
            "received_on": DAY,
            "received_by": "Téléphone",
            "passes_count": 1,
            "amount": Decimal("10.00"),
            **given,
        }
    )


def spend(scene, one=None, **given):
    one = one or scene.carnet.passes.earliest("serial")
    made = RedeemedPass.objects.create(
        redemption=redemption(scene, **given), redeemed_pass=one, value=Decimal("10.00")
    )
    type(one).objects.filter(pk=one.pk).update(state="spent")
    return made


def refused(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("given", "constraint"),
    [
        ({"passes_count": 0}, "redemption_of_1_to_50_passes"),
        ({"passes_count": 51}, "redemption_of_1_to_50_passes"),
        ({"minutes": 0}, "redemption_minutes"),
        ({"minutes": 1441}, "redemption_minutes"),
        ({"service": "autre"}, "redemption_service_known"),
        ({"mode": "autre"}, "redemption_mode_known"),
        ({"amount": Decimal(-1)}, "redemption_amount_positive"),
    ],
)
def test_a_redemption_out_of_bounds_is_refused(scene, given, constraint):
    with refused(constraint):
        redemption(scene, **given)


def test_a_receipt_has_one_number(scene):
    redemption(scene, receipt="E-1")

    with refused("receipt"):
        redemption(scene, receipt="E-1")


def test_a_redemption_that_does_not_add_up_is_refused_at_commit(scene):
    scene.place  # noqa: B018 made before what is rolled back

    with refused("0 passes for 0"), transaction.atomic(), connection.cursor() as cursor:
        redemption(scene)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_pass_is_spent_once(scene):
    spend(scene)

    with refused("pass_id"), transaction.atomic():
        spend(scene)


def test_a_good_pass_is_accepted_by_the_database(scene):
    assert spend(scene).pk


@pytest.mark.parametrize(
    "given",
    [
        {"held_on": dt.date(2023, 5, 14)},
        {"held_on": dt.date(2024, 1, 1), "received_on": dt.date(2024, 1, 1)},
        {"held_on": dt.date(2023, 12, 31), "received_on": dt.date(2024, 2, 1)},
    ],
)
def test_a_pass_is_spent_after_its_hand_out_and_within_its_validity(scene, given):
    with refused("may not be spent"):
        spend(scene, **given)


@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": dt.date(2021, 1, 1), "ends_on": dt.date(2023, 5, 14)},
        {"starts_on": dt.date(2023, 5, 16), "ends_on": dt.date(2024, 1, 1)},
        {"in_force_on": dt.date(2023, 5, 16)},
    ],
)
def test_a_pass_is_spent_within_the_calendar_of_its_programme(db, clock, days):
    scene = Scene(ProgrammeFactory())
    assert scene.carnet.hand_out  # before the calendar was decided
    CalendarFactory(programme=scene.programme, **days)

    with refused("may not be spent"):
        spend(scene)


def test_a_pass_is_spent_at_a_place_qualified_that_day(scene):
    one, elsewhere = scene.carnet.passes.earliest("serial"), PlaceFactory()
    scene.place.qualifications.update(ends_on=dt.date(2023, 5, 14))

    for place in (elsewhere, scene.place):
        with refused("may not be spent"), transaction.atomic():
            spend(scene, one, place=place)


def test_a_pass_pays_its_own_programme(scene):
    with refused("may not be spent"):
        spend(scene, programme=ProgrammeFactory(with_calendar=True))


@pytest.mark.parametrize("state", ["delivered", "active"])
def test_a_pass_in_stock_is_not_spent(scene, state):
    one = LotFactory(depot=scene.depot, state=state).carnets.earliest("number").passes.first()

    with refused("may not be spent"):
        spend(scene, one)


@pytest.mark.parametrize("state", ["blocked", "lost", "expired"])
def test_a_pass_of_a_stopped_carnet_is_not_spent(scene, state):
    one = scene.carnet.passes.earliest("serial")
    type(scene.carnet).objects.filter(pk=scene.carnet.pk).update(state=state)

    with refused("may not be spent"):
        spend(scene, one)


@pytest.mark.parametrize("state", ["blocked", "refunded", "paid"])
def test_a_stopped_pass_is_not_spent(scene, state):
    one = scene.carnet.passes.earliest("serial")
    without("pass_spent_by_redemption", "distribution_pass")
    scene.carnet.passes.filter(pk=one.pk).update(state=state)

    with refused("may not be spent"):
        spend(scene, one)


@pytest.mark.parametrize("model", [Redemption, RedeemedPass, IdempotencyKey])
@pytest.mark.parametrize("act", ["update", "delete"])
def test_what_was_redeemed_and_answered_never_changes(scene, model, act):
    assert scene.redeem().status_code == 201
    table = model._meta.db_table
    statement = {"update": f"UPDATE {table} SET id = id", "delete": f"DELETE FROM {table}"}[act]  # noqa: S608

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)


def key(**given):
    owner = {"owner_kind": "device", "owner_id": 1, "fingerprint": "f", "body": {}}
    return IdempotencyKey.objects.create(**{**owner, "key": uuid.UUID(int=1), **given})


def test_a_key_is_used_once_by_an_owner(db):
    key(status=201)
    key(status=201, owner_id=2)
    key(status=201, owner_kind="user")

    with refused("idempotency_key_once"):
        key(status=201)


def test_a_key_never_stays_without_an_answer(db):
    key(status=0)

    with refused("no answer"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    IdempotencyKey.objects.update(status=201)


def test_a_token_opens_one_device(scene):
    with refused("token_digest"):
        Device.objects.create(
            structure=scene.place.structure,
            label="Copie",
            token_digest=scene.device.token_digest,
            created_at=NOON,
        )


def test_rows_say_what_they_are(scene):
    scene.redeem()
    one, row = Redemption.objects.get(), RedeemedPass.objects.get()

    assert str(one) == f"Encaissement {one.receipt}"
    assert str(row) == f"{row.redeemed_pass} – {one}"
    assert str(IdempotencyKey.objects.get()).count("-") == 4
    assert str(WrongCode(owner_kind="user", owner_id=3)) == "user 3"


def test_a_user_without_a_membership_sees_no_redemption(scene):
    scene.redeem()
    user = scene.mediator
    assert Redemption.objects.visible_to(user).count() == 1
    user.acting = None

    assert not Redemption.objects.visible_to(user).exists()
