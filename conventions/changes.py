"""What an avenant changes, said beside what it replaces and before it is signed."""

from dataclasses import dataclass

from common.formats import count
from conventions.enums import ClauseKind
from conventions.models import Avenant
from conventions.writing import small, write


@dataclass(frozen=True, slots=True)
class Change:
    """A value that an avenant replaces."""

    label: str
    before: str
    after: str
    article: str


def changes(avenant: Avenant) -> list[Change]:
    """Each value of an avenant, beside the one that it replaces."""
    rows = list(avenant.convention.clauses.select_related("avenant").order_by("pk"))
    ours = {clause.kind: clause for clause in rows if clause.avenant_id == avenant.pk}
    former = {
        clause.kind: clause
        for clause in sorted(rows, key=lambda one: one.avenant.number if one.avenant else 0)
        if clause.effective_on and _precedes(clause.avenant, avenant)
    }
    return [
        Change(
            ClauseKind(kind).label,
            write(former[kind]) if kind in former else "sans objet",
            write(ours[kind]),
            ours[kind].article,
        )
        for kind in ClauseKind
        if kind in ours
    ]


def _precedes(first: Avenant | None, second: Avenant) -> bool:
    return first is None or first.number < second.number


def consequences(avenant: Avenant) -> list[str]:
    """What signing changes, said before it is done."""
    found = [change for change in changes(avenant) if change.after != change.before]
    end = next((c for c in found if c.label == ClauseKind.ACTION_END.label), None)
    others = "\u00a0; ".join(
        f"{small(change.label)}, {small(change.after)}" for change in found if change is not end
    )
    duties = avenant.obligations.count()
    said = [
        f"Après signature, la fin de l’action devient le {end.after}." if end else "",
        f"Changent aussi\u00a0: {others}." if others else "",
        f"L’avenant ajoute {count(duties, 'obligation')}." if duties else "",
        "Corriger demandera un nouvel avenant.",
    ]
    return [sentence for sentence in said if sentence]
