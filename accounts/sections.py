"""The section `organisations` of a programme file."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.utils.text import slugify

from accounts import actions
from accounts.models import Organisation, User
from common.errors import Refusal
from common.json_schema import code, pattern, table, text
from common.programme_file import Context, Entry, FileSection, Table, filled

ORGANISATION = table(
    "Une personne morale : collectivité, financeur, distributeur, structure, fournisseur. "
    "Elle est partagée par les programmes ; un SIRET la désigne, sinon son nom exact.",
    "code name",
    code=code("nom court, pour le reste du fichier"),
    name=text("nom"),
    short_name=text("nom affiché", 40),
    siret=pattern("14 chiffres, espaces permises", "^[0-9 ]{14,20}$"),
    address=text("adresse"),
    phone=text("téléphone", 20),
    accent=pattern("couleur, lisible sur fond blanc", "^#[0-9A-Fa-f]{6}$"),
)
MAX_LENGTH = 36
FACTS = ("name", "short_name", "siret", "address", "phone", "accent")


def load_organisation(entry: Entry, context: Context) -> None:
    """Find the organisation by its SIRET, else by its name; add it when nobody has."""
    facts = entry.pick(*FACTS)
    facts["siret"] = str(entry.get("siret", "")).replace(" ", "")
    known = (
        Organisation.objects.filter(siret=facts["siret"])
        if facts["siret"]
        else Organisation.objects.filter(siret="", name=facts["name"])
    )
    organisation = known.order_by("pk").first()
    if organisation is None:
        with entry.refusals_located():
            organisation = actions.add_organisation(**facts, **context.by_and_at)
        context.add(entry, organisation)
    else:
        entry.check_same(organisation, facts)
    context.keep(organisation, entry["code"])


class SameName(Refusal):
    """Two organisations could not be told apart in a file."""


def organisation_codes(organisations: Iterable[Organisation]) -> dict[int, str]:
    """A code for each organisation, by primary key. It depends on names and SIRET only, so that two
    databases give the same codes.
    """
    found: dict[int, str] = {}
    taken: dict[str, Organisation] = {}
    for one in sorted(organisations, key=_identity):
        slug = _slug(one)
        names = (slug if rank == 1 else f"{slug}-{rank}" for rank in count(1))
        found[one.pk] = name = next(name for name in names if name not in taken)
        taken[name] = one
    _check_identities_differ(taken.values())
    return found


def _slug(organisation: Organisation) -> str:
    """Its name as a slug, cut after a whole word so that a rank can be added."""
    whole = slugify(str(organisation).replace("’", "-")).strip("-_")
    kept = whole if len(whole) <= MAX_LENGTH else whole[: MAX_LENGTH + 1].rpartition("-")[0]
    return kept or whole[:MAX_LENGTH] or "organisation"


def _identity(organisation: Organisation) -> tuple[str, str]:
    return organisation.name, organisation.siret


def _check_identities_differ(organisations: Iterable[Organisation]) -> None:
    identities = [_identity(one) for one in organisations]
    for identity in identities:
        if identities.count(identity) > 1:
            raise SameName(
                f"Deux organisations portent le nom «\u00a0{identity[0]}\u00a0»\u00a0: "
                "donnez un SIRET à l’une d’elles."
            )


def dump_organisations(organisations: Iterable[Organisation], named: dict[int, str]) -> list[Table]:
    """The entries of these organisations, sorted by code. `named` gives the code by primary key."""
    rows = [
        filled(code=named[one.pk], **{fact: getattr(one, fact) for fact in FACTS})
        for one in organisations
    ]
    return sorted(rows, key=lambda row: str(row["code"]))


def dump_none(programme: Any) -> list[Table]:
    """Always empty: `passnum` writes the organisations that the other sections refer to."""
    return []


SECTIONS = [FileSection("organisations", ORGANISATION, load_organisation, dump_none)]


def account_named(entry: Entry) -> User | None:
    """The account that sees to it; none when the key is absent."""
    if "responsible" not in entry:
        return None
    user = User.objects.filter(email__iexact=entry["responsible"]).first()
    if user is None:
        sentence = "Aucun compte n’a cette adresse\u00a0: créez-le, ou retirez-la."
        raise entry.fault(sentence, "responsible")
    return user
