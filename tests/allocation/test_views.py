"""The page of the sharing of carnets among the depots."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from distribution.actions import hand_outs
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.distribution import DepotFactory, LotFactory, hand_out
from tests.factories.programmes import ProgrammeFactory
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = reverse("allocation:allocation")
MARCH, MAY = dt.date(2023, 3, 1), dt.date(2023, 5, 15)


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


@pytest.fixture
def regie(programme):
    return DepotFactory(programme=programme, regie=True, carnets=30, name="Régie")


@pytest.fixture
def depots(programme):
    """One that runs out, one that sleeps, one that has plenty."""
    short = DepotFactory(programme=programme, carnets=4, name="Arras")
    asleep = DepotFactory(programme=programme, carnets=3, name="Béthune")
    plenty = DepotFactory(programme=programme, carnets=9, name="Calais")
    for _ in range(4):
        hand_out(short, on=MAY)
    hand_out(asleep, on=MARCH)
    hand_out(plenty, on=MAY)
    return short, asleep, plenty


@pytest.fixture
def desk(client, regie):
    return sign_in(client, UserFactory(role=Role.REGISSEUR, organisation=regie.organisation))


def rows(answer):
    return {one.record.depot.name: one.record for one in answer.context["listing"].table.rows}


def test_each_depot_is_told_beside_its_own_pace(desk, depots):
    answer = desk.get(PAGE)

    found = {name: (one.standing, one.weeks, one.missing) for name, one in rows(answer).items()}
    assert found == {
        "Arras": ("a-court", 0, 2),
        "Béthune": ("dort", 25, 0),
        "Calais": ("suit", 102, 0),
    }
    said = words(answer)
    assert "1 dépôt à moins de 4 semaines de stock, 1 dépôt sans remise depuis 4 semaines" in said
    assert PAGE in desk.get(reverse("distribution:stock")).text
    assert list(rows(desk.get(PAGE, {"etat": "dort"}))) == ["Béthune"]
    assert list(rows(desk.get(PAGE, {"q": "cal"}))) == ["Calais"]
    assert rows(desk.get(PAGE, {"semaines": "26"}))["Béthune"].standing == "a-court"


def test_a_hand_out_taken_back_is_not_in_the_pace(desk, programme, depots):
    given = hand_out(depots[2], on=MAY)
    hand_outs.undo(given, on=MAY, reason="Erreur", by=UserFactory().as_actor().at(NOON))
    assert rows(desk.get(PAGE))["Calais"].handed_out == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [15, 6, 6]),
        ({"base": "egal"}, [9, 9, 9]),
        ({"base": "manque"}, [21, 3, 3]),
    ],
)
def test_carnets_are_proposed_by_a_fixed_part_and_a_weight(desk, depots, asked, found):
    answer = desk.get(PAGE, {"carnets": "27", "fixe": "3", **asked})
    assert [one.proposed for one in rows(answer).values()] == found
    assert as_csv(desk.get(PAGE, {"carnets": "27", "fichier": "csv"}))[1][-1] == "18"


def test_a_fixed_part_that_is_too_large_is_said(desk, depots):
    answer = desk.get(PAGE, {"carnets": "5", "fixe": "2"})
    assert "La part fixe demande 6 carnets pour 3 dépôts, plus que les 5 carnets" in words(answer)
    assert rows(answer)["Arras"].proposed is None


def test_a_proposal_leads_who_keeps_the_regie_to_the_shipment(client, desk, regie, depots):
    asked = {"carnets": "12", "base": "egal", "source": regie.public_id}
    link = f"{reverse('movements:send', args=[regie.public_id])}?destination={depots[0].public_id}"

    page = desk.get(PAGE, asked).text
    assert f"{link}&amp;carnets=4" in page
    assert f"{link}&amp;carnets=2" in page
    step = client.get(f"{link}&carnets=4", follow=True)
    assert "Envoyer 4 carnets" in words(step)
    manager = UserFactory(role=Role.MANAGER, organisation=regie.organisation)
    assert link not in sign_in(client, manager).get(PAGE, asked).text


def test_a_counter_sees_its_own_depots(client, depots):
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depots[0].organisation))
    assert list(rows(client.get(PAGE))) == ["Arras"]


def test_the_page_asks_as_much_of_many_depots_as_of_one(
    desk, programme, depots, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as first:
        desk.get(PAGE, {"carnets": "20"})
    for _ in range(3):
        LotFactory(depot=DepotFactory(programme=programme), carnets=1)
    with django_assert_max_num_queries(12) as second:
        desk.get(PAGE, {"carnets": "20"})
    assert len(first) == len(second)
