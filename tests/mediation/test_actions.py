"""What the contract refuses, through the API: each refusal depends on facts of the database."""

import datetime as dt
import uuid
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.conf import settings
from django.db import IntegrityError, connection

from distribution.models import Carnet
from mediation.actions import devices
from mediation.models import Device, IdempotencyKey, Redemption, WrongCode
from mediation.tasks import forget_past_day
from tests.architecture.sources import LAYERS
from tests.factories.accounts import NOON
from tests.factories.distribution import LotFactory, handed_out_carnet, typed_codes
from tests.factories.mediation import Scene, wrong_secret
from tests.factories.places import PlaceFactory, QualificationFactory
from tests.factories.programmes import ProgrammeFactory

MONDAY = dt.datetime.fromisoformat("2023-05-15T09:00:00+02:00")


def refused(response):
    """The code of a refusal that was kept with its key."""
    assert response.status_code == IdempotencyKey.objects.order_by("pk").last().status
    return response.json()["code"]


@pytest.mark.parametrize(
    ("held_at", "expected"),
    [
        ("2023-05-15T09:00:00+02:00", None),
        ("2023-05-15T09:00:01+02:00", "outside_window"),
        ("2023-04-14T09:00:00+02:00", None),
        ("2023-04-14T08:59:59+02:00", "outside_window"),
    ],
)
def test_the_session_is_neither_to_come_nor_older_than_the_window(scene, held_at, expected):
    carnet = handed_out_carnet(scene.depot, carnets=1, on=dt.date(2023, 1, 9))

    response = scene.redeem(scene.body(typed_codes(carnet)[0], held_at=held_at))

    assert (refused(response) if expected else None) == expected
    assert response.status_code == (409 if expected else 201)


def test_the_window_is_that_of_the_programme_of_the_passes(scene):
    patient = ProgrammeFactory(with_calendar=True, redemption_window_days=60)
    QualificationFactory(place=scene.place, programme=patient)
    carnet = handed_out_carnet(scene.depot, carnets=1, on=dt.date(2023, 1, 9))
    body = scene.body(typed_codes(carnet)[0], held_at="2023-04-01T09:00:00+02:00")

    assert refused(scene.redeem(body)) == "outside_window"


def test_the_place_is_of_the_structure(scene):
    elsewhere = PlaceFactory(programme=scene.programme)

    for place in (elsewhere.public_id, uuid.uuid4()):
        response = scene.redeem({**scene.body(), "place": str(place)})
        assert (response.status_code, refused(response)) == (403, "place_not_yours")


def test_the_place_is_qualified_on_the_day_of_the_session(scene):
    scene.place.qualifications.update(ends_on=dt.date(2023, 5, 14))

    response = scene.redeem()

    assert (response.status_code, refused(response)) == (409, "place_not_qualified")
    assert "le 15\u00a0mai\u00a02023" in response.json()["detail"]


def test_place_comes_before_code_and_is_no_wrong_code(scene):
    body = scene.body(wrong_secret(scene.codes[0]))
    scene.place.qualifications.update(ends_on=dt.date(2023, 5, 14))

    assert refused(scene.redeem(body)) == "place_not_qualified"
    assert not WrongCode.objects.exists()


def test_a_wrong_code_is_forgotten_after_a_day(scene):
    scene.redeem(scene.body(wrong_secret(scene.codes[0])))
    for hours, left in ((23, 1), (25, 0)):
        WrongCode.objects.update(recorded_at=MONDAY - dt.timedelta(hours=hours))
        forget_past_day()
        assert WrongCode.objects.count() == left


def test_every_cleaning_is_scheduled():
    scheduled = {one["task"] for one in settings.CELERY["beat_schedule"].values()}
    modules = [f"{app}.tasks" for app in LAYERS if find_spec(f"{app}.tasks")]
    cleaning = {
        f"{module}.{name}"
        for module in modules
        for name in vars(import_module(module))
        if name.startswith("forget_past_")
    }

    assert {"mediation.tasks.forget_past_day", "accounts.tasks.forget_past_day"} <= cleaning
    assert cleaning - scheduled == set()


def test_a_pass_of_another_programme_is_refused(scene):
    other = Scene(ProgrammeFactory(with_calendar=True))

    assert refused(scene.redeem(scene.body(other.codes[0]))) == "wrong_programme"


def test_a_session_is_paid_by_one_programme(scene):
    other = Scene(ProgrammeFactory(with_calendar=True))
    QualificationFactory(place=scene.place, programme=other.programme)

    response = scene.redeem(scene.body(scene.codes[0], other.codes[0]))

    assert refused(response) == "wrong_programme"
    assert response.json()["pass"]["position"] == 1


def test_a_lost_carnet_is_refused(scene):  # a blocked one: tests/incidents
    Carnet.objects.filter(pk=scene.carnet.pk).update(state="lost")

    assert refused(scene.redeem()) == "blocked"


