"""What a version changes in the categories of the version before it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from beneficiaries.models import Category, ReglementVersion
from common.formats import NBSP, NOT_STATED, count


@dataclass(frozen=True, slots=True)
class Change:
    """A condition of a category that differs between two versions, in words."""

    category: str
    condition: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """The categories added, removed, changed and kept since the version `former`."""

    former: ReglementVersion
    added: list[Category]
    removed: list[Category]
    changed: list[Change]
    kept: list[Category]

    @property
    def summary(self) -> str:
        """`4 publics ajoutés, 1 condition modifiée`; empty when nothing changes."""
        counts: dict[str, Sequence[object]] = {
            "public ajouté": self.added,
            "public retiré": self.removed,
            "condition modifiée": self.changed,
        }
        return ", ".join(count(len(found), noun) for noun, found in counts.items() if found)


def difference(version: ReglementVersion) -> Difference | None:
    """Compare a version to the one that begins just before it; nothing for the first version."""
    former = ReglementVersion.objects.beginning_before(version).first()
    if former is None:
        return None
    before = {one.code: one for one in former.categories.order_by("position", "pk")}
    after = {one.code: one for one in version.categories.order_by("position", "pk")}
    both = [(before[code], after[code]) for code in after if code in before]
    return Difference(
        former=former,
        added=[after[code] for code in after if code not in before],
        removed=[before[code] for code in before if code not in after],
        changed=[change for pair in both for change in _changes(*pair)],
        kept=[then for was, then in both if not any(_changes(was, then))],
    )


def _granted(category: Category) -> str:
    """`10 pass ; 5 pass si la personne vient seule`."""
    alone = category.passes_granted_alone
    said = count(category.passes_granted, "pass")
    return said if alone is None else f"{said}{NBSP}; {alone} si la personne vient seule"


def _ceiling(category: Category) -> str:
    return f"{count(category.ceiling, 'pass')} en {category.period_months}{NBSP}mois"


CONDITIONS: dict[str, Callable[[Category], str]] = {
    "Public": lambda category: category.label,
    "Âge": lambda category: category.ages,
    "Situations": lambda category: f"{NBSP}; ".join(category.status_labels),
    "Justificatif à voir": lambda category: category.proof or NOT_STATED,
    "Éloigné de l’emploi": lambda category: "oui" if category.is_far_from_employment else "non",
    "Donnée sensible": lambda category: "oui" if category.is_sensitive else "non",
    "Établissement": lambda category: "à nommer" if category.names_establishment else "sans objet",
    "Pass accordés": _granted,
    "Plafond": _ceiling,
}


def _changes(before: Category, after: Category) -> Iterable[Change]:
    for condition, in_words in CONDITIONS.items():
        was, then = in_words(before), in_words(after)
        if was != then:
            yield Change(after.label, condition, was, then)
