"""Roles, permissions, and the permissions of each role: the whole access policy."""

from enum import StrEnum, auto

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
    HAND_OUT = auto()
    STOCK_READ = auto()
    LOT_ACTIVATE = auto()
    PLACE_READ = auto()
    REDEEM = auto()
    FINANCE_READ = auto()
    REPORT_READ = auto()
    REPORT_PRODUCE = auto()
    JOURNAL_READ = auto()


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MANAGER: frozenset(P) - {P.HAND_OUT, P.REDEEM, P.JOURNAL_READ},
    Role.DISTRIBUTOR: frozenset(
        {
            P.HOME_READ,
            P.REGLEMENT_READ,
            P.PERSON_READ,
            P.PERSON_REGISTER,
            P.HAND_OUT,
            P.STOCK_READ,
            P.PLACE_READ,
        }
    ),
    Role.MEDIATOR: frozenset({P.REDEEM}),
    Role.REGISSEUR: frozenset({P.HOME_READ, P.STOCK_READ}),
    Role.COMPTABLE: frozenset({P.HOME_READ, P.STOCK_READ, P.FINANCE_READ}),
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
            P.PLACE_READ,
            P.FINANCE_READ,
            P.REPORT_READ,
            P.JOURNAL_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset({P.HOME_READ, P.PLACE_READ, P.JOURNAL_READ}),
}


def holders_of(permission: Permission) -> str:
    """The roles that hold a permission, as a refusal names them."""
    return ", ".join(role.label for role in Role if permission in GRANTS[role])
