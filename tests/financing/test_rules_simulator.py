"""The 2019 call's simulator, to the euro."""

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from financing.rules import simulator
from financing.rules.simulator import Project, Scale

FIGURES = Path(__file__).parents[3] / "shared/data/appel_a_projets_2019/regional.csv"
HAUTS_DE_FRANCE = Project(
    Scale.REGIONAL, 6_006_870, Decimal(189), Decimal("18.6"), True, True, True, True, True
)


def points(**changed):
    return [mark.points for mark in simulator.state_rate(replace(HAUTS_DE_FRANCE, **changed)).marks]


def test_hauts_de_france_gets_sixty_four_percent_point_by_point():
    rate = simulator.state_rate(HAUTS_DE_FRANCE)

    assert [(mark.label, mark.points) for mark in rate.marks] == [
        ("Population", 10),
        ("Densité", 0),
        ("Pauvreté", 15),
    ]
    assert [(part.label, part.percent) for part in rate.parts] == [
        ("Public cible", 20),
        ("Organisation locale", 15),
        ("Territoire", 4),
        ("Hub territorial", 5),
        ("Autres partenaires", 10),
        ("Fonds européens", 10),
    ]
    assert (rate.points, rate.percent) == (25, 64)


def test_each_measure_is_written_with_its_gap():
    population, density, poverty = simulator.state_rate(HAUTS_DE_FRANCE).marks

    assert population.gap == "+21,1\u00a0%"
    assert density.gap == "110,4\u00a0% de la moyenne"
    assert poverty.gap == "+3,78\u00a0points"


def test_the_granted_amount_is_four_euros_from_the_simulated_one():
    rate = simulator.state_rate(HAUTS_DE_FRANCE)
    amounts = simulator.amounts_of_total(rate, Decimal(763_900))

    assert amounts.amount == Decimal("488896.00")
    assert amounts.gap(Decimal(488_900)) == Decimal("4.00")
    assert not amounts.is_capped


def test_the_budget_without_the_state_is_completed_by_the_rate():
    amounts = simulator.amounts_of_own_budget(
        simulator.state_rate(HAUTS_DE_FRANCE), Decimal("275004.00")
    )

    assert (amounts.total, amounts.amount) == (Decimal("763900.00"), Decimal("488896.00"))


def test_the_amount_is_capped():
    amounts = simulator.amounts_of_total(simulator.state_rate(HAUTS_DE_FRANCE), Decimal(2_000_000))

    assert (amounts.computed, amounts.amount) == (Decimal(1_280_000), Decimal(1_200_000))
    assert amounts.is_capped


def test_nothing_is_given_when_no_public_is_named():
    rate = simulator.state_rate(replace(HAUTS_DE_FRANCE, names_public=False))

    assert rate.percent == 0
    assert simulator.amounts_of_own_budget(rate, Decimal(1000)).amount == 0


def test_a_bonus_that_is_not_met_gives_nothing():
    alone = replace(
        HAUTS_DE_FRANCE, is_organised=False, has_hub=False, has_partners=False, has_eu_funds=False
    )

    assert simulator.state_rate(alone).percent == 24


@pytest.mark.parametrize(
    ("percent", "expected"),
    [(109, 0), (111, 5), (121, 10), (131, 15), (141, 20), (151, 25), (300, 25)],
)
def test_points_of_population_follow_its_gap(percent, expected):
    mean = simulator.NATIONAL_MEANS[Scale.REGIONAL].population

    assert points(population=int(mean * percent / 100))[0] == expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [(0, 0), (1, 25), (10, 25), (11, 20), (21, 15), (31, 10), (41, 5), (50, 5), (51, 0)],
)
def test_points_of_density_follow_its_part_of_the_mean(percent, expected):
    mean = simulator.NATIONAL_MEANS[Scale.REGIONAL].density

    assert points(density=mean * percent / 100)[1] == expected


@pytest.mark.parametrize(
    ("gap", "expected"),
    [(1, 0), ("1.1", 5), (2, 5), ("2.1", 10), ("3.1", 15), ("4.1", 20), (5, 20), ("5.1", 25)],
)
def test_points_of_poverty_follow_its_gap(gap, expected):
    mean = simulator.NATIONAL_MEANS[Scale.REGIONAL].poverty

    assert points(poverty=mean + Decimal(gap))[2] == expected


@pytest.mark.parametrize(
    ("population", "density", "poverty", "bonus"),
    [
        (0, 999, 0, 0),
        (0, 80, 0, 2),
        (0, 60, 0, 3),
        (0, 60, 19, 5),
        (0, 80, "17.9", 4),
    ],
)
def test_the_territory_bonus_follows_the_points(population, density, poverty, bonus):
    project = replace(
        HAUTS_DE_FRANCE,
        population=population,
        density=Decimal(density),
        poverty=Decimal(poverty),
    )

    assert simulator.state_rate(project).parts[2].percent == bonus


def test_the_means_of_the_regions_are_those_of_the_call():
    if not FIGURES.exists():
        pytest.skip("the figures of the call are not beside the repository")
    rows = list(csv.reader(FIGURES.read_text(encoding="utf-8-sig").splitlines()))
    mean = next(row for row in rows if "France Métropolitaine" in row[1])
    region = next(row for row in rows if row[1] == "Hauts-de-France")

    known = simulator.NATIONAL_MEANS[Scale.REGIONAL]
    assert Decimal(mean[2].strip().replace(",", "")) == round(known.population, 2)
    assert Decimal(mean[3].strip()) == round(known.density, 2)
    assert Decimal(mean[4].strip()) == round(known.poverty, 2)
    assert [Decimal(figure) for figure in region[2:]] == [
        HAUTS_DE_FRANCE.population,
        HAUTS_DE_FRANCE.density,
        HAUTS_DE_FRANCE.poverty,
    ]
