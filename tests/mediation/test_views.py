import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from distribution.models import Carnet
from mediation.models import IdempotencyKey, RedeemedPass, Redemption, WrongCode
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import qr_codes
from tests.factories.mediation import mistyped, wrong_secret
from tests.factories.places import PlaceFactory

URL = "/encaisser/"
MONDAY = dt.datetime.fromisoformat("2023-05-15T09:00:00+02:00")
NB = "\u00a0"


@pytest.fixture
def mediator(client, scene):
    return sign_in(client, scene.mediator)


def form(scene, *codes, **given):
    """What the page sends."""
    return {
        "key": str(uuid.uuid4()),
        "codes": "\n".join(codes or scene.codes[:1]),
        "place": str(scene.place.public_id),
        "day": "15/05/2023",
        "hour": "8 h 30",
        "minutes": "60",
        "service": "safety",
        "mode": "individuel",
        **given,
    }


def test_the_page_proposes_now_and_carries_its_key(scene, mediator):
    pages = [mediator.get(URL).text for _ in range(2)]

    keys = [re.search(r'name="key" value="([0-9a-f-]{36})"', page)[1] for page in pages]
    assert keys[0] != keys[1]
    assert 'value="15/05/2023"' in pages[0]
    assert f'value="9{NB}h{NB}00"' in pages[0]
    assert pages[0].count(f'value="{scene.place.public_id}"') == 1


@pytest.mark.parametrize(("places", "widget"), [(1, "hidden"), (3, "radio"), (7, "select")])
def test_the_place_is_asked_when_there_are_several(scene, mediator, places, widget):
    for _ in range(places - 1):
        PlaceFactory(structure=scene.place.structure)
    scene.place  # noqa: B018

    field = mediator.get(URL).context["form"]["place"]

    assert {"hidden": field.is_hidden, "radio": field.use_fieldset}.get(
        widget, field.widget_type == "select"
    )


def test_a_structure_without_a_place_is_told_so(client, db, clock):
    sign_in(client, UserFactory(role=Role.MEDIATOR))

    page = client.get(URL).text

    assert "Votre structure n’a pas encore de lieu." in page
    assert "<textarea" not in page


def test_redeeming_leads_to_its_receipt(scene, mediator):
    qr = qr_codes(scene.carnet)[1]

    response = mediator.post(URL, form(scene, scene.codes[0], qr))

    redemption = Redemption.objects.get()
    assert (response.status_code, response.url) == (
        302,
        f"/encaisser/recus/{redemption.public_id}/",
    )
    assert redemption.received_by == str(scene.mediator)
    assert redemption.held_at == MONDAY - dt.timedelta(minutes=30)
    page = mediator.get(response.url).text
    assert f"2{NB}pass encaissés" in page
    assert f"20,00{NB}€" in page
    assert redemption.receipt in page
    assert f"{scene.programme.letter}{NB}0000{NB}0001" in page


def test_enter_twice_or_reload_redeems_once_and_says_so(scene, mediator):
    sent = form(scene)
    first = mediator.post(URL, sent)

    again = mediator.post(URL, sent, follow=True)

    assert again.redirect_chain == [(first.url, 302)]
    assert "Les pass n’ont été comptés qu’une fois." in again.text
    assert Redemption.objects.count() == IdempotencyKey.objects.count() == 1


def test_an_old_page_sent_with_other_codes_redeems_nothing(scene, mediator):
    sent = form(scene)
    mediator.post(URL, sent)

    response = mediator.post(URL, {**sent, "codes": scene.codes[1]})

    assert "Cette clé a déjà servi à un autre envoi. Rien n’a été encaissé." in response.text
    assert response.context["form"]["key"].value() != sent["key"]
    assert Redemption.objects.count() == 1


def test_a_refusal_says_which_code_and_keeps_what_was_typed_under_a_new_key(scene, mediator):
    mediator.post(URL, form(scene, scene.codes[1]))
    sent = form(scene, *scene.codes[:2], service="culture")

    response = mediator.post(URL, sent)

    assert "Déjà utilisé" in response.text
    assert "Rien à refaire." in response.text
    assert f"C’est le code n°{NB}2 de votre liste." in response.text
    again = response.context["form"]
    assert again["key"].value() != sent["key"]
    assert again["service"].value() == "culture"
    assert RedeemedPass.objects.count() == 1


def test_a_reload_of_a_refusal_gives_it_again(scene, mediator):
    sent = form(scene)
    Carnet.objects.filter(pk=scene.carnet.pk).update(state="blocked")
    mediator.post(URL, sent)
    Carnet.objects.filter(pk=scene.carnet.pk).update(state="handed_out")

    assert "Bloqué" in mediator.post(URL, sent).text
    assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"codes": ""}, "Indiquez le code d’au moins un pass."),
        ({"codes": " , ;"}, "Indiquez le code d’au moins un pass."),
        ({"codes": "\n".join("ABCD" for _ in range(51))}, f"50{NB}pass au plus"),
        ({"day": ""}, "Indiquez le jour de la séance."),
        ({"day": "15/05"}, "Il manque l’année dans le jour de la séance."),
        ({"hour": ""}, "Indiquez l’heure de la séance."),
        ({"hour": "matin"}, "Écrivez l’heure comme"),
        ({"hour": "25:00"}, "Écrivez l’heure comme"),
        ({"day": "26/03/2023", "hour": "2 h 30"}, "Cette heure n’existe pas"),
        ({"minutes": "deux"}, "Écrivez la durée de la séance en chiffres."),
        ({"minutes": "0"}, "Vérifiez la durée de la séance"),
        ({"service": ""}, "Choisissez le service rendu."),
        ({"place": str(uuid.uuid4())}, "Choisissez le lieu dans la liste."),
        ({"key": "12"}, "Vérifiez"),
    ],
)
def test_a_wrong_entry_says_how_to_mend_it(scene, mediator, given, sentence):
    response = mediator.post(URL, form(scene, **given))

    assert response.status_code == 200
    assert sentence in response.text
    assert "Erreur" in response.text
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("hour", ["8h30", "08:30", "8.30", "8 H 30", f"8{NB}h{NB}30"])
def test_an_hour_is_read_as_people_write_it(scene, mediator, hour):
    mediator.post(URL, form(scene, hour=hour))

    assert Redemption.objects.get().held_at == MONDAY - dt.timedelta(minutes=30)


