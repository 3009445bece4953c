"""Sections `programme` and `calendars` of a programme file, around its votes."""

from accounts.models import Organisation
from common.json_schema import (
    DEPARTEMENT,
    code,
    day,
    euros,
    flag,
    pattern,
    rows,
    table,
    text,
    whole,
)
from common.programme_file import Context, Entry, Section, Table, filled
from conventions.actions import programmes
from conventions.loading import deliberations
from conventions.models import Deliberation, Programme

PROGRAMME = table(
    "Le programme et les paramètres qu’aucun texte ne fixe.",
    "code name authority letter managed_from",
    code=code("nom court du programme"),
    name=text("nom affiché"),
    authority=code("organisation qui conduit le programme"),
    letter=pattern("première lettre de chaque numéro de pass", "^[0-9A-HJKMNP-TV-Z]$"),
    managed_from=day("jour depuis lequel le programme est géré ici"),
    territory=rows(DEPARTEMENT),
    face_value=euros("valeur d’un pass, 10 € sinon", 1000),
    tolerance_days=whole("jours de tolérance après expiration, 31 sinon"),
    redemption_window_days=whole("jours pour encaisser une séance, 31 sinon"),
    report_delay_days=whole("jours pour rendre un rapport trimestriel, 30 sinon"),
    hotline=text("téléphone d’aide", 20),
    is_demonstration=flag("programme de démonstration"),
)
PARAMETERS = (
    "name",
    "letter",
    "managed_from",
    "territory",
    "tolerance_days",
    "redemption_window_days",
    "report_delay_days",
    "hotline",
    "is_demonstration",
)
CALENDAR = table(
    "Les jours où les pass peuvent être utilisés, décidés sans attendre de signature.",
    "in_force_on starts_on ends_on",
    in_force_on=day("jour de la décision"),
    starts_on=day("premier jour"),
    ends_on=day("dernier jour, inclus"),
    deliberation=text("numéro de la délibération", 30),
    note=text("source ou réserve"),
)


def load_programme(entry: Entry, context: Context) -> None:
    facts = entry.pick(*PARAMETERS)
    facts["authority"] = context.find(Organisation, entry, "authority")
    if "face_value" in entry:
        facts["face_value"] = entry.euros("face_value")
    programme = Programme.objects.filter(code=entry["code"]).first()
    if programme is None:
        with entry.placed():
            programme = programmes.create(code=entry["code"], **facts, **context.who)
        context.add(entry, programme)
    else:
        entry.check_same(programme, facts)
    context.keep(programme)


def load_calendar(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    facts = {
        "starts_on": entry["starts_on"],
        "ends_on": entry["ends_on"],
        "deliberation": context.find_if_named(Deliberation, entry, "deliberation"),
        "note": entry.get("note", ""),
    }
    calendar = programme.calendars.filter(in_force_on=entry["in_force_on"]).first()
    if calendar is not None:
        entry.check_same(calendar, facts)
        return
    with entry.placed():
        calendar = programmes.set_calendar(
            programme, in_force_on=entry["in_force_on"], **facts, **context.who
        )
    context.add(entry, calendar)


def dump_programme(programme: Programme) -> list[Table]:
    parameters = {key: getattr(programme, key) for key in PROGRAMME["properties"]}
    return [filled(**parameters)]


def dump_calendars(programme: Programme) -> list[Table]:
    calendars = programme.calendars.select_related("deliberation").order_by("in_force_on")
    return [
        filled(
            in_force_on=one.in_force_on,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            deliberation=one.deliberation and one.deliberation.number,
            note=one.note,
        )
        for one in calendars
    ]


SECTIONS = [
    Section("programme", PROGRAMME, load_programme, dump_programme, is_list=False),
    *deliberations.SECTIONS,
    Section("calendars", CALENDAR, load_calendar, dump_calendars),
]
