"""Sections `organisations` and `programme` of a programme file: who takes part, the parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from accounts.actions import organisations
from accounts.models import Organisation
from accounts.rules import COLOUR, SIRET_TYPED, siret_digits
from common.errors import Refusal
from common.file_rows import FileRows, Key
from common.json_schema import DEPARTEMENT, code, pattern, rows
from common.programme_file import Context, Entry, Table
from programmes.actions import programmes
from programmes.enums import LETTERS
from programmes.models import Programme

LETTER = pattern("première lettre de chaque numéro de pass", f"^[{LETTERS}]$")
SIRET = pattern("14 chiffres, espaces permises", rf"^[0-9\s]{{14,{SIRET_TYPED}}}$")
ACCENT = pattern("couleur, lisible sur fond blanc", COLOUR)
NOTICES = tuple(organisations.Notices.__annotations__)
MAX_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisations that the authority of a file works with, which the file may name by their
    name alone; and those that conduct the programmes of others, which it does not complete.
    """

    known: QuerySet[Organisation]
    of_others: QuerySet[Organisation]


def _siret(entry: Entry, _: Context) -> str:
    return siret_digits(entry["siret"])


def _known(scope: Scope | None, facts: dict[str, Any]) -> Organisation | None:
    """The organisation of its SIRET, else of its name: one without a SIRET, or the only one of that
    name in the scope of the file.
    """
    if (found := _find(scope, **facts)) is None:
        organisations.lock_table()  # another file may be adding it
        found = _find(scope, **facts)
    return found


def _find(scope: Scope | None, name: str, siret: str = "", **_: Any) -> Organisation | None:
    exact = {"siret": siret} if siret else {"siret": "", "name": name}
    if found := Organisation.objects.filter(**exact).order_by("pk").first():
        return found
    alike = scope.known.filter(name=name) if scope else Organisation.objects.none()
    namesakes = [one for one in alike if not (siret and one.siret)]
    return namesakes[0] if len(namesakes) == 1 else None


def _may_complete(row: Organisation, entry: Entry, context: Context) -> bool:
    """Those that the authority works with, and what a SIRET tells apart, but no other authority."""
    scope: Scope | None = context.scope
    if scope is None or scope.of_others.filter(pk=row.pk).exists():
        return False
    return bool(row.siret and "siret" in entry) or scope.known.filter(pk=row.pk).exists()


ORGANISATIONS = FileRows(
    "organisations",
    Organisation,
    "Une personne morale : collectivité, financeur, distributeur, structure, fournisseur. "
    "Elle est partagée par les programmes ; un SIRET la désigne, sinon son nom exact.",
    (
        Key("name"),
        Key("short_name", "nom affiché", is_left=True),
        Key("siret", schema=SIRET, read=_siret, is_left=True),
        Key("accent", schema=ACCENT, is_left=True),
        *(Key(name, is_left=True) for name in NOTICES),
    ),
    of=lambda programme: (),  # `passnum` writes those that the other sections refer to
    code=code("nom court, pour le reste du fichier"),
    find=_known,
    record=lambda _, **facts: organisations.add(**facts),
    correct=organisations.complete,
    completable=("short_name", "siret", "accent", *NOTICES),
    may_complete=_may_complete,
)


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
    rows = [{"code": named[one.pk], **ORGANISATIONS.table(one)} for one in organisations]
    return sorted(rows, key=lambda row: str(row["code"]))


def _keep(_: Entry, programme: Programme, context: Context) -> None:
    context.programme = programme


PROGRAMME = FileRows(
    "programme",
    Programme,
    "Le programme et les paramètres qu’aucun texte ne fixe.",
    (
        Key("code", "nom court du programme"),
        Key("name", "nom affiché"),
        Key("authority", "organisation qui conduit le programme"),
        Key("letter", schema=LETTER),
        Key("managed_from", "jour depuis lequel le programme est géré ici"),
        Key("first_year", "année de ses premiers actes, 2018 sinon", is_left=True),
        Key("last_year", "année de ses derniers actes, si elle est connue", is_left=True),
        Key("territory", schema=rows(DEPARTEMENT), is_left=True),
        Key("time_zone", "fuseau horaire de ses jours et de ses heures, Paris sinon", is_left=True),
        Key("face_value", "valeur d’un pass, 10 € sinon", is_left=True),
        Key("carnet_sizes", "pass par carnet, 5 ou 10 sinon", is_left=True),
        Key("validity_months", "mois de validité proposés à une commande, 12 sinon", is_left=True),
        Key("tolerance_days", "jours de tolérance après expiration, 31 sinon", is_left=True),
        Key("objection_days", "jours pour contester un état de fin de validité", is_left=True),
        Key("redemption_window_days", "jours pour encaisser une séance, 31 sinon", is_left=True),
        Key(
            "report_delay_days", "jours pour rendre un rapport trimestriel, 30 sinon", is_left=True
        ),
        Key("proof_days", "jours pour valider un bon à tirer, 5 sinon", is_left=True),
        Key("pace_days", "jours dont le rythme est la moyenne, 90 sinon", is_left=True),
        Key("asleep_weeks", "semaines sans usage avant un rappel, 8 sinon", is_left=True),
        Key("reminder_weeks", "semaines entre deux rappels d’un carnet, 8 sinon", is_left=True),
        Key("mandat_pattern", is_left=True),
        Key("retention_months", "mois de conservation après le dernier contact", is_left=True),
        Key("granted_per_day", is_left=True),
        Key("watched_amount", is_left=True),
        Key("allows_holding_both", is_left=True),
        Key("hotline", is_left=True),
        Key("is_demonstration", "programme de démonstration", is_left=True),
    ),
    of=lambda programme: [programme],
    find=lambda _, facts: Programme.objects.filter(code=facts["code"]).first(),
    record=lambda _, **facts: programmes.create(**facts),
    then=_keep,
    is_list=False,
)

SECTIONS = [ORGANISATIONS, PROGRAMME]
