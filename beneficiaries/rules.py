"""Pure functions that judge a request: facts, conditions of categories, reasons."""

import datetime as dt
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from beneficiaries.enums import Channel, Status
from common.formats import NBSP, count, day
from common.sort_key import sort_key

AGE, SITUATION, HOME, QUOTA = "âge", "situation", "domicile", "quota"
# What is missing when a criterion does not hold.
MISSING = {
    AGE: "un autre âge",
    SITUATION: "une autre situation",
    HOME: "un autre domicile",
    QUOTA: "un plafond non atteint",
}


@dataclass(frozen=True, slots=True)
class Quota:
    """What was granted in a category over a period already begun, against its ceiling."""

    granted: int
    ceiling: int
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a request on its day of filing.

    `territory` lists the départements of the programme (none: everywhere); `quotas` gives, by code
    of category, the period already begun that counts on the day of filing; `establishment` is the
    one named, as it was called then.
    """

    filed_on: dt.date
    age: int
    status: str
    channel: str
    commune: str
    departement: str
    territory: tuple[str, ...] = ()
    quotas: Mapping[str, Quota] = field(default_factory=dict)
    establishment: str = ""

    def as_json(self) -> Any:
        """The values of each field, days in the form 2023-05-15."""
        return json.loads(json.dumps(asdict(self), default=dt.date.isoformat))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Facts":
        kept, read = dict(stored), dt.date.fromisoformat
        quotas = {
            code: Quota(**{**quota, "ends_on": read(quota["ends_on"])})
            for code, quota in kept.pop("quotas").items()
        }
        filed_on, territory = read(kept.pop("filed_on")), tuple(kept.pop("territory"))
        return cls(filed_on=filed_on, territory=territory, quotas=quotas, **kept)


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """The conditions of a category, and the passes that it grants."""

    code: str
    label: str
    min_age: int | None
    max_age: int | None
    statuses: Sequence[str]
    passes_granted: int
    passes_granted_alone: int | None
    ceiling: int

    def passes_for(self, channel: str) -> int:
        """The passes granted by this channel: a person who comes alone may be granted fewer."""
        if channel == Channel.ALONE and self.passes_granted_alone is not None:
            return self.passes_granted_alone
        return self.passes_granted


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition, whether it holds, and a sentence that says why."""

    name: str
    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Reason:
    """The result for one category: the person is admitted when all its criteria hold."""

    code: str
    label: str
    passes: int
    criteria: list[Criterion]

    @property
    def is_admitted(self) -> bool:
        return all(criterion.holds for criterion in self.criteria)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "admitted": self.is_admitted}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer: the category that grants, how many passes, and one reason per category."""

    granted: bool
    category: str | None
    passes: int
    reasons: tuple[Reason, ...]

    def reasons_as_json(self) -> list[dict[str, Any]]:
        return [reason.as_json() for reason in self.reasons]


def category_faults(rule: CategoryRule) -> list[tuple[str, str]]:
    """Why the category would admit nobody or exceed its ceiling: pairs of field and sentence."""
    faults = []
    if rule.min_age is not None and rule.max_age is not None and rule.max_age < rule.min_age:
        said = f"L’âge maximal ({rule.max_age}) doit atteindre l’âge minimal ({rule.min_age})."
        faults.append(("max_age", said))
    granted = max(rule.passes_granted, rule.passes_granted_alone or 0)
    if granted > rule.ceiling:
        said = f"Le plafond ({rule.ceiling}) doit atteindre les pass accordés ({granted})."
        faults.append(("ceiling", said))
    return faults


def age_on(on: dt.date, born_on: dt.date) -> int:
    """Whole years lived on a day; someone born on 29 February is a year older on 1 March."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def identity_key(last_name: str, first_name: str, born_on: dt.date, commune: str) -> str:
    """The key that tells two entries of the same person: names without accents, birth, commune."""
    return "|".join((sort_key(last_name), sort_key(first_name), born_on.isoformat(), commune))


