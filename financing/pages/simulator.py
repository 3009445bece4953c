"""What the page of the simulator of the 2019 call shows, and examples with their sources."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from common.formats import count, euros, percent
from financing.forms.simulator import OWN, SimulatorForm
from financing.rules import simulator
from financing.rules.simulator import Amounts, Project, StateRate

FILE = Path(__file__).parents[1] / "reference" / "examples.toml"


@dataclass(frozen=True, slots=True)
class Example:
    """A real project: its answers to the form, and where they are published."""

    title: str
    source: str
    answers: dict[str, Any]

    @property
    def url(self) -> str:
        return f"{reverse('financing:simulator')}?{urlencode(self.answers, doseq=True)}"


EXAMPLES = [Example(**one) for one in tomllib.loads(FILE.read_text())["examples"]]


@dataclass(frozen=True, slots=True)
class Simulation:
    """The simulated aid, and each step of its computation."""

    project: Project
    rate: StateRate
    amounts: Amounts
    granted: Decimal | None

    @property
    def lead(self) -> str:
        part = f"L’État financerait {percent(self.rate.percent)} du projet"
        if not self.rate.percent:
            return "L’État ne financerait rien\u00a0: aucun public cible n’est nommé."
        capped = ", le plafond de l’appel" if self.amounts.is_capped else ""
        return f"{part}, soit {euros(self.amounts.amount)}{capped}."

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [
            ("Échelle", f"projet {self.project.scale.label}"),
            ("Coût total du projet", euros(self.amounts.total)),
            ("Taux de l’État", percent(self.rate.percent)),
            ("Montant calculé", euros(self.amounts.computed)),
            ("Plafond de l’appel", self._ceiling),
            ("Aide de l’État simulée", euros(self.amounts.amount)),
            ("Reste au projet", euros(self.amounts.total - self.amounts.amount)),
        ]

    @property
    def _ceiling(self) -> str:
        if self.amounts.is_capped:
            over = self.amounts.computed - simulator.CEILING
            return f"{euros(simulator.CEILING)}, dépassé de {euros(over)}"
        return f"{euros(simulator.CEILING)}, non atteint"

    @property
    def gap(self) -> str:
        """A sentence that compares the granted amount with the simulation; empty when not given."""
        if self.granted is None:
            return ""
        gap = self.amounts.gap(self.granted)
        if not gap:
            return f"L’aide accordée, {euros(self.granted)}, est celle de la simulation."
        word = "de plus" if gap > 0 else "de moins"
        return (
            f"L’aide accordée est de {euros(self.granted)}, soit {euros(abs(gap))} {word} "
            "que la simulation. Le montant accordé fait foi."
        )

    @property
    def marks(self) -> list[tuple[str, str, str]]:
        """Each measure of the territory, its points, and why."""
        return [(one.label, count(one.points, "point"), one.sentence) for one in self.rate.marks]

    @property
    def points(self) -> str:
        """The points of the territory, and the percentage that they give."""
        bonus = sum(part.percent for part in self.rate.parts if part.label == simulator.TERRITORY)
        return f"{count(self.rate.points, 'point')}, qui donnent {percent(bonus)}"


def simulate(form: SimulatorForm) -> Simulation:
    """The simulation of a valid form."""
    answers = form.cleaned_data
    rate = simulator.state_rate(form.project)
    of = simulator.amounts_of_own_budget if answers["base"] == OWN else simulator.amounts_of_total
    return Simulation(form.project, rate, of(rate, answers["montant"]), answers["accorde"])
