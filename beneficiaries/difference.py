"""What a version changes for the publics, beside the version before it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from beneficiaries.models import Category, ReglementVersion
from common.formats import NBSP, count

UNSAID = "non précisé"


@dataclass(frozen=True, slots=True)
class Change:
    """One condition of a public, before and after."""

    public: str
    condition: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed since the version before, by public, in the order of the versions."""

    former: ReglementVersion
    added: list[Category]
    removed: list[Category]
    changed: list[Change]
    kept: list[Category]

    @property
    def told(self) -> str:
        """`4 publics ajoutés, 1 condition modifiée`; empty when nothing changes."""
        counts: dict[str, Sequence[object]] = {
            "public ajouté": self.added,
            "public retiré": self.removed,
            "condition modifiée": self.changed,
        }
        return ", ".join(count(len(found), noun) for noun, found in counts.items() if found)


def of(version: ReglementVersion) -> Difference | None:
    """Against the latest version that begins earlier; nothing for the first one."""
    former = ReglementVersion.objects.before(version).first()
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


def granted(public: Category) -> str:
    """`10 pass ; 5 pass si la personne vient seule`."""
    alone = public.passes_granted_alone
    said = count(public.passes_granted, "pass")
    return said if alone is None else f"{said}{NBSP}; {alone} si la personne vient seule"


def _ceiling(public: Category) -> str:
    return f"{count(public.ceiling, 'pass')} en {public.period_months}{NBSP}mois"


CONDITIONS: dict[str, Callable[[Category], str]] = {
    "Public": lambda public: public.label,
    "Âge": lambda public: public.ages,
    "Situations": lambda public: f"{NBSP}; ".join(public.statuses_told),
    "Justificatif à voir": lambda public: public.proof or UNSAID,
    "Éloigné de l’emploi": lambda public: "oui" if public.is_far_from_employment else "non",
    "Pass accordés": granted,
    "Plafond": _ceiling,
}


def _changes(before: Category, after: Category) -> Iterable[Change]:
    for condition, tell in CONDITIONS.items():
        was, then = tell(before), tell(after)
        if was != then:
            yield Change(after.label, condition, was, then)
