"""The page of the stages of carnets."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import version_of
from tests.factories.distribution import DepotFactory, LotFactory, handed_out_carnet
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PAGE = reverse("circulation:stages")
MARCH, MAY = dt.date(2023, 3, 1), dt.date(2023, 5, 15)


@pytest.fixture
def depot():
    programme = ProgrammeFactory(with_calendar=True)
    return DepotFactory(programme=programme, carnets=9, name="Arras")


@pytest.fixture
def desk(client, depot):
    manager = UserFactory(role=Role.MANAGER, organisation=depot.programme.authority)
    return sign_in(client, manager)


def stages(answer):
    return {one.name: (one.carnets, one.passes, one.left) for one in answer.context["stages"].data}


def test_each_stage_says_what_did_not_go_further(desk, depot):
    LotFactory(programme=depot.programme, carnets=2, state="ordered")
    LotFactory(depot=depot, carnets=1, size=5, state="delivered")
    for passes in (0, 4, 10):
        carnet = handed_out_carnet(depot, on=MARCH)
        if passes:
            spend(carnet, passes, on=MARCH)
    answer = desk.get(PAGE)

    assert PAGE in desk.get(reverse("distribution:stock")).text
    assert stages(answer) == {
        "Commandés": (12, 115, "2\xa0carnets à livrer"),
        "Livrés": (10, 95, "1\xa0carnet sans mandat"),
        "En service": (9, 90, "6\xa0carnets pas encore remis"),
        "Remis": (3, 30, "1\xa0carnet jamais entamé"),
        "Entamés": (2, 20, "1\xa0carnet en cours d’usage"),
        "Terminés": (1, 10, "aucun"),
    }
    assert "3 carnets remis" in words(answer)
    assert "2 carnets entamés (66,67 %) au 15 mai 2023." in words(answer)
    assert "14 pass consommés sur 30 pass remis." in words(answer)


def test_a_depot_shows_its_stock_and_a_filter_only_what_is_known_of_it(desk, depot):
    spend(handed_out_carnet(depot, on=MARCH), 1, on=MARCH)
    handed_out_carnet(DepotFactory(programme=depot.programme, carnets=1, name="Lens"))

    assert as_csv(desk.get(PAGE, {"fichier": "csv", "sort": "name"}))[1:] == [
        ["Arras", "8", "1", "1", "0", "0", "10", "1", "10,00%"],
        ["Lens", "0", "1", "0", "0", "1", "10", "0", "0,00%"],
    ]
    shown = desk.get(PAGE, {"depot": depot.public_id})
    assert list(stages(shown)) == ["Remis", "Entamés", "Terminés"]
    assert "Lens" not in words(shown).partition("Terminés")[2].partition("Arras")[0]
    assert stages(desk.get(PAGE, {"du": "01/05/2023"}))["Remis"] == (
        1,
        10,
        "1\xa0carnet jamais entamé",
    )
    assert "Remis du" in words(desk.get(PAGE, {"du": "hier"}))


def test_months_say_how_soon_and_when_it_is_too_soon_to_know(desk, depot):
    spend(handed_out_carnet(depot, on=MARCH), 1, on=MARCH)
    handed_out_carnet(depot, on=MAY)

    rows = as_csv(desk.get(PAGE, {"par": "mois", "fichier": "csv"}))

    soon = "trop tôt"
    assert [row[:6] for row in rows[1:]] == [
        ["2023-05-01", "1", "0", soon, soon, soon],
        ["2023-03-01", "1", "1", "1", soon, soon],
    ]
    assert "mars 2023" in words(desk.get(PAGE, {"par": "mois"}))


def test_too_few_people_of_a_public_are_hidden(desk, depot):
    label = version_of(depot.programme).categories.get().label
    for _ in range(6):
        handed_out_carnet(depot, on=MARCH)

    whole = as_csv(desk.get(PAGE, {"par": "public", "fichier": "csv"}))
    assert whole[1][:3] == [label, "6", "6"]
    handed_out_carnet(depot, on=MAY)
    by_month = words(desk.get(PAGE, {"par": "mois", "public": label}))
    assert "2 mois de moins de 5 personnes" in by_month
    assert "masqué" in by_month
    hidden = words(desk.get(PAGE, {"public": label, "du": "01/05/2023"}))
    assert "Moins de 5 personnes : le détail est masqué." in hidden
    assert "Chaque étape contient la suivante." not in hidden


def test_a_counter_sees_its_own_carnets_and_no_order(client, depot):
    handed_out_carnet(depot, on=MARCH)
    other = DepotFactory(programme=depot.programme, carnets=1, name="Lens")
    handed_out_carnet(other)
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))

    answer = client.get(PAGE)

    assert stages(answer)["Remis"][0] == 1
    assert "Commandés" not in stages(answer)
    assert "Lens" not in words(answer)


def test_nothing_handed_out_yet_is_said(desk, depot):
    assert "0 carnet entamé au 15 mai 2023." in words(desk.get(PAGE))
    assert "Aucun carnet remis pour ces filtres." in words(desk.get(PAGE, {"par": "public"}))


def test_the_page_asks_as_much_of_many_carnets_as_of_one(
    desk, depot, django_assert_max_num_queries
):
    handed_out_carnet(depot, on=MARCH)
    with django_assert_max_num_queries(12) as first:
        desk.get(PAGE)
    for _ in range(4):
        spend(handed_out_carnet(DepotFactory(programme=depot.programme, carnets=1)), 1, on=MAY)
    with django_assert_max_num_queries(12) as second:
        desk.get(PAGE)
    assert len(first) == len(second)
