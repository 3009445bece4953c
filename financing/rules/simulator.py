"""The State's part of a project under the 2019 call for Pass numériques, point by point."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from common.formats import count, number, percent
from common.money import round_fraction_to_cents

CEILING = Decimal(1_200_000)
BASE = 20
TERRITORY = "Territoire"
ORGANISED, HUB, PARTNERS, EU_FUNDS = 15, 5, 10, 10


class Scale(StrEnum):
    INTERMUNICIPAL = "intercommunal"
    DEPARTMENTAL = "departemental"
    REGIONAL = "regional"

    @property
    def label(self) -> str:
        return {"departemental": "départemental", "regional": "régional"}.get(self, str(self))


@dataclass(frozen=True, slots=True)
class Means:
    """National means of a scale: inhabitants, inhabitants by km², poverty rate in %."""

    population: Decimal
    density: Decimal
    poverty: Decimal


# NATIONAL_STATS of the simulator; a project of several départements uses the departmental means.
NATIONAL_MEANS = {
    Scale.INTERMUNICIPAL: Means(
        Decimal("51944.0394842869"), Decimal("152.128767123287"), Decimal("13.6157937147462")
    ),
    Scale.DEPARTMENTAL: Means(
        Decimal("671549.916666667"), Decimal("563.91875"), Decimal("14.79375")
    ),
    Scale.REGIONAL: Means(
        Decimal("4959137.84615385"), Decimal("171.161538461538"), Decimal("14.8230769230769")
    ),
}
# A gap that reaches the threshold gets the points: population above the mean, in %.
POPULATION = [(50, 25), (40, 20), (30, 15), (20, 10), (10, 5)]
# Density in % of the mean, at most the threshold; an unknown density, 0, gets none.
DENSITY = [(10, 25), (20, 20), (30, 15), (40, 10), (50, 5)]
# Poverty above the mean, in points, more than the threshold. The simulator leaves out the gaps of
# exactly 2, 3, 4 and 5 points, which no published rate reaches: they get the lower points here.
POVERTY = [(5, 25), (4, 20), (3, 15), (2, 10), (1, 5)]
# Points reached, territory bonus in %.
BONUS = [(30, 5), (20, 4), (10, 3), (1, 2)]


@dataclass(frozen=True, slots=True)
class Project:
    """A project submitted to the call; `poverty` in %, `density` in inhabitants by km²."""

    scale: Scale
    population: int
    density: Decimal
    poverty: Decimal
    names_public: bool = False
    is_organised: bool = False
    has_hub: bool = False
    has_partners: bool = False
    has_eu_funds: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A measure of the territory compared with the national mean, and the points that it gives."""

    label: str
    measure: str
    mean: str
    gap: str
    points: int

    @property
    def sentence(self) -> str:
        return f"{self.measure}, moyenne nationale {self.mean}\u00a0: {self.gap}."


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the rate, in %, and why."""

    label: str
    percent: int
    reason: str


@dataclass(frozen=True, slots=True)
class StateRate:
    """The rate of the State: the marks of the territory, and the parts that add up to the rate."""

    marks: list[Mark]
    parts: list[Part]

    @property
    def points(self) -> int:
        return sum(mark.points for mark in self.marks)

    @property
    def percent(self) -> int:
        return sum(part.percent for part in self.parts)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The State's amount of a total project, before and after the ceiling."""

    total: Decimal
    computed: Decimal

    @property
    def amount(self) -> Decimal:
        return min(self.computed, CEILING)

    @property
    def is_capped(self) -> bool:
        return self.computed > CEILING

    def gap(self, granted: Decimal) -> Decimal:
        """What was granted above the simulation; negative when less was."""
        return granted - self.amount


def state_rate(project: Project) -> StateRate:
    """The rate, part by part; zero when no target public is named."""
    marks = _marks(project)
    if not project.names_public:
        return StateRate(marks, [Part("Public cible", 0, "Aucun public nommé\u00a0: pas d’aide.")])
    points = sum(mark.points for mark in marks)
    bonus = _points(BONUS, lambda least: points >= least)
    return StateRate(
        marks,
        [
            Part("Public cible", BASE, "Un public est nommé\u00a0: la base."),
            _bonus("Organisation locale", ORGANISED, is_met=project.is_organised),
            Part(TERRITORY, bonus, f"{count(points, 'point')}, ci-dessus."),
            _bonus("Hub territorial", HUB, is_met=project.has_hub),
            _bonus("Autres partenaires", PARTNERS, is_met=project.has_partners),
            _bonus("Fonds européens", EU_FUNDS, is_met=project.has_eu_funds),
        ],
    )


def amounts_of_total(rate: StateRate, total: Decimal) -> Amounts:
    """The State's part of the whole project."""
    return Amounts(total, round_fraction_to_cents(Fraction(total) * Fraction(rate.percent, 100)))


def amounts_of_own_budget(rate: StateRate, own: Decimal) -> Amounts:
    """The State's part of a project, from its budget without the State's aid."""
    part = Fraction(rate.percent, 100)
    return amounts_of_total(rate, round_fraction_to_cents(Fraction(own) / (1 - part)))


def _bonus(label: str, value: int, *, is_met: bool) -> Part:
    return Part(label, value if is_met else 0, "Oui." if is_met else "Non.")


def _marks(project: Project) -> list[Mark]:
    means = NATIONAL_MEANS[project.scale]
    population = (Fraction(project.population) / Fraction(means.population) - 1) * 100
    density = Fraction(project.density) / Fraction(means.density) * 100
    poverty = Fraction(project.poverty) - Fraction(means.poverty)
    return [
        Mark(
            "Population",
            f"{number(project.population)} habitants",
            number(means.population, 2),
            f"{_signed(population, 1)}\u00a0%",
            _points(POPULATION, lambda least: population >= least),
        ),
        Mark(
            "Densité",
            f"{number(_without_zeros(project.density))} habitants au km²",
            number(means.density, 2),
            f"{number(round_fraction_to_cents(density), 1)}\u00a0% de la moyenne",
            _points(DENSITY, lambda most: 0 < density <= most),
        ),
        Mark(
            "Pauvreté",
            percent(_without_zeros(project.poverty)),
            percent(round_fraction_to_cents(Fraction(means.poverty))),
            f"{_signed(poverty, 2)}\u00a0point{'s' if abs(poverty) >= 2 else ''}",
            _points(POVERTY, lambda below: poverty > below),
        ),
    ]


def _without_zeros(value: Decimal) -> Decimal:
    """Without trailing zeros in its decimals."""
    return value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()


def _points(thresholds: Iterable[tuple[int, int]], is_reached: Callable[[int], bool]) -> int:
    """The points of the first threshold reached."""
    return next((points for threshold, points in thresholds if is_reached(threshold)), 0)


def _signed(value: Fraction, places: int) -> str:
    written = number(round_fraction_to_cents(value), places)
    return f"+{written}" if value > 0 else written
