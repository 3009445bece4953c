"""No person's data reaches a place: a mediator sees a pass and its programme, nothing else."""

import datetime as dt

import pytest
from django.urls import get_resolver

from mediation.models import Redemption
from tests.factories.accounts import sign_in
from tests.factories.beneficiaries import CategoryFactory, PersonFactory, ReglementVersionFactory
from tests.factories.distribution import hand_out, qr_codes, typed_codes
from tests.factories.mediation import Scene, mistyped, wrong_secret
from tests.mediation.test_views import form

NAME, FIRST_NAME, CATEGORY = "Zyxkanari", "Wolfganga", "Bénéficiaires du canari social"
BORN_ON = dt.date(1961, 7, 23)
FORBIDDEN = [NAME, FIRST_NAME, CATEGORY, "1961", "23/07", "juillet"]


@pytest.fixture
def scene(db, clock):
    """A pass in the hands of someone whose data would be seen."""
    scene = Scene()
    version = ReglementVersionFactory(programme=scene.programme)
    CategoryFactory(version=version, label=CATEGORY)
    person = PersonFactory(
        programme=scene.programme, last_name=NAME, first_name=FIRST_NAME, born_on=BORN_ON
    )
    received = hand_out(scene.depot, person=person, carnets=1)
    scene.carnet = received.carnets.select_related("lot__programme", "lot__order").get()
    return scene


def answers_of_the_api(scene):
    codes = typed_codes(scene.carnet)
    yield scene.check(*codes, mistyped(codes[0]), wrong_secret(codes[1]))
    yield scene.redeem(scene.body(codes[0], qr_codes(scene.carnet)[1]))
    yield scene.redeem(scene.body(codes[0]))
    yield scene.redeem(scene.body(wrong_secret(codes[2])))
    yield scene.redeem(scene.body(mistyped(codes[2])))
    yield scene.redeem(scene.body(codes[2], held_at="2023-05-14T08:00:00+02:00"))
    yield scene.redeem(scene.body(codes[2], held_at="2022-05-14T08:00:00+02:00"))
    scene.carnet.passes.filter(serial__gte=3).update(state="blocked")
    yield scene.redeem(scene.body(codes[3]))


def answers_of_the_pages(scene, client):
    codes = typed_codes(scene.carnet)
    sign_in(client, scene.mediator)
    yield client.get("/encaisser/")
    yield client.post("/encaisser/verifier/", form(scene, *codes))
    yield client.post("/encaisser/", form(scene, codes[0]), follow=True)
    yield client.post("/encaisser/", form(scene, codes[0]))
    yield client.post("/encaisser/", form(scene, wrong_secret(codes[1])))
    yield client.get("/encaisser/aujourdhui/")
    yield client.get("/encaisser/appareils/")
    yield client.get("/encaisser/appareils/ajouter/")
    yield client.get(f"/encaisser/appareils/{scene.device.public_id}/revoquer/")
    yield client.get(f"/encaisser/recus/{Redemption.objects.get().public_id}/")


def test_no_answer_of_the_api_carries_a_persons_data(scene):
    for answer in answers_of_the_api(scene):
        assert [text for text in FORBIDDEN if text in answer.text] == []


def test_no_page_of_a_mediator_carries_a_persons_data(scene, client):
    for answer in answers_of_the_pages(scene, client):
        assert answer.status_code == 200
        assert [text for text in FORBIDDEN if text in answer.text] == []


def test_the_texts_looked_for_exist(scene):
    """What must not be seen is there to be seen."""
    person = scene.carnet.hand_out.decision.request.person
    seen = (person.last_name, person.first_name, scene.carnet.hand_out.decision.category.label)

    assert seen == (NAME, FIRST_NAME, CATEGORY)


def test_every_address_of_mediation_is_watched():
    """A new page must be added to those read here."""
    addresses = {
        f"{pattern.pattern}{inner.pattern}"
        for pattern in get_resolver().url_patterns
        if str(pattern.pattern) in {"encaisser/", "api/v1/"}
        for inner in pattern.url_patterns
    }

    assert addresses == {
        "encaisser/",
        "encaisser/verifier/",
        "encaisser/aujourdhui/",
        "encaisser/appareils/",
        "encaisser/appareils/ajouter/",
        "encaisser/appareils/<uuid:public_id>/revoquer/",
        "encaisser/recus/<uuid:public_id>/",
        "api/v1/",
        "api/v1/schema/",
    }
