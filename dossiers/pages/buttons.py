"""The buttons of the page of a convention or an avenant: what the user may do in its state."""

from dataclasses import dataclass, field

from django.db import models
from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from conventions.enums import AvenantState, ConventionState
from conventions.models import Avenant, Convention

WRITE, SIGN = Permission.CONVENTION_WRITE, Permission.CONVENTION_SIGN
CORRECT = ("Corriger une erreur de saisie", "corrections:convention", SIGN)
# For each state: label, name of the address, permission. The first allowed one is primary.
CONVENTION_BUTTONS: dict[str, list[tuple[str, str, Permission]]] = {
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
        CORRECT,
    ],
    ConventionState.CLOSED: [CORRECT],
    ConventionState.TERMINATED: [CORRECT],
}
AVENANT_BUTTONS: dict[str, list[tuple[str, str, Permission]]] = {
    AvenantState.DRAFT: [
        ("Préparer l’avenant n°\u00a0{number}", "conventions:edit-avenant", WRITE),
        ("Abandonner l’avenant", "dossiers:abandon-avenant", WRITE),
    ],
    AvenantState.VOTED: [
        ("Signer l’avenant n°\u00a0{number}", "dossiers:sign-avenant", SIGN),
        ("Retirer le vote", "dossiers:withdraw-avenant-vote", WRITE),
        ("Abandonner l’avenant", "dossiers:abandon-avenant", WRITE),
    ],
    AvenantState.SIGNED: [
        ("Corriger une erreur de saisie", "corrections:avenant", SIGN),
    ],
}


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """The buttons of a page; `primary` is the only filled one."""

    primary: Button | None = None
    others: list[Button] = field(default_factory=list)


def convention_buttons(convention: Convention, open_avenant: Avenant | None, user: User) -> Buttons:
    """With an open avenant, its button replaces the one that opens another avenant."""
    allowed = _allowed_buttons(CONVENTION_BUTTONS, convention, user)
    if convention.state == ConventionState.DRAFT and convention.cited_by and user.can(SIGN):
        allowed.append(Button("Enregistrer la signature", _url("dossiers:sign", convention)))
    if convention.state != ConventionState.SIGNED:
        return _buttons(allowed)
    if open_avenant is not None:
        first = next(iter(_allowed_buttons(AVENANT_BUTTONS, open_avenant, user)), None)
        return Buttons(first, allowed[1:])
    if convention.signed_on is None and user.can(SIGN):
        url = _url("dossiers:signature-day", convention)
        allowed.insert(1, Button("Indiquer le jour de la signature", url))
    return _buttons(allowed)


def avenant_buttons(avenant: Avenant, user: User) -> Buttons:
    allowed = _allowed_buttons(AVENANT_BUTTONS, avenant, user)
    if avenant.state == AvenantState.SIGNED and avenant.signed_on is None and user.can(SIGN):
        url = _url("dossiers:avenant-signature-day", avenant)
        allowed.append(Button("Indiquer le jour de la signature", url))
    return _buttons(allowed)


def _allowed_buttons(
    table: dict[str, list[tuple[str, str, Permission]]], row: Convention | Avenant, user: User
) -> list[Button]:
    number = getattr(row, "number", "")
    return [
        Button(label.format(number=number), _url(name, row))
        for label, name, permission in table.get(row.state, [])
        if user.can(permission)
    ]


def _url(name: str, row: models.Model) -> str:
    return reverse(name, args=[row.public_id])  # type: ignore[attr-defined]


def _buttons(found: list[Button]) -> Buttons:
    return Buttons(found[0], found[1:]) if found else Buttons()
