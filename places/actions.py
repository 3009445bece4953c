"""Import communes; add structures and places; qualify a place for a programme."""

import datetime as dt
from collections.abc import Collection
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common.errors import EndBeforeStart, NirFound, Refusal
from common.formats import day, legal_day, of
from common.nir import contains_nir
from common.past_days import DayOutsideProgramme
from common.saving import check_and_save, lock
from common.sort_key import sort_key
from places import reference
from places.models import Commune, Epci, Place, Qualification, Structure
from programmes.actions.programmes import take_part
from programmes.enums import ParticipationKind
from programmes.models import Programme

# Those that a new vintage of the official code may change.
COMMUNE_FIELDS = ["name", "sort_key", "postcodes", "departement", "region", "population", "epci"]


class AlreadyQualified(Refusal):
    """The place is qualified by this programme on some of these days."""


class AlreadyEnded(Refusal):
    """The qualification already ends on this day or before."""


class AlreadyPast(Refusal):
    """The last day of a qualification is past."""


class WrongPostcode(Refusal):
    """The postcode is not one of the commune's."""


class PlaceDetails(TypedDict):
    """What describes a place. `services` are codes of `places.enums.Service`."""

    name: str
    commune: Commune
    postcode: str
    address: str
    typology: NotRequired[str]
    phone: NotRequired[str]
    email: NotRequired[str]
    website: NotRequired[str]
    opening_hours: NotRequired[str]
    itinerance: NotRequired[str]
    services: NotRequired[list[str]]


@transaction.atomic
def import_communes(departements: Collection[str] = ()) -> int:
    """Write the shipped communes and EPCI, all or those of some départements; gives their number.

    Running it again updates the same rows. The journal does not record it: it is reference data.
    """
    rows = list(reference.communes(departements))
    epcis = {row["epci_siren"]: row["epci_nom"] for row in rows if row["epci_siren"]}
    Epci.objects.bulk_create(
        [Epci(siren=siren, name=_with_curly_apostrophes(name)) for siren, name in epcis.items()],
        update_conflicts=True,
        unique_fields=["siren"],
        update_fields=["name"],
    )
    Commune.objects.bulk_create(
        [_commune(row) for row in rows],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["insee"],
        update_fields=COMMUNE_FIELDS,
    )
    return len(rows)


@transaction.atomic
def open_structure(organisation: Organisation, *, by: Author) -> Structure:
    """Let an organisation have places; does nothing if it already may."""
    structure, created = Structure.objects.get_or_create(organisation=organisation)
    if created:
        journal.record("structure.opened", structure, by=by)
    return structure


@transaction.atomic
def add_place(
    structure: Structure, *, on: dt.date, by: Author, **details: Unpack[PlaceDetails]
) -> Place:
    """Add a place of a structure, as described on a day."""
    _check_postcode(details)
    place = Place(structure=structure, sort_key=sort_key(details["name"]), updated_on=on, **details)
    check_and_save(place)
    journal.record("place.added", place, by=by)
    return place


@transaction.atomic
def add_qualified(
    organisation: Organisation,
    programme: Programme,
    *,
    days: tuple[dt.date, dt.date | None],
    on: dt.date,
    by: Author,
    **details: Unpack[PlaceDetails],
) -> Place:
    """Add a place of an organisation, where a programme accepts its passes on some `days`."""
    place = add_place(open_structure(organisation, by=by), on=on, by=by, **details)
    qualify(place, programme, on=days[0], until=days[1], by=by)
    return place


@transaction.atomic
def edit_place(place: Place, *, on: dt.date, by: Author, **details: Unpack[PlaceDetails]) -> Place:
    """Describe a place as it is on a day; the journal keeps each former value."""
    _check_postcode(details)
    place = lock(place, no_key=True)
    place.sort_key, place.updated_on = sort_key(details["name"]), on
    values = {**details, "commune_id": details["commune"].pk}
    del values["commune"]
    journal.edit("place.edited", place, values, by=by)
    return place


