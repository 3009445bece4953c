"""Add legal persons, or find those that are known."""

import re
from collections.abc import Callable, Sequence
from typing import NotRequired, Required, TypedDict, TypeVar, Unpack

from django.db import connection, transaction
from stdnum.fr import siret as siret_number

from accounts.models import Organisation
from accounts.rules import COLOUR, MINIMUM_CONTRAST, contrast, siret_digits
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock

T = TypeVar("T")


class NamedOrganisation(TypedDict):
    """A known organisation, else the name and SIRET (14 digits, or empty) of another."""

    known: Organisation | None
    name: str
    siret: str


class WrongSiret(Refusal):
    """The check digit of the SIRET is wrong."""


class NotAColour(Refusal):
    """The accent is not six hexadecimal digits after a sign."""


class ColourTooLight(Refusal):
    """Text in the accent colour would not be readable on white."""


class Notices(TypedDict, total=False):
    """What an authority tells the public at the foot of the pages."""

    address: str
    phone: str
    email: str
    publisher: str
    host: str
    data_officer: str
    legal_basis: str
    accessibility: str
    accessibility_basis: str
    accessibility_gaps: str


class Details(Notices, total=False):
    short_name: str
    siret: str
    accent: str


class Identity(Details):
    """What is known of a legal person."""

    name: Required[str]


@transaction.atomic
def add(*, by: Author, **identity: Unpack[Identity]) -> Organisation:
    """Add a legal person. `siret` is 14 digits, spaces allowed, or unknown."""
    organisation = Organisation(**identity)
    organisation.siret = _checked_siret(organisation.siret)
    organisation.accent = _checked_accent(organisation.accent)
    check_and_save(organisation)
    journal.record("organisation.added", organisation, by=by)
    return organisation


class Contact(TypedDict):
    """What identifies a legal person, and where it is found."""

    name: str
    short_name: str
    siret: str
    address: str
    phone: str
    accent: NotRequired[str]


@transaction.atomic
def edit(organisation: Organisation, *, by: Author, **contact: Unpack[Contact]) -> Organisation:
    """Put right what is known of a legal person; the journal keeps each former value."""
    organisation = lock(organisation)
    contact["siret"] = _checked_siret(contact["siret"])
    _checked_accent(contact.get("accent", ""))
    journal.edit("organisation.edited", organisation, contact, by=by)
    return organisation


@transaction.atomic
def complete(organisation: Organisation, *, by: Author, **details: Unpack[Details]) -> Organisation:
    """Add what was not known of a legal person; the journal keeps what was there, if anything."""
    organisation = lock(organisation)
    if "siret" in details:
        details["siret"] = _checked_siret(details["siret"])
    _checked_accent(details.get("accent", ""))
    journal.edit("organisation.edited", organisation, details, by=by)
    return organisation


@transaction.atomic
def edit_notices(
    organisation: Organisation, *, by: Author, **notices: Unpack[Notices]
) -> Organisation:
    """Change what an authority tells the public; the journal keeps each former value."""
    organisation = lock(organisation)
    journal.edit("organisation.edited", organisation, notices, by=by)
    return organisation


@transaction.atomic
def find_or_add(
    *, known: Organisation | None = None, name: str = "", siret: str = "", by: Author
) -> Organisation:
    """`known`, else the organisation with this SIRET, or with this exact name if no SIRET is given.

    It is added if there is none.
    """
    if known is not None:
        return known
    digits = _checked_siret(siret)
    lock_table()
    same = {"siret": digits} if digits else {"name": name}
    found = Organisation.objects.filter(**same).order_by("siret", "pk").first()
    return found or add(name=name, siret=digits, by=by)


@transaction.atomic
def act_with(
    named: Sequence[NamedOrganisation], act: Callable[[list[Organisation]], T], *, by: Author
) -> T:
    """Call `act` with the organisations, added where needed, in one transaction."""
    return act([find_or_add(**one, by=by) for one in named])


def lock_table() -> None:
    """Lock the table, so that two callers do not both add the same organisation."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_organisation IN SHARE ROW EXCLUSIVE MODE")


def _checked_siret(siret: str) -> str:
    digits = siret_digits(siret)
    if digits and not siret_number.is_valid(digits):
        raise WrongSiret(
            f"Le SIRET {siret} comporte une faute\u00a0: sa clé de contrôle ne correspond pas.",
            field="siret",
        )
    return digits


def _checked_accent(accent: str) -> str:
    if accent and re.fullmatch(COLOUR, accent) is None:
        raise NotAColour("Une couleur s’écrit comme #1D4F91.", field="accent")
    if accent and (found := contrast(accent)) < MINIMUM_CONTRAST:
        ratio = f"{found:.1f}".replace(".", ",")
        raise ColourTooLight(
            f"Couleur trop claire sur fond blanc\u00a0: {ratio} pour 1, il faut 4,5.",
            field="accent",
        )
    return accent
