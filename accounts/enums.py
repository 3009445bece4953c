"""Roles, permissions, the permissions of each role, and the roles of which one person holds one
alone: the whole access policy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, auto

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices


class Role(TextChoices):
    MANAGER = "manager", "Gestionnaire du programme"
    DISTRIBUTOR = "distributor", "Distributeur"
    MEDIATOR = "mediator", "Médiateur"
    REGISSEUR = "regisseur", "Régisseur"
    COMPTABLE = "comptable", "Comptable public"
    FINANCE = "finance", "Finances"
    AUDITOR = "auditor", "Contrôleur"
    ADMINISTRATOR = "administrator", "Administrateur"


class Permission(StrEnum):
    HOME_READ = auto()
    CONVENTION_READ = auto()
    CONVENTION_WRITE = auto()
    CONVENTION_SIGN = auto()
    OBLIGATION_FOLLOW = auto()
    BUDGET_COMMIT = auto()
    REGLEMENT_READ = auto()
    REGLEMENT_WRITE = auto()
    PERSON_READ = auto()
    PERSON_REGISTER = auto()
    PERSON_RIGHTS = auto()
    HAND_OUT = auto()
    CARNET_BLOCK = auto()
    STOCK_READ = auto()
    STOCK_MOVE = auto()
    STOCK_CORRECT = auto()
    CHECK_READ = auto()
    ORDER_PLACE = auto()
    PROOF_APPROVE = auto()
    LOT_PROPOSE = auto()
    LOT_ACTIVATE = auto()
    PLACE_READ = auto()
    PLACE_WRITE = auto()
    DEPOT_OPEN = auto()
    REDEEM = auto()
    DEVICE_READ = auto()
    FINANCE_READ = auto()
    REPORT_READ = auto()
    REPORT_PRODUCE = auto()
    JOURNAL_READ = auto()
    REGISTER_READ = auto()
    ACCOUNT_ADMINISTER = auto()


P = Permission
KEEPS_STOCK = frozenset(
    {
        *(P.HOME_READ, P.STOCK_READ, P.STOCK_MOVE, P.STOCK_CORRECT),
        *(P.PROOF_APPROVE, P.LOT_ACTIVATE, P.CHECK_READ),
    }
)
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MANAGER: frozenset(P)
    - {
        P.HAND_OUT,
        P.STOCK_MOVE,
        P.STOCK_CORRECT,
        P.LOT_ACTIVATE,
        P.REDEEM,
        P.DEVICE_READ,
        P.JOURNAL_READ,
        P.ACCOUNT_ADMINISTER,
    },
    Role.DISTRIBUTOR: frozenset(
        {
            P.HOME_READ,
            P.REGLEMENT_READ,
            P.PERSON_READ,
            P.PERSON_REGISTER,
            P.HAND_OUT,
            P.CARNET_BLOCK,
            P.STOCK_READ,
            P.STOCK_MOVE,
            P.PLACE_READ,
        }
    ),
    Role.MEDIATOR: frozenset({P.REDEEM, P.DEVICE_READ}),
    Role.REGISSEUR: KEEPS_STOCK,
    Role.COMPTABLE: KEEPS_STOCK | {P.FINANCE_READ},
    Role.FINANCE: frozenset(
        {
            P.HOME_READ,
            P.CONVENTION_READ,
            P.OBLIGATION_FOLLOW,
            P.BUDGET_COMMIT,
            P.STOCK_READ,
            P.FINANCE_READ,
            P.REPORT_READ,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            P.HOME_READ,
            P.CONVENTION_READ,
            P.REGLEMENT_READ,
            P.STOCK_READ,
            P.CHECK_READ,
            P.PLACE_READ,
            P.FINANCE_READ,
            P.REPORT_READ,
            P.JOURNAL_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            P.HOME_READ,
            P.PLACE_READ,
            P.DEVICE_READ,
            P.JOURNAL_READ,
            P.REGISTER_READ,
            P.ACCOUNT_ADMINISTER,
        }
    ),
}


def holders_of(permission: Permission) -> str:
    """The roles that hold a permission, as a refusal names them."""
    return ", ".join(role.label for role in Role if permission in GRANTS[role])


# Held at a desk of the authority; the others, on a phone or at a counter that people share.
OF_OFFICE = [role.value for role in Role if role not in {Role.DISTRIBUTOR, Role.MEDIATOR}]


def roles_named(variable: str, names: Iterable[str]) -> frozenset[Role]:
    """The roles that a variable of the environment lists; `-` alone for none."""
    try:
        return frozenset(Role(name) for name in names if name != "-")
    except ValueError as error:
        known = ", ".join(Role)
        raise ImproperlyConfigured(f"{variable}: {error}; choose among {known}.") from error


def minutes_by_role(variable: str, texts: Iterable[str]) -> dict[Role, int]:
    """`30,mediator=240`: so many minutes, and so many for a role."""
    found: dict[Role, int] = {}
    try:
        for text in texts:
            name, _, minutes = text.rpartition("=")
            named = [Role(name)] if name else [role for role in Role if role not in found]
            found |= dict.fromkeys(named, int(minutes))
    except ValueError as error:
        raise ImproperlyConfigured(f"{variable}: {error}; write 30,mediator=240.") from error
    if len(found) < len(Role) or min(found.values()) < 1:
        raise ImproperlyConfigured(f"{variable}: give a number of minutes, then those of a role.")
    return found


class Conformity(TextChoices):
    """What a statement of accessibility says (arrêté du 20 septembre 2019), worst first."""

    NONE = "non", "non conforme"
    PARTIAL = "partielle", "partiellement conforme"
    FULL = "totale", "totalement conforme"


class Link(TextChoices):
    """Why somebody gets a link to choose a password."""

    INVITATION = "invitation", "Invitation"
    RESET = "oubli", "Mot de passe oublié"


class Proof(TextChoices):
    """What a letter to a new address asks its reader to confirm."""

    EMAIL = "nouvelle-adresse", "Confirmer votre nouvelle adresse électronique"


class Notice(TextChoices):
    """What the owner of an account is told of it, or of what it looks after, by letter."""

    PASSWORD_CHANGED = "mot-de-passe", "Mot de passe changé"
    EMAIL_CHANGED = "adresse-changee", "Adresse électronique changée"
    FACTOR_ADDED = "facteur-ajoute", "Second facteur ajouté"
    FACTOR_REMOVED = "facteur-retire", "Second facteur retiré"
    RESET_PROPOSED = "retrait-propose", "Retrait du second facteur proposé"
    CODES_REFUSED = "codes-refuses", "Codes refusés"
    IDENTITY_LINKED = "identite-reliee", "Compte relié à ProConnect"
    IDENTITY_UNLINKED = "identite-retiree", "Compte détaché de ProConnect"
    TO_WATCH = "a-surveiller", "Un point à surveiller"
    TO_CONFIRM = "a-confirmer", "Un acte attend votre accord"
    VALIDITY_ENDS = "fin-de-validite", "Des pass arrivent à leur fin de validité"


class ResetState(TextChoices):
    PROPOSED = "proposed", "À confirmer"
    DONE = "done", "Fait"
    REFUSED = "refused", "Refusé"


RESET_MOVES: dict[ResetState, frozenset[ResetState]] = {
    ResetState.PROPOSED: frozenset({ResetState.DONE, ResetState.REFUSED}),
    ResetState.DONE: frozenset(),
    ResetState.REFUSED: frozenset(),
}


class MembershipState(TextChoices):
    PROPOSED = "proposed", "À confirmer"
    IN_USE = "in_use", "En cours"
    REFUSED = "refused", "Refusé"
    ENDED = "ended", "Terminé"


MEMBERSHIP_MOVES: dict[MembershipState, frozenset[MembershipState]] = {
    MembershipState.PROPOSED: frozenset({MembershipState.IN_USE, MembershipState.REFUSED}),
    MembershipState.IN_USE: frozenset({MembershipState.ENDED}),
    MembershipState.REFUSED: frozenset(),
    MembershipState.ENDED: frozenset(),
}

# What spends a pass, orders passes, puts them in service or commits money; what gives these to
# somebody.
OF_MONEY = frozenset(
    {
        *(P.REDEEM, P.ORDER_PLACE, P.LOT_PROPOSE, P.LOT_ACTIVATE),
        *(P.BUDGET_COMMIT, P.ACCOUNT_ADMINISTER),
    }
)


def needs_two_people(role: Role) -> bool:
    """Whether a role is given by one person and confirmed by another."""
    return bool(GRANTS[role] & OF_MONEY)


@dataclass(frozen=True, slots=True)
class Separation:
    """One person never holds a role of each side.

    `may_be_lifted`: a programme may let one person hold both in one structure.
    """

    one: frozenset[Role]
    other: frozenset[Role]
    reason: str
    may_be_lifted: bool = False

    def parts(self, first: Role, second: Role) -> bool:
        return (first in self.one and second in self.other) or (
            second in self.one and first in self.other
        )


R = Role
# The database refuses the same pairs (accounts.0002_database_rules; programmes.0002_database_rules
# for the one that a programme may lift).
SEPARATIONS = [
    Separation(
        frozenset({R.ADMINISTRATOR}),
        frozenset(R) - {R.ADMINISTRATOR},
        "Qui donne les rôles n’en exerce aucun autre.",
    ),
    Separation(
        frozenset({R.AUDITOR}),
        frozenset(R) - {R.AUDITOR},
        "Qui contrôle n’exerce rien de ce qui est contrôlé.",
    ),
    Separation(
        frozenset({R.DISTRIBUTOR}),
        frozenset({R.MEDIATOR}),
        "Qui remet des pass ne les encaisse pas.",
        may_be_lifted=True,
    ),
    Separation(
        frozenset({R.MANAGER, R.REGISSEUR, R.COMPTABLE}),
        frozenset({R.MEDIATOR}),
        "Qui met des pass en service ne les encaisse pas.",
    ),
    # Décret 2012-1246 du 7 novembre 2012, art. 9: ordonnateur and comptable are incompatible; the
    # régisseur acts for the comptable, who checks the régie (CGCT, R. 1617-17).
    Separation(
        frozenset({R.MANAGER, R.FINANCE}),
        frozenset({R.COMPTABLE, R.REGISSEUR}),
        "Les fonctions d’ordonnateur et de comptable sont incompatibles.",
    ),
    Separation(
        frozenset({R.REGISSEUR}),
        frozenset({R.COMPTABLE}),
        "Le comptable contrôle la régie.",
    ),
]