def judge(facts: Facts, categories: Sequence[CategoryRule]) -> Judgement:
    """Judge the facts by every category. The one that grants most passes is chosen; among equals,
    the first.
    """
    reasons = tuple(_judge_category(facts, category) for category in categories)
    admitted = [reason for reason in reasons if reason.is_admitted]
    if not admitted:
        return Judgement(False, None, 0, reasons)
    chosen = max(admitted, key=lambda reason: reason.passes)
    return Judgement(True, chosen.code, chosen.passes, reasons)


def _judge_category(facts: Facts, category: CategoryRule) -> Reason:
    quota = facts.quotas.get(category.code)
    left = category.ceiling if quota is None else quota.ceiling - quota.granted
    passes = min(category.passes_for(facts.channel), left)
    criteria = [*_residence(facts), _situation(facts, category), _age(facts, category)]
    criteria.append(_quota(quota, category.ceiling))
    return Reason(category.code, category.label, passes, criteria)


def _residence(facts: Facts) -> tuple[Criterion, ...]:
    if not facts.territory:
        return ()
    holds = facts.departement in facts.territory
    where = f"Habite le département {facts.departement}"
    expected = ", ".join(facts.territory)
    sentence = f"{where}." if holds else f"{where}{NBSP}; le programme couvre {expected}."
    return (Criterion(HOME, holds, sentence),)


def _situation(facts: Facts, category: CategoryRule) -> Criterion:
    if not category.statuses:
        return Criterion(SITUATION, True, "Toute situation est admise.")
    declared = lower_first(Status(facts.status).label)
    if facts.status in category.statuses:
        return Criterion(SITUATION, True, f"Situation admise{NBSP}: {declared}.")
    accepted = f"{NBSP}; ".join(lower_first(Status(status).label) for status in category.statuses)
    said = f"Situation déclarée{NBSP}: {declared}. Ce public demande{NBSP}: {accepted}."
    return Criterion(SITUATION, False, said)


def lower_first(label: str) -> str:
    """The label with a small first letter, to stand inside a sentence."""
    return label[:1].lower() + label[1:]


def _age(facts: Facts, category: CategoryRule) -> Criterion:
    age = f"{count(facts.age, 'an')} le {day(facts.filed_on)}"
    expected = age_range(category.min_age, category.max_age)
    if not expected:
        return Criterion(AGE, True, f"{age}{NBSP}; tout âge est admis.")
    old_enough = category.min_age is None or facts.age >= category.min_age
    young_enough = category.max_age is None or facts.age <= category.max_age
    said = f"{age}{NBSP}; âge demandé{NBSP}: {expected}."
    return Criterion(AGE, old_enough and young_enough, said)


def age_range(youngest: int | None, oldest: int | None) -> str:
    """`de 18 à 25 ans`, `60 ans et plus`, `jusqu’à 15 ans`, or nothing."""
    if youngest is None and oldest is None:
        return ""
    if youngest is None:
        return f"jusqu’à {oldest}{NBSP}ans"
    if oldest is None:
        return f"{youngest}{NBSP}ans et plus"
    return f"de {youngest} à {oldest}{NBSP}ans"


def _quota(quota: Quota | None, ceiling: int) -> Criterion:
    if quota is None:
        limit = count(ceiling, "pass")
        return Criterion(QUOTA, True, f"Aucun pass accordé encore{NBSP}; plafond de {limit}.")
    granted, limit = count(quota.granted, "pass accordé"), count(quota.ceiling, "pass")
    period = f"{granted} sur un plafond de {limit} jusqu’au {day(quota.ends_on)} inclus"
    if quota.granted < quota.ceiling:
        return Criterion(QUOTA, True, f"Déjà {period}.")
    return Criterion(QUOTA, False, f"Plafond atteint{NBSP}: {period}.")


def first_later_admission(
    facts: Facts, versions: Collection[tuple[dt.date, Sequence[CategoryRule]]]
) -> tuple[dt.date, str] | None:
    """The first later day of filing on which the same facts would be admitted, and the category.

    `versions` gives the first day of each version and its categories.
    """
    for starts_on, categories in sorted(versions, key=lambda version: version[0]):
        if starts_on <= facts.filed_on:
            continue
        for reason in judge(facts, categories).reasons:
            if reason.is_admitted:
                return starts_on, reason.label
    return None
