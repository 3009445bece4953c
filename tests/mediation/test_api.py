import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client

from audit.models import Event
from distribution.codes import keyring
from distribution.models import Carnet, Pass
from mediation.actions import devices
from mediation.models import IdempotencyKey, RedeemedPass, Redemption, WrongCode
from places.enums import Service
from tests.factories.distribution import (
    DepotFactory,
    LotFactory,
    handed_out_carnet,
    qr_codes,
    typed_codes,
)
from tests.factories.mediation import DeviceFactory, Scene, mistyped, post, wrong_secret
from tests.factories.places import PlaceFactory, QualificationFactory
from tests.factories.programmes import ProgrammeFactory

URL = "/api/v1/redemptions/"
MONDAY = dt.datetime.fromisoformat("2023-05-15T09:00:00+02:00")


def problem_of(response, status):
    """The problem document, its form checked."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == status
    assert {"type", "title", "code", "detail"} <= told.keys()
    return told


def test_passes_are_redeemed_together(scene):
    response = scene.redeem(scene.body(*scene.codes[:3]))

    assert response.status_code == 201
    told = response.json()
    redemption = Redemption.objects.get()
    letter = scene.programme.letter
    assert told == {
        "id": str(redemption.public_id),
        "receipt": redemption.receipt,
        "passes": [{"number": f"{letter}0000000{n}", "value": "10.00"} for n in (1, 2, 3)],
    }
    assert (redemption.passes_count, redemption.amount) == (3, 30)
    assert redemption.held_on == dt.date(2023, 5, 15)
    assert redemption.received_by == scene.device.label
    assert redemption.service == Service.SAFETY
    assert RedeemedPass.objects.count() == 3
    assert Pass.objects.filter(state="spent").count() == 3
    event = Event.objects.get(verb="redemption.recorded")
    assert (event.actor_kind, event.actor_id) == ("device", scene.device.pk)
    assert event.at == MONDAY
    assert event.details == {"passes": [one["number"] for one in told["passes"]]}


def test_a_scanned_qr_code_is_as_good_as_a_typed_one(scene):
    response = scene.redeem(scene.body(qr_codes(scene.carnet)[0], scene.codes[1].lower()))

    assert response.status_code == 201


def test_one_refused_code_refuses_all(scene):
    scene.redeem(scene.body(scene.codes[1]))

    told = problem_of(scene.redeem(scene.body(*scene.codes[:3])), 409)

    assert told["code"] == "already_redeemed"
    assert told["pass"] == {"position": 1, "number": f"{scene.programme.letter}00000002"}
    assert RedeemedPass.objects.count() == 1
    assert Pass.objects.filter(state="spent").count() == 1


def test_the_same_key_gives_the_same_answer_for_ever(scene, clock):
    key = uuid.uuid4()
    first = scene.redeem(key=key)
    clock.at(MONDAY + dt.timedelta(days=4000))

    again = scene.redeem(key=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Redemption.objects.count() == 1


def test_a_refusal_is_kept_as_well(scene):
    key, body = uuid.uuid4(), scene.body()
    Carnet.objects.filter(pk=scene.carnet.pk).update(state="blocked")
    first = scene.redeem(body, key=key)
    Carnet.objects.filter(pk=scene.carnet.pk).update(state="handed_out")

    again = scene.redeem(body, key=key)

    assert problem_of(again, 409)["code"] == "blocked"
    assert again.content == first.content
    assert again["Idempotent-Replayed"] == "true"
    assert scene.redeem(body).status_code == 201


def test_the_same_key_with_another_body_is_refused(scene):
    key = uuid.uuid4()
    scene.redeem(key=key)

    told = problem_of(scene.redeem(scene.body(scene.codes[1]), key=key), 422)

    assert told["code"] == "key_reused"
    assert IdempotencyKey.objects.get().status == 201


def test_bodies_are_compared_after_parsing(scene):
    key = uuid.uuid4()
    scene.redeem(key=key)
    same = scene.body(scene.codes[0].replace("-", " ").lower(), held_at="2023-05-15T06:30:00Z")

    response = scene.redeem({**same, "comment": "de plus"}, key=key)

    assert response.status_code == 201
    assert response["Idempotent-Replayed"] == "true"


def test_a_key_belongs_to_its_device(scene):
    key = uuid.uuid4()
    scene.redeem(key=key)
    other = DeviceFactory(structure=scene.place.structure)

    response = scene.redeem(scene.body(scene.codes[1]), key=key, device=other)

    assert response.status_code == 201


def test_a_wrong_secret_is_an_unknown_code(scene):
    unknown = keyring().typed_code(scene.carnet.lot.batch, 999)
    answers = [
        problem_of(scene.redeem(scene.body(code)), 404)
        for code in (wrong_secret(scene.codes[0]), unknown)
    ]

    assert answers[0] == answers[1]
    assert answers[0]["code"] == "unknown_code"
    assert answers[0]["pass"] == {"position": 0}
    assert WrongCode.objects.count() == 2


def test_a_forged_qr_code_is_an_unknown_code_and_a_cut_one_is_mistyped(scene):
    real = qr_codes(scene.carnet)[0]
    version, number, *rest = real.split(".")
    forged = ".".join([version, number[:-1] + "9", *rest])

    assert problem_of(scene.redeem(scene.body(forged)), 404)["code"] == "unknown_code"
    assert problem_of(scene.redeem(scene.body(real[:-4])), 400)["code"] == "mistyped_code"


def seen(device):
    """A device that was used less than a minute ago."""
    devices.note_seen(device, real_now=dt.datetime.now(dt.UTC))
    return device


def test_a_slip_of_the_finger_is_told_before_any_look_up(scene, django_assert_num_queries):
    device, body = seen(scene.device), scene.body(scene.codes[1], mistyped(scene.codes[0]))

    with django_assert_num_queries(1):  # the device
        told = problem_of(scene.redeem(body, device=device), 400)

    assert (told["code"], told["field"], told["pass"]) == (
        "mistyped_code",
        "codes",
        {"position": 1},
    )
    assert not IdempotencyKey.objects.exists()


def test_the_same_code_twice_is_refused_in_either_form(scene):
    told = problem_of(scene.redeem(scene.body(scene.codes[0], qr_codes(scene.carnet)[0])), 400)

    assert (told["code"], told["field"]) == ("same_code_twice", "codes")
    assert told["pass"] == {"position": 1}


def test_a_missing_or_wrong_key_is_malformed(scene):
    missing = post(Client(), URL, scene.body(), scene.device)
    wrong = scene.redeem(key="12")

    assert problem_of(missing, 400)["code"] == "missing_key"
    assert problem_of(missing, 400)["field"] == "Idempotency-Key"
    assert problem_of(wrong, 400)["field"] == "Idempotency-Key"


@pytest.mark.parametrize("header", [None, "Bearer faux", "Bearer", "Basic abc", "Bearer \xe9"])
def test_a_wrong_token_is_told_first(db, header):
    headers = {"HTTP_AUTHORIZATION": header} if header else {}

    response = post(Client(), URL, "[", **headers)

    assert problem_of(response, 401)["code"] == "unauthorized"
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_revoked_device_is_refused(scene):
    scene.device.revoked_at = MONDAY
    scene.device.save()

    problem_of(scene.redeem(), 401)


def test_other_methods_and_formats_are_problems_too(scene):
    token = {"HTTP_AUTHORIZATION": f"Bearer {scene.device.token}"}
    key = {"HTTP_IDEMPOTENCY_KEY": str(uuid.uuid4())}

    assert problem_of(Client().get(URL, **token), 405)["code"] == "method_not_allowed"
    form = Client().post(URL, {"place": "x"}, **token, **key)
    assert problem_of(form, 415)["code"] == "unsupported_media_type"
    text = scene.redeem(HTTP_ACCEPT="text/html")
    assert problem_of(text, 406)["code"] == "not_acceptable"
    assert problem_of(form, 415)["title"] == problem_of(text, 406)["title"] == "Format refusé"


def test_too_many_wrong_codes_slow_the_device_and_no_other(scene, clock):
    wrong = scene.body(wrong_secret(scene.codes[0]))
    for _ in range(10):
        problem_of(scene.redeem(wrong), 404)
    WrongCode.objects.update(recorded_at=MONDAY)

    response = scene.redeem()

    assert problem_of(response, 429)["code"] == "too_many_wrong_codes"
    assert response["Retry-After"] == "1"
    assert scene.check(scene.codes[0]).status_code == 429
    assert IdempotencyKey.objects.count() == 10
    other = DeviceFactory(structure=scene.place.structure)
    assert scene.redeem(scene.body(scene.codes[1]), device=other).status_code == 201
    clock.at(MONDAY + dt.timedelta(seconds=1))
    assert scene.redeem().status_code == 201


def test_a_slowed_device_still_hears_the_answers_it_had(scene):
    key = uuid.uuid4()
    scene.redeem(key=key)
    WrongCode.objects.bulk_create(
        WrongCode(owner_kind="device", owner_id=scene.device.pk, recorded_at=MONDAY)
        for _ in range(12)
    )

    assert scene.redeem(key=key)["Idempotent-Replayed"] == "true"
    assert scene.redeem(scene.body(scene.codes[1]))["Retry-After"] == "4"


def test_a_redemption_asks_few_questions(scene, django_assert_max_num_queries):
    body, device, client = scene.body(), seen(scene.device), Client()

    with django_assert_max_num_queries(13):
        assert scene.redeem(body, device=device, client=client).status_code == 201


def test_fifty_passes_ask_as_few_questions_as_one(scene, django_assert_max_num_queries):
    depot = DepotFactory(programme=scene.programme, carnets=5)
    codes = [code for _ in range(5) for code in typed_codes(handed_out_carnet(depot, carnets=1))]
    body, device = scene.body(*codes), seen(scene.device)

    with django_assert_max_num_queries(13):
        assert scene.redeem(body, device=device).status_code == 201
    assert Redemption.objects.get().passes_count == 50


def test_checking_tells_each_code_and_changes_nothing(scene):
    scene.redeem()
    first, second, third = scene.codes[:3]

    response = scene.check(first, second, mistyped(third), wrong_secret(third), second)

    assert response.status_code == 200
    told = response.json()["passes"]
    assert [(one["redeemable"], one["code"]) for one in told] == [
        (False, "already_redeemed"),
        (True, None),
        (False, "mistyped_code"),
        (False, "unknown_code"),
        (False, "same_code_twice"),
    ]
    assert told[1]["pass"] == {"position": 1, "number": f"{scene.programme.letter}00000002"}
    assert told[2]["pass"] == {"position": 2}
    assert Pass.objects.filter(state="spent").count() == 1
    assert Redemption.objects.count() == 1


def test_checking_tells_what_the_place_refuses(scene):
    elsewhere = PlaceFactory(programme=scene.programme)

    told = scene.check(*scene.codes[:2], place=elsewhere).json()["passes"]

    assert [one["code"] for one in told] == ["place_not_yours", "place_not_yours"]


def test_checking_is_judged_now(scene, clock):
    code = scene.codes[0]
    clock.at(dt.datetime.fromisoformat("2024-01-02T09:00+01:00"))

    assert scene.check(code).json()["passes"][0]["code"] == "expired"


def test_no_code_is_stored_or_echoed(scene):
    """Neither an answer nor any table holds a code or its secret."""
    code, qr, wrong = scene.codes[0], qr_codes(scene.carnet)[1], wrong_secret(scene.codes[2])
    answers = [
        scene.redeem(scene.body(code)),
        scene.redeem(scene.body(code)),
        scene.redeem(scene.body(wrong)),
        scene.redeem(scene.body(mistyped(code))),
        scene.check(code, qr, wrong),
    ]
    everything = "\n".join([*_rows(), *(answer.text for answer in answers)]).upper()

    assert scene.programme.letter + "00000001" in everything
    for secret in (code, wrong):
        assert secret not in everything
        assert secret.replace("-", "") not in everything
        assert secret.replace("-", "")[6:14] not in everything
    assert qr.split(".")[2] not in everything


def _rows():
    """All the rows of all the tables, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 our own tables
            yield from (row for (row,) in cursor.fetchall())


def test_the_nine_services_are_those_of_the_national_schema(scene):
    for code, label in zip(scene.codes, Service.labels, strict=False):
        assert scene.redeem(scene.body(code, service=label)).status_code == 201
    assert len(Service.labels) == 9
    assert set(Redemption.objects.values_list("service", flat=True)) == set(Service.values)


def test_another_programme_of_the_place_is_accepted_too(scene):
    other = Scene(ProgrammeFactory(with_calendar=True))
    QualificationFactory(place=scene.place, programme=other.programme)

    assert scene.redeem(scene.body(other.codes[0])).status_code == 201


def test_a_pass_never_delivered_is_not_active(scene):
    code = typed_codes(LotFactory(depot=scene.depot, state="ordered").carnets.first())[0]

    assert problem_of(scene.redeem(scene.body(code)), 409)["code"] == "not_active"
