"""Register people, each by the organisation that follows them, and correct who they are."""

import datetime as dt
from collections.abc import Sized
from typing import NotRequired, TypedDict, Unpack

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from beneficiaries import rules
from beneficiaries.models import Person
from common.errors import NirFound, OutsideTerritory, Refusal
from common.formats import NBSP
from common.nir import NIR_SENTENCE, contains_nir
from common.past_days import check_day
from common.saving import check, lock
from common.sort_key import sort_key
from places.models import Commune
from programmes.models import Programme


class PersonErased(Refusal):
    """The data of the person were erased."""


class AlreadyRegistered(Refusal):
    """This person is already registered in the programme. Check that the user may see `person`."""

    def __init__(self, sentence: str, *, person: Person) -> None:
        super().__init__(sentence)
        self.person = person


class Identity(TypedDict):
    last_name: str
    first_name: str
    born_on: dt.date
    commune: Commune
    phone: NotRequired[str]


@transaction.atomic
def register(
    programme: Programme, *, organisation: Organisation, by: Author, **identity: Unpack[Identity]
) -> Person:
    """Register someone, for the organisation that will follow them."""
    _check_identity(programme, identity, by.at)
    person = Person(programme=programme, registered_by=organisation, registered_at=by.at)
    _identify(person, identity)
    check(person, later=["identity_key"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        known = Person.objects.select_related("registered_by").get(
            programme=programme, identity_key=person.identity_key
        )
        raise _already_registered(known, organisation) from None
    journal.record("person.registered", person, by=by)
    return person


@transaction.atomic
def correct(
    person: Person,
    *,
    last_name: str,
    first_name: str,
    born_on: dt.date,
    phone: str = "",
    by: Author,
) -> Person:
    """Correct who somebody is (GDPR, art. 16). Their commune and the decisions taken stay: figures
    and answers stand on them. The journal keeps what was corrected, never the values.
    """
    person = lock(person, "programme", "registered_by", "commune")
    check_known(person)
    identity: Identity = {
        "last_name": last_name,
        "first_name": first_name,
        "born_on": born_on,
        "commune": person.commune,
        "phone": phone,
    }
    changed = sorted(name for name, value in identity.items() if getattr(person, name) != value)
    if not changed:
        return person
    _check_identity(person.programme, identity, by.at)
    _identify(person, identity)
    check(person, later=["identity_key"])
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        known = Person.objects.select_related("registered_by", "programme").get(
            programme=person.programme, identity_key=person.identity_key
        )
        raise _already_registered(known, person.registered_by) from None
    journal.record("person.corrected", person, by=by, changed=changed)
    return person


def check_known(person: Person) -> None:
    """Refuse to act for someone erased, even since the person was read; lock first."""
    if not Person.objects.known().filter(pk=person.pk).exists():
        raise PersonErased(
            "Les données de cette personne ont été effacées. Rien n’est enregistré. "
            "Enregistrez la personne de nouveau."
        )


def note_read(person: Person, *, by: Author) -> None:
    """Keep in the journal that the record of a person was shown."""
    journal.record("person.read", person, by=by)


def note_listed(programme: Programme, page: str, rows: Sized, *, by: Author) -> None:
    """Keep in the journal that a page named several people: which page and how many, never whom."""
    said = {"page": page, "people": len(rows)}
    journal.record("person.listed", programme, by=by, programme_id=programme.pk, **said)


def note_known(person: Person, *, by: Author) -> None:
    """Keep in the journal that somebody was told that a person is registered already."""
    journal.record("person.known", person, by=by)


def _identify(person: Person, identity: Identity) -> None:
    """Set who a person is, with what finds them again and ranks them."""
    for name, value in identity.items():
        setattr(person, name, value)
    last_name, first_name = identity["last_name"], identity["first_name"]
    born_on, commune = identity["born_on"], identity["commune"].pk
    person.identity_key = rules.identity_key(last_name, first_name, born_on, commune)
    person.sort_key = f"{sort_key(last_name)} {sort_key(first_name)}"


def _check_identity(programme: Programme, identity: Identity, at: dt.datetime) -> None:
    for name in ("last_name", "first_name", "phone"):
        if contains_nir(str(identity.get(name, ""))):
            raise NirFound(NIR_SENTENCE, field=name)
    check_day("La naissance", identity["born_on"], at, field="born_on")
    commune = identity["commune"]
    if programme.territory and commune.departement not in programme.territory:
        covered = ", ".join(programme.territory)
        raise OutsideTerritory(
            f"{commune} ({commune.departement}) n’est pas dans le territoire du programme"
            f"{NBSP}: {covered}.",
            field="commune",
        )


def _already_registered(person: Person, organisation: Organisation) -> AlreadyRegistered:
    """The refusal; when another organisation registered the person, it gives only its phone."""
    if person.registered_by == organisation:
        sentence = "Vous avez déjà enregistré cette personne."
    else:
        phone = person.registered_by.phone or person.programme.hotline or "non communiqué"
        sentence = (
            "Cette personne est déjà enregistrée par une autre structure. "
            f"Téléphone de cette structure{NBSP}: {phone}."
        )
    return AlreadyRegistered(sentence, person=person)
