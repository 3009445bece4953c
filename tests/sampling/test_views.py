"""The pages of draws."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from sampling.enums import Population
from sampling.models import Draw
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.distribution import TODAY, DepotFactory, hand_out
from tests.factories.sampling import draw_of
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST, ADD = reverse("sampling:draws"), reverse("sampling:add")
RECEIPTS = Population.HAND_OUTS


@pytest.fixture
def depot():
    return DepotFactory(carnets=4)


@pytest.fixture
def auditor(client, depot, clock):
    clock.at(NOON.replace(day=16))
    return sign_in(client, UserFactory(role=Role.AUDITOR, organisation=depot.programme.authority))


def page_of(draw):
    return reverse("sampling:draw", args=[draw.public_id])


def test_a_controller_draws_a_sample_and_takes_it_away(auditor, depot):
    assert "Aucun tirage pour l’instant" in words(auditor.get(LIST))

    answer = auditor.post(ADD, {"population": "carnets", "size": "3", "depot": depot.public_id})

    made = Draw.objects.get()
    assert answer.url == page_of(made)
    shown = words(auditor.get(answer.url))
    assert "3 carnets tirés au hasard parmi 4 carnets." in shown
    assert made.seed in shown
    assert made.fingerprint in shown
    rows = as_csv(auditor.get(answer.url, {"fichier": "csv"}))
    assert [row[1] for row in rows[1:]] == made.sample
    assert auditor.get(answer.url, {"fichier": "doc"}).status_code == 404
    assert "Tirage" in words(auditor.get(LIST, {"q": "n° 1"}))


def test_seeds_differ_from_one_draw_to_the_next(auditor):
    for _ in range(2):
        auditor.post(ADD, {"population": "carnets", "size": "1"})

    assert len({*Draw.objects.values_list("seed", flat=True)}) == 2


def test_receipts_are_drawn_with_what_became_of_them(auditor, depot):
    given = hand_out(depot)
    made = draw_of(depot, population=RECEIPTS, size=1)

    shown = words(auditor.get(page_of(made)))

    assert f"1 {given.receipt} 15/05/2023" in shown
    assert "remis" in shown
    assert given.decision.request.person.last_name not in shown


def kept_as(draw, number, **forged):
    """A draw as it would stand if its row had been written behind the application."""
    row = Draw.objects.values().get(pk=draw.pk)
    kept = {key: value for key, value in row.items() if key not in {"id", "public_id"}}
    return Draw.objects.create(**kept | {"number": number, **forged})


def test_a_draw_made_again_says_whether_it_is_the_same(auditor, depot):
    made = draw_of(depot)
    other_rows = kept_as(made, 2, fingerprint="0" * 64)
    other_sample = kept_as(made, 3, sample=made.sample[::-1])

    def said(draw):
        return words(auditor.get(page_of(draw), {"refaire": "oui"}))

    assert "donne la même population et le même échantillon" in said(made)
    assert "La population a changé depuis : 4 carnets." in said(other_rows)
    assert "La population est la même, mais le tirage diffère." in said(other_sample)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"size": "9"}, "4 carnets seulement au soir de la veille : tirez-en moins."),
        ({"size": "501"}, "au plus 500"),
        ({"size": "0"}, "au moins 1"),
        ({"starts_on": "01/01/2023"}, "Les carnets en stock sont ceux d’un soir"),
        (
            {"population": "hand_outs", "starts_on": "02/01/2023", "ends_on": "01/01/2023"},
            "Le dernier jour doit suivre le premier.",
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_at_its_field(auditor, wrong, said):
    answer = auditor.post(ADD, {"population": "carnets", "size": "2", **wrong})

    assert said in words(answer)
    assert not Draw.objects.exists()


def test_a_distributor_draws_nothing(client, depot):
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))

    assert {client.get(LIST).status_code, client.post(ADD).status_code} == {403}


def test_the_draws_of_another_authority_do_not_exist(auditor):
    assert auditor.get(page_of(draw_of())).status_code == 404


def test_a_sample_of_one_asks_as_much_as_one_of_four(auditor, depot, django_assert_num_queries):
    for size in (1, 4):
        made = draw_of(depot, size=size)
        with django_assert_num_queries(5):
            auditor.get(page_of(made))
    assert made.known_on == TODAY
