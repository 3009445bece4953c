"""What may be done now with a convention or an avenant: one main act, then the others."""

from dataclasses import dataclass, field

from django.db import models
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from conventions.enums import AvenantState, ConventionState
from conventions.models import Avenant, Convention

WRITE, SIGN = Permission.CONVENTION_WRITE, Permission.CONVENTION_SIGN


@dataclass(frozen=True, slots=True)
class Act:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts that a page shows; `primary` is its one filled button."""

    primary: Act | None = None
    others: list[Act] = field(default_factory=list)

    @property
    def any(self) -> bool:
        return self.primary is not None or bool(self.others)


# Of each state, in order: label, name of the address, permission. The first allowed is the main.
OF_CONVENTIONS: dict[str, list[tuple[str, str, Permission]]] = {
    ConventionState.DRAFT: [
        ("Préparer la convention", "conventions:edit", WRITE),
        ("Supprimer le projet", "dossiers:discard", WRITE),
    ],
    ConventionState.VOTED: [
        ("Signer la convention", "dossiers:sign", SIGN),
        ("Retirer le vote", "dossiers:withdraw-vote", WRITE),
    ],
    ConventionState.SIGNED: [
        ("Préparer un avenant", "conventions:add-avenant", WRITE),
        ("Clore la convention", "dossiers:close", SIGN),
        ("Résilier la convention", "dossiers:terminate", SIGN),
    ],
}
OF_AVENANTS: dict[str, list[tuple[str, str, Permission]]] = {
    AvenantState.DRAFT: [
        ("Préparer l’avenant n°\u00a0{number}", "conventions:edit-avenant", WRITE),
        ("Abandonner l’avenant", "dossiers:abandon-avenant", WRITE),
    ],
    AvenantState.VOTED: [
        ("Signer l’avenant n°\u00a0{number}", "dossiers:sign-avenant", SIGN),
        ("Retirer le vote", "dossiers:withdraw-avenant-vote", WRITE),
        ("Abandonner l’avenant", "dossiers:abandon-avenant", WRITE),
    ],
}


def convention_acts(convention: Convention, open_avenant: Avenant | None, user: User) -> Acts:
    """An open avenant comes first: it must be signed or given up before another is drafted."""
    found = _allowed(OF_CONVENTIONS, convention, user)
    if convention.state != ConventionState.SIGNED:
        return _acts(found)
    if open_avenant is not None:
        first = _allowed(OF_AVENANTS, open_avenant, user)[:1]
        return _acts(first, found[1:]) if first else _acts([], found[1:])
    unknown = convention.signed_on is None and user.can(SIGN)
    late = (
        [Act("Indiquer le jour de la signature", _url("dossiers:signature-day", convention))]
        if unknown
        else []
    )
    return _acts(found[:1], [*late, *found[1:]])


def avenant_acts(avenant: Avenant, user: User) -> Acts:
    return _acts(_allowed(OF_AVENANTS, avenant, user))


def _allowed(
    table: dict[str, list[tuple[str, str, Permission]]], row: Convention | Avenant, user: User
) -> list[Act]:
    number = getattr(row, "number", "")
    return [
        Act(label.format(number=number), _url(name, row))
        for label, name, permission in table.get(row.state, [])
        if user.can(permission)
    ]


def _url(name: str, row: models.Model) -> str:
    return reverse(name, args=[row.public_id])  # type: ignore[attr-defined]


def _acts(main: list[Act], others: list[Act] | None = None) -> Acts:
    if others is None:
        main, others = main[:1], main[1:]
    return Acts(main[0] if main else None, others)
