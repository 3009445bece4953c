"""Add organisations and users, grant roles, record sign-ins."""

from collections.abc import Callable, Sequence
from typing import NotRequired, TypedDict, TypeVar, Unpack

from django.db import connection, transaction
from stdnum.fr import siret as siret_number

from accounts.enums import Role
from accounts.models import Membership, Organisation, User
from accounts.rules import MINIMUM_CONTRAST, contrast, siret_digits
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save

T = TypeVar("T")


class NamedOrganisation(TypedDict):
    """A known organisation, else the name and SIRET (14 digits, or empty) of another."""

    known: Organisation | None
    name: str
    siret: str


class WrongSiret(Refusal):
    """The check digit of the SIRET is wrong."""


class ColourTooLight(Refusal):
    """Text in the accent colour would not be readable on white."""


class EmailTaken(Refusal):
    """Another account has this address."""


class Identity(TypedDict):
    """What is known of a legal person."""

    name: str
    short_name: NotRequired[str]
    siret: NotRequired[str]
    address: NotRequired[str]
    phone: NotRequired[str]
    accent: NotRequired[str]


@transaction.atomic
def add_organisation(*, by: Author, **identity: Unpack[Identity]) -> Organisation:
    """Add a legal person. `siret` is 14 digits, spaces allowed, or unknown."""
    organisation = Organisation(**identity)
    organisation.siret = _checked_siret(organisation.siret)
    organisation.accent = _checked_accent(organisation.accent)
    check_and_save(organisation)
    journal.record("organisation.added", organisation, by=by)
    return organisation


@transaction.atomic
def find_or_add_organisation(
    *, known: Organisation | None = None, name: str = "", siret: str = "", by: Author
) -> Organisation:
    """`known`, else the organisation with this SIRET, or with this exact name if no SIRET is given.

    It is added if there is none.
    """
    if known is not None:
        return known
    digits = _checked_siret(siret)
    lock_organisations()
    same = {"siret": digits} if digits else {"name": name}
    found = Organisation.objects.filter(**same).order_by("siret", "pk").first()
    return found or add_organisation(name=name, siret=digits, by=by)


@transaction.atomic
def act_with_organisations(
    named: Sequence[NamedOrganisation], act: Callable[[list[Organisation]], T], *, by: Author
) -> T:
    """Call `act` with the organisations, added where needed, in one transaction."""
    return act([find_or_add_organisation(**one, by=by) for one in named])


def lock_organisations() -> None:
    """Lock the table, so that two callers do not both add the same organisation."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_organisation IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def add_user(
    *, email: str, first_name: str, last_name: str, password: str | None, by: Author
) -> User:
    """Add an account; without a password, nobody can sign in with it."""
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken("Un compte porte déjà cette adresse électronique.", field="email")
    user = User(email=email.lower(), first_name=first_name, last_name=last_name)
    user.set_password(password)
    check_and_save(user)
    journal.record("user.added", user, by=by)
    return user


@transaction.atomic
def grant(user: User, *, organisation: Organisation, role: Role, by: Author) -> Membership:
    """Give a user a role in an organisation; does nothing if they have it."""
    membership, created = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role
    )
    if created:
        journal.record("membership.granted", membership, by=by, role=role.value)
    return membership


def record_sign_in(user: User, *, by: Author) -> None:
    """Record a sign-in in the journal."""
    journal.record("user.signed_in", user, by=by)


def _checked_siret(siret: str) -> str:
    digits = siret_digits(siret)
    if digits and not siret_number.is_valid(digits):
        raise WrongSiret(
            f"Le SIRET {siret} comporte une faute\u00a0: sa clé de contrôle ne correspond pas.",
            field="siret",
        )
    return digits


def _checked_accent(accent: str) -> str:
    if accent and (found := contrast(accent)) < MINIMUM_CONTRAST:
        ratio = f"{found:.1f}".replace(".", ",")
        raise ColourTooLight(
            f"Couleur trop claire sur fond blanc\u00a0: {ratio} pour 1, il faut 4,5.",
            field="accent",
        )
    return accent