def test_a_blocked_pass_is_refused(scene):
    scene.carnet.passes.filter(serial=1).update(state="blocked")

    assert refused(scene.redeem()) == "blocked"


def test_a_pass_whose_counterpart_is_not_in_account_is_not_active(scene):
    lot = LotFactory(depot=scene.depot, state="delivered")

    response = scene.redeem(scene.body(typed_codes(lot.carnets.earliest("number"))[0]))

    assert refused(response) == "not_active"
    assert "Son paiement n’est pas enregistré." in response.json()["detail"]


def test_a_pass_in_stock_is_not_handed_out(scene):
    in_stock = scene.depot.carnets.select_related("lot").latest("number")

    assert refused(scene.redeem(scene.body(typed_codes(in_stock)[0]))) == "not_handed_out"


def test_a_pass_is_not_spent_before_its_hand_out(scene):
    body = scene.body(held_at="2023-05-14T18:00:00+02:00")

    assert refused(scene.redeem(body)) == "not_handed_out"


def test_a_spent_pass_says_when_and_where(scene, clock):
    scene.redeem()
    just_now = scene.redeem().json()["detail"]
    clock.at(MONDAY + dt.timedelta(hours=2))
    here = scene.redeem().json()["detail"]
    elsewhere = Scene(scene.programme)
    there = elsewhere.redeem(elsewhere.body(scene.codes[0])).json()["detail"]

    when = "C’était le 15\u00a0mai\u00a02023 à\u00a08\u00a0h\u00a030"
    assert just_now.endswith("déjà enregistré ici à l’instant. Rien à refaire.")
    assert f"{when}, dans ce lieu. Rien n’a été encaissé." in here
    assert f"{when}, dans un autre lieu. Rien n’a été encaissé." in there
    assert there.endswith("Appelez le\u00a003\u00a000\u00a000\u00a000\u00a000.")


@pytest.mark.parametrize(
    ("received", "held_at", "status"),
    [
        ("2023-12-31T20:00+01:00", "2023-12-31T19:00:00+01:00", 201),
        ("2024-01-02T09:00+01:00", "2024-01-01T09:00:00+01:00", 409),
        ("2024-01-31T23:00+01:00", "2023-12-31T23:30:00+01:00", 201),
        ("2024-02-01T09:00+01:00", "2023-12-31T23:30:00+01:00", 409),
    ],
)
def test_validity_is_of_the_session_and_tolerance_of_the_receipt(
    scene, clock, received, held_at, status
):
    type(scene.programme).objects.update(redemption_window_days=60)
    body = scene.body(held_at=held_at)
    clock.at(dt.datetime.fromisoformat(received))

    response = scene.redeem(body)

    assert response.status_code == status
    assert response.json().get("code") == ("expired" if status == 409 else None)


def test_the_first_refused_code_is_told_in_the_order_of_the_list(scene):
    in_stock = typed_codes(scene.depot.carnets.select_related("lot").latest("number"))[0]
    wrong = wrong_secret(scene.codes[1])

    first = scene.redeem(scene.body(scene.codes[0], in_stock, wrong)).json()
    second = scene.redeem(scene.body(scene.codes[0], wrong, in_stock)).json()

    assert (first["code"], first["pass"]["position"]) == ("not_handed_out", 1)
    assert (second["code"], second["pass"]["position"]) == ("unknown_code", 1)


def raising(error_code, table="mediation_redeemedpass"):
    """A trigger of the database that always refuses, until the end of the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN RAISE EXCEPTION 'planted' USING ERRCODE = '{error_code}'; END$$;"
            f"CREATE TRIGGER planted BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION planted()"
        )


def test_what_the_database_alone_refuses_is_a_bug(scene):
    body, device = scene.body(), scene.device
    raising("check_violation")

    with pytest.raises(IntegrityError, match="planted"):
        scene.redeem(body, device=device)
    assert not Redemption.objects.exists()
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("table", ["mediation_redeemedpass", "mediation_idempotencykey"])
def test_a_database_that_goes_away_is_a_503_and_keeps_nothing(scene, table):
    body, device = scene.body(), scene.device
    raising("admin_shutdown", table)

    response = scene.redeem(body, device=device)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["code"] == "unavailable"
    assert not IdempotencyKey.objects.exists()


def test_a_check_whose_wrong_code_the_database_cannot_count_is_a_503(scene):
    device = scene.device
    raising("admin_shutdown", "mediation_wrongcode")

    response = scene.check(wrong_secret(scene.codes[0]), device=device)

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["code"] == "unavailable"


def test_a_device_is_added_with_a_token_that_is_not_kept(scene):
    device, token = devices.add(
        scene.place.structure, label="Tablette", by=scene.mediator.as_actor().at(NOON)
    )

    kept = Device.objects.get(pk=device.pk)
    assert len(token) >= 43
    assert kept.token_digest == devices.digest(token)
    assert token not in str(kept.__dict__)
    assert str(kept) == "Tablette"