def test_an_hour_without_minutes_is_sharp(scene, mediator):
    mediator.post(URL, form(scene, hour="8 h"))

    assert Redemption.objects.get().held_at == MONDAY - dt.timedelta(hours=1)


def test_a_slip_of_the_finger_names_its_line(scene, mediator):
    response = mediator.post(URL, form(scene, scene.codes[0], mistyped(scene.codes[1])))

    assert f"Code n°{NB}2{NB}: Ce code comporte une faute de frappe." in response.text
    assert response.text.count(f"Code n°{NB}2{NB}:") == 2  # above and beside
    assert not Redemption.objects.exists()


def test_the_same_code_twice_keeps_the_key(scene, mediator):
    sent = form(scene, scene.codes[0], scene.codes[0])

    response = mediator.post(URL, sent)

    assert "Ce code est deux fois dans la liste." in response.text
    assert response.context["form"]["key"].value() == sent["key"]


def check(client, scene, *codes, **given):
    return client.post("/encaisser/verifier/", form(scene, *codes, **given))


def test_checking_says_what_may_be_used_and_spends_nothing(scene, mediator):
    response = check(mediator, scene, *scene.codes[:2], service="", minutes="")

    assert response.status_code == 200
    assert "Utilisables" in response.text
    assert "facultatif" not in response.text
    assert f"2{NB}pass utilisables" in response.text
    assert "Rien n’a été encaissé, c’est une vérification." in response.text
    assert not Redemption.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_checking_says_why_each_other_is_refused(scene, mediator):
    scene.redeem()

    response = check(mediator, scene, scene.codes[0], wrong_secret(scene.codes[1]), scene.codes[2])

    assert f"1{NB}pass utilisable sur 3." in response.text
    assert f"Code n°{NB}1{NB}: Pass n°{NB}{scene.programme.letter}" in response.text
    assert f"Code n°{NB}2{NB}: Ce code n’est pas reconnu." in response.text


def test_checking_one_pass_says_it_alone(scene, mediator):
    assert "Utilisable<" in re.sub(r"\s+<", "<", check(mediator, scene).text)


def test_checking_without_a_code_says_so(scene, mediator):
    assert "Indiquez le code d’au moins un pass." in check(mediator, scene, codes="").text


def test_too_many_wrong_codes_slow_the_account(scene, mediator):
    WrongCode.objects.bulk_create(
        WrongCode(owner_kind="user", owner_id=scene.mediator.pk, recorded_at=MONDAY)
        for _ in range(10)
    )
    sent = form(scene)

    redeemed, checked = mediator.post(URL, sent), check(mediator, scene)

    for response in (redeemed, checked):
        assert f"Recommencez dans 1{NB}seconde." in response.text
    assert redeemed.context["form"]["key"].value() == sent["key"]


def test_a_receipt_of_another_structure_does_not_exist(scene, mediator, client):
    mediator.post(URL, form(scene))
    redemption = Redemption.objects.get()
    address = reverse("mediation:outcome", args=[redemption.public_id])
    sign_in(client, UserFactory(role=Role.MEDIATOR))

    assert client.get(address).status_code == 404


def test_today_lists_what_the_structure_received(scene, mediator, clock):
    mediator.post(URL, form(scene, scene.codes[0]))
    clock.at(MONDAY + dt.timedelta(minutes=90))
    mediator.post(URL, form(scene, *scene.codes[1:3], service="culture"))

    page = mediator.get("/encaisser/aujourdhui/").text

    assert f"2{NB}encaissements le 15{NB}mai{NB}2023" in page
    assert f"3{NB}pass, 30,00{NB}€" in page
    assert page.index(f"10{NB}h{NB}30") < page.index(f"9{NB}h{NB}00")
    clock.at(MONDAY + dt.timedelta(days=1))
    assert "Aucun pass encaissé aujourd’hui." in mediator.get("/encaisser/aujourdhui/").text


def test_today_is_sorted_and_read_in_as_many_queries_for_one_and_five(scene, mediator):
    mediator.post(URL, form(scene))
    counts = []
    for codes in ([], scene.codes[1:5]):
        for code in codes:
            mediator.post(URL, form(scene, code))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert mediator.get("/encaisser/aujourdhui/?sort=place").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MEDIATOR])
def test_other_roles_do_not_redeem(client, db, role):
    sign_in(client, UserFactory(role=role))

    for address in (URL, "/encaisser/aujourdhui/", f"/encaisser/recus/{uuid.uuid4()}/"):
        assert client.get(address).status_code == 403
    assert client.post("/encaisser/verifier/").status_code == 403


def test_pages_with_codes_are_kept_by_no_cache(scene, mediator):
    assert "no-store" in mediator.get(URL)["Cache-Control"]
