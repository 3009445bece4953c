"""The section `places` of a programme file: places and their qualifications."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Organisation
from audit.actors import Author
from common.file_rows import FileRows, Key
from common.formats import legal_day
from common.json_schema import code, pattern
from common.programme_file import Context, Entry
from places import actions
from places.models import Commune, Place, Qualification
from programmes.models import Programme


def _added(_: Programme, *, structure: Organisation, by: Author, **facts: Any) -> Place:
    opened = actions.open_structure(structure, by=by)
    return actions.add_place(opened, **facts, by=by)


def _described_on(entry: Entry, context: Context) -> dt.date:
    starts = [one["starts_on"] for one in entry.entries("qualifications")]
    found: dt.date = entry.get("described_on") or min(starts, default=legal_day(context.at))
    return found


def _commune(entry: Entry, context: Context) -> Commune:
    """The communes of the territory are imported the first time that one is named."""
    communes = Commune.objects.filter(insee=entry["commune"])
    commune = communes.first()
    if commune is None:
        actions.import_communes(context.programme.territory)
        commune = communes.first()
    if commune is None:
        raise entry.fault("Aucune commune du territoire ne porte ce code INSEE.", "commune")
    return commune


def _load_qualifications(entry: Entry, place: Place, context: Context) -> None:
    for one in entry.entries("qualifications"):
        _qualify(one, place, context)


def _qualify(entry: Entry, place: Place, context: Context) -> None:
    programme, by, starts_on = context.programme, context.author, entry["starts_on"]
    ends_on, reason = entry.get("ends_on"), entry.get("reason", "")
    found = place.qualifications.filter(programme=programme, starts_on=starts_on).first()
    with entry.refusals_located():
        if found is None:
            found = actions.qualify(place, programme, on=starts_on, by=by)
            context.add(entry, found)
        if ends_on and found.ends_on is None:
            actions.end_qualification(found, on=ends_on, reason=reason, by=by)
            context.add(entry, found)
            return
    if ends_on:
        entry.check_same(found, {"ends_on": ends_on, "reason": reason})


def _qualified(programme: Programme) -> list[Place]:
    """The places that the programme qualifies or has qualified, by structure and name."""
    mine = Qualification.objects.filter(programme=programme).order_by("starts_on", "pk")
    places = (
        Place.objects.filter(qualifications__programme=programme)
        .distinct()
        .select_related("structure__organisation")
        .prefetch_related(Prefetch("qualifications", mine, to_attr="mine"))
    )
    return sorted(places, key=_by_structure)


def _by_structure(place: Place) -> tuple[str, ...]:
    organisation = place.structure.organisation
    return organisation.name, organisation.siret, place.name


QUALIFICATIONS = FileRows(
    "qualifications",
    Qualification,
    "Les jours où le programme accepte ses pass dans ce lieu.",
    (
        Key("starts_on", "premier jour"),
        Key("ends_on", "dernier jour, inclus"),
        Key("reason", "motif de la fin"),
    ),
    of=lambda place: place.mine,
)


def _of_name(facts: dict[str, Any]) -> QuerySet[Place]:
    rows = Place.objects.filter(structure__organisation=facts["structure"], name=facts["name"])
    return rows.select_related("commune", "structure__organisation").order_by("pk")


PLACES = FileRows(
    "places",
    Place,
    "Un lieu de médiation d’une structure.",
    (
        Key(
            "structure",
            schema=code("organisation qui tient le lieu"),
            read=lambda entry, context: context.find(Organisation, entry, "structure"),
            get=lambda place: place.structure.organisation,
        ),
        Key("name"),
        Key(
            "commune",
            schema=pattern("code INSEE de la commune", "^([0-9]{5}|2[AB][0-9]{3})$"),
            read=_commune,
            write=lambda place: place.commune_id,
        ),
        Key("postcode", schema=pattern("code postal", "^[0-9]{5}$")),
        Key("address"),
        Key("typology", "typologie du schéma national", is_left=True),
        Key("phone", is_left=True),
        Key("email", is_left=True),
        Key("website", is_left=True),
        Key("opening_hours", is_left=True),
        Key("itinerance", "fixe sinon", is_left=True),
        Key("services", "service proposé", is_left=True),
        Key(
            "described_on",
            "jour de la description, sinon celui de la première qualification",
            column="updated_on",
            argument="on",
            is_required=False,
            read=_described_on,
            is_compared=False,
        ),
    ),
    of=_qualified,
    identity=("name", "structure", "commune"),
    find=lambda _, facts: _of_name(facts).filter(commune=facts["commune"]).first(),
    namesake=lambda _, facts: _of_name(facts).first(),
    record=_added,
    later=(QUALIFICATIONS,),
    then=_load_qualifications,
)

SECTIONS = [PLACES]
