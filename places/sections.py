"""The section `places` of a programme file: places and their qualifications."""

import datetime as dt
from typing import Any

from django.db.models import Prefetch

from accounts.models import Organisation
from common.json_schema import code, day, one_of, pattern, rows, table, text
from common.programme_file import Context, Entry, FileSection, Table, filled
from places import actions
from places.enums import Itinerance, Service
from places.models import Commune, Place, Qualification
from programmes.models import Programme

QUALIFICATION = table(
    "Les jours où le programme accepte ses pass dans ce lieu.",
    "starts_on",
    starts_on=day("premier jour"),
    ends_on=day("dernier jour, inclus"),
    reason=text("motif de la fin"),
)
PLACE = table(
    "Un lieu de médiation d’une structure.",
    "structure name commune postcode address",
    structure=code("organisation qui tient le lieu"),
    name=text("nom"),
    commune=pattern("code INSEE de la commune", "^([0-9]{5}|2[AB][0-9]{3})$"),
    postcode=pattern("code postal", "^[0-9]{5}$"),
    address=text("adresse"),
    typology=text("typologie du schéma national", 20),
    phone=text("téléphone", 20),
    email=text("adresse électronique", 254),
    website=text("site"),
    opening_hours=text("horaires", 300),
    itinerance=one_of(Itinerance, "fixe sinon"),
    services=rows(one_of(Service, "service proposé")),
    described_on=day("jour de la description, sinon celui de la première qualification"),
    qualifications=rows(QUALIFICATION),
)
DETAILS = (
    "postcode",
    "address",
    "typology",
    "phone",
    "email",
    "website",
    "opening_hours",
    "itinerance",
    "services",
)


def load_place(entry: Entry, context: Context) -> None:
    organisation = context.find(Organisation, entry, "structure")
    facts = {**entry.pick(*DETAILS), "commune": _commune(entry, context)}
    known = Place.objects.filter(structure__organisation=organisation, name=entry["name"])
    place = known.select_related("commune", "structure__organisation").first()
    if place is None:
        with entry.refusals_located():
            structure = actions.open_structure(organisation, **context.by_and_at)
            place = actions.add_place(
                structure,
                name=entry["name"],
                on=_described_on(entry, context),
                **facts,
                **context.by_and_at,
            )
        context.add(entry, place)
    else:
        entry.check_same(place, facts)
    for qualification in entry.entries("qualifications"):
        _qualify(qualification, place, context)


def _described_on(entry: Entry, context: Context) -> dt.date:
    starts = [one["starts_on"] for one in entry.entries("qualifications")]
    found: dt.date = entry.get("described_on") or min(starts, default=context.at.date())
    return found


def _commune(entry: Entry, context: Context) -> Commune:
    """The communes of the territory are imported the first time that one is named."""
    communes = Commune.objects.filter(insee=entry["commune"])
    commune = communes.first()
    if commune is None:
        actions.import_communes(context.only(Programme).territory)
        commune = communes.first()
    if commune is None:
        raise entry.fault("Aucune commune du territoire ne porte ce code INSEE.", "commune")
    return commune


def _qualify(entry: Entry, place: Place, context: Context) -> None:
    programme = context.only(Programme)
    said = {"ends_on": entry.get("ends_on"), "reason": entry.get("reason", "")}
    known = place.qualifications.filter(programme=programme, starts_on=entry["starts_on"])
    qualification = known.first()
    with entry.refusals_located():
        if qualification is None:
            qualification = actions.qualify(
                place, programme, on=entry["starts_on"], **context.by_and_at
            )
            context.add(entry, qualification)
        if said["ends_on"] and qualification.ends_on is None:
            _end(qualification, said, context)
            context.add(entry, qualification)
            return
    if said["ends_on"]:
        entry.check_same(qualification, said)


def _end(qualification: Qualification, said: dict[str, Any], context: Context) -> None:
    actions.end_qualification(
        qualification, on=said["ends_on"], reason=said["reason"], **context.by_and_at
    )


def dump_places(programme: Programme) -> list[Table]:
    """The places that the programme qualifies or has qualified."""
    mine = Qualification.objects.filter(programme=programme).order_by("starts_on", "pk")
    places = (
        Place.objects.filter(qualifications__programme=programme)
        .distinct()
        .select_related("structure__organisation")
        .prefetch_related(Prefetch("qualifications", mine, to_attr="mine"))
    )
    rows = [_place(place) for place in places]
    return sorted(
        rows, key=lambda row: (row["structure"].name, row["structure"].siret, row["name"])
    )


def _place(place: Place) -> Table:
    return filled(
        structure=place.structure.organisation,
        name=place.name,
        commune=place.commune_id,
        **{detail: getattr(place, detail) for detail in DETAILS},
        described_on=place.updated_on,
        qualifications=[
            filled(starts_on=one.starts_on, ends_on=one.ends_on, reason=one.reason)
            for one in place.mine  # type: ignore[attr-defined]
        ],
    )


SECTIONS = [FileSection("places", PLACE, load_place, dump_places)]