@transaction.atomic
def qualify(
    place: Place, programme: Programme, *, on: dt.date, until: dt.date | None = None, by: Author
) -> Qualification:
    """Accept the passes of a programme at a place from `on` to `until`, both included."""
    if until is not None and until < on:
        raise EndBeforeStart(f"La fin doit suivre le début ({day(on)}).", field="ends_on")
    for field, stated in (("starts_on", on), ("ends_on", until)):
        if stated is not None and stated.year not in programme.years:
            raise DayOutsideProgramme(
                f"Le {day(stated)} n’est pas dans les années du programme, {programme.years[0]} à "
                f"{programme.years[-1]}.",
                field=field,
            )
    place = lock(place, no_key=True)
    held = place.qualifications.filter(programme=programme).overlapping(on, until).first()
    if held is not None:
        raise AlreadyQualified(
            f"{place} est déjà qualifié {held.days} par ce programme.", field="starts_on"
        )
    qualification = Qualification(place=place, programme=programme, starts_on=on, ends_on=until)
    check_and_save(qualification)
    take_part(programme, place.structure.organisation, ParticipationKind.HOST, by=by)
    journal.record(
        "place.qualified",
        place,
        by=by,
        programme_id=programme.pk,
        starts_on=on.isoformat(),
        ends_on=until.isoformat() if until else None,
    )
    return qualification


@transaction.atomic
def stop(qualification: Qualification, *, on: dt.date, reason: str, by: Author) -> Qualification:
    """Stop accepting passes after a day, today at the earliest: sessions already held stay paid."""
    if on < (today := legal_day(by.at)):
        raise AlreadyPast(
            f"Des séances ont pu s’y tenir jusqu’ici\u00a0: le dernier jour est le {day(today)}, "
            "ou un jour d’après.",
            field="ends_on",
        )
    return end_qualification(qualification, on=on, reason=reason, by=by)


@transaction.atomic
def end_qualification(
    qualification: Qualification, *, on: dt.date, reason: str, by: Author
) -> Qualification:
    """Stop accepting passes: `on` is the last day, included."""
    qualification = lock(qualification, "place")
    if qualification.ends_on is not None and qualification.ends_on <= on:
        raise AlreadyEnded(f"La qualification a déjà pris fin le {day(qualification.ends_on)}.")
    if on < qualification.starts_on:
        raise EndBeforeStart(
            f"La fin doit suivre le début ({day(qualification.starts_on)}).", field="ends_on"
        )
    if contains_nir(reason):
        raise NirFound("Ce motif contient un numéro de sécurité sociale (NIR).", field="reason")
    qualification.ends_on, qualification.reason = on, reason
    check_and_save(qualification)
    journal.record(
        "place.qualification_ended",
        qualification.place,
        by=by,
        programme_id=qualification.programme_id,
        ends_on=on.isoformat(),
    )
    return qualification


def _check_postcode(details: PlaceDetails) -> None:
    commune = details["commune"]
    if commune.postcodes and details["postcode"] not in commune.postcodes:
        raise WrongPostcode(
            f"Le code postal {details['postcode']} n’est pas {of(str(commune))}\u00a0: "
            f"indiquez {' ou '.join(commune.postcodes)}.",
            field="postcode",
        )


def _commune(row: dict[str, str]) -> Commune:
    return Commune(
        insee=row["code_insee"],
        name=_with_curly_apostrophes(row["nom"]),
        sort_key=sort_key(row["nom"]),
        postcodes=[code for code in row["codes_postaux"].split("|") if code],
        departement=row["departement"],
        region=row["region"],
        population=int(row["population"] or 0),
        epci_id=row["epci_siren"] or None,
    )


def _with_curly_apostrophes(name: str) -> str:
    """The name with « ’ » where official files write a straight apostrophe."""
    return name.replace("'", "’")
