"""Say which convention pays the carnets of a lot, or take it back."""

from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q

from audit import journal
from audit.actors import Author
from common.errors import EndBeforeStart, Refusal
from common.formats import legal_day, number
from common.saving import check_and_save, lock
from conventions.enums import Basis, ConventionState
from conventions.models import Convention
from distribution.models import Lot
from finance.actions.expenses import LotOfAnotherProgramme, tell_conventions
from finance.models import FundingKey
from finance.readings.paid_rows import Territory, covers, stated_basis, territory_of
from finance.readings.texts import Texts


class ConventionNotVoted(Refusal):
    """A draft binds nobody: it pays no pass."""


class BasisUnknown(Refusal):
    """The clauses of the convention do not say what it counts."""


class OutsideConventionTerritory(Refusal):
    """The lot is not kept for départements of the territory of the convention."""


class OutsideLot(Refusal):
    """The carnets are not all of the lot."""


class AlreadyFunded(Refusal):
    """A convention pays some of these carnets already on the same basis, at the same rank; or this
    one does, at any.
    """


class KeyFields(TypedDict):
    """What a key says: its basis, its carnets and the share of each pass, in percent, of what the
    keys of a lower rank leave.
    """

    basis: NotRequired[Basis | str]
    first_carnet: NotRequired[int | None]
    last_carnet: NotRequired[int | None]
    rank: NotRequired[int]
    share: NotRequired[Decimal]


@transaction.atomic
def assign(
    lot: Lot, convention: Convention, *, by: Author, **fields: Unpack[KeyFields]
) -> FundingKey:
    """Let a convention pay the carnets of a lot, all of them unless a range is given.

    The basis is that of its clauses in force on the day of the act, unless it is given.
    """
    lock(lot.programme, no_key=True)
    _check_convention(convention, lot)
    clauses = Texts(lot.programme).on(convention, legal_day(by.at))
    basis = fields.pop("basis", "") or stated_basis(clauses)
    if not basis:
        raise BasisUnknown(
            "Les clauses de cette convention ne disent pas ce qu’elle compte.", field="convention"
        )
    _check_territory(territory_of(clauses, lot.programme.territory), lot)
    key = FundingKey(programme=lot.programme, convention=convention, lot=lot, **fields)
    key.basis = Basis(basis).counts
    for bound in ("first_carnet", "last_carnet"):
        if getattr(key, bound) is None:
            setattr(key, bound, getattr(lot, bound))
    _check_range(key)
    check_and_save(key)
    journal.record("funding_key.assigned", key, by=by, convention=convention.code)
    _tell_purchases(lot, key.basis, by=by)
    return key


@transaction.atomic
def withdraw(key: FundingKey, *, by: Author) -> None:
    """Take a funding key back; the journal keeps it."""
    lock(key.programme, no_key=True)
    key = lock(key, "convention", "lot")
    journal.record("funding_key.withdrawn", key, by=by, convention=key.convention.code)
    lot, basis = key.lot, key.basis
    key.delete()
    _tell_purchases(lot, basis, by=by)


def _tell_purchases(lot: Lot, basis: str, *, by: Author) -> None:
    """Tell the purchases of a lot to the conventions that count them now; once told, they stay."""
    if basis == Basis.PURCHASED:
        for expense in lot.expenses.select_related("supplier", "lot", "programme").order_by("pk"):
            tell_conventions(expense, by=by)


def _check_convention(convention: Convention, lot: Lot) -> None:
    if convention.programme_id != lot.programme_id:
        raise LotOfAnotherProgramme("Ce lot est d’un autre programme.", field="lot")
    if convention.state == ConventionState.DRAFT:
        raise ConventionNotVoted(
            f"«\u00a0{convention.title}\u00a0» est encore un projet\u00a0: elle ne paie rien. "
            "Enregistrez d’abord son vote ou sa signature.",
            field="convention",
        )


def _check_territory(territory: Territory, lot: Lot) -> None:
    if not covers(territory, lot.territory):
        raise OutsideConventionTerritory(
            f"Cette convention ne compte que les pass des départements {', '.join(territory or ())}"
            "\u00a0: choisissez un lot qui leur est réservé.",
            field="lot",
        )


def _check_range(key: FundingKey) -> None:
    lot = key.lot
    bounds = {"first_carnet": key.first_carnet, "last_carnet": key.last_carnet}
    for field, carnet in bounds.items():
        if not lot.first_carnet <= carnet <= lot.last_carnet:
            raise OutsideLot(
                f"Ce lot va du carnet {number(lot.first_carnet)} au carnet "
                f"{number(lot.last_carnet)}.",
                field=field,
            )
    if key.first_carnet > key.last_carnet:
        raise EndBeforeStart("Le dernier carnet doit suivre le premier.", field="last_carnet")
    _check_others(key)


def _check_others(key: FundingKey) -> None:
    others = FundingKey.objects.filter(
        Q(rank=key.rank) | Q(convention=key.convention),
        programme=key.programme,
        basis=key.basis,
        first_carnet__lte=key.last_carnet,
        last_carnet__gte=key.first_carnet,
    )
    taken = others.select_related("convention").order_by("first_carnet", "rank").first()
    if taken is None:
        return
    carnets = f"{number(taken.first_carnet)} à {number(taken.last_carnet)}"
    known = f"«\u00a0{taken.convention.title}\u00a0» paie déjà les carnets {carnets} sur cette base"
    if taken.convention == key.convention:
        raise AlreadyFunded(f"{known}.", field="first_carnet")
    raise AlreadyFunded(
        f"{known}, à l’ordre {taken.rank}. Donnez un autre ordre pour payer ce qu’elle laisse.",
        field="rank",
    )
