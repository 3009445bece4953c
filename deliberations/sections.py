"""Sections `deliberations` and `calendars` of a programme file."""

from typing import Any

from common.json_schema import LONG, day, one_of, rows, table, text, whole
from common.programme_file import Context, Entry, FileSection, Table, filled
from deliberations.actions import calendars, deliberations
from deliberations.actions.deliberations import OpinionSpec, VisaSpec
from deliberations.enums import OpinionResult, VisaOrigin
from deliberations.models import Deliberation, Opinion, Visa
from programmes.models import Programme

VISA = table(
    "Ce que le texte vise, dans ses mots.",
    "text",
    text=text("visa", LONG),
    cites=text("numéro de la délibération du fichier qu’il vise, écrite avant", 30),
)
OPINION = table(
    "L’avis d’une commission.",
    "committee",
    committee=text("commission"),
    given_on=day("jour de l’avis"),
    result=one_of(OpinionResult, "sens, non communiqué sinon"),
)
TIE = table(
    "Une délibération à laquelle celle-ci fait suite, sans la viser.",
    "cites",
    cites=text("son numéro", 30),
    text=text("pourquoi", LONG),
)
DELIBERATION = table(
    "Un vote. Les trois nombres de voix sont donnés ensemble, ou inconnus.",
    "number assembly session_on subject",
    number=text("numéro", 30),
    assembly=text("assemblée", 120),
    session_on=day("jour de la séance"),
    subject=text("objet", 300),
    decision=text("dispositif", LONG),
    votes_for=whole("voix pour"),
    votes_against=whole("voix contre"),
    abstentions=whole("abstentions"),
    source=text("d’où le fait est connu, s’il ne vient pas du texte lui-même"),
    visas=rows(VISA),
    opinions=rows(OPINION),
    ties=rows(TIE),
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
VOTES = ("votes_for", "votes_against", "abstentions")
FIELDS = ("number", "assembly", "session_on", "subject", "decision", *VOTES, "source")
COMPLETABLE_FIELDS = (
    "decision",
    *VOTES,
    "source",
)  # may be unknown at first, and given by a later file


def load_deliberation(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    visas = [_visa(visa, context) for visa in entry.entries("visas")]
    opinions = [_opinion(opinion) for opinion in entry.entries("opinions")]
    deliberation = programme.deliberations.filter(number=entry["number"]).first()
    if deliberation is None:
        with entry.refusals_located():
            deliberation = deliberations.record(
                programme,
                visas=visas,
                opinions=opinions,
                **entry.pick(*FIELDS),
                **context.by_and_at,
            )
        context.add(entry, deliberation)
    else:
        _check_and_complete(entry, deliberation, visas, opinions, context)
    context.keep(deliberation, deliberation.number)


def _check_and_complete(
    entry: Entry,
    deliberation: Deliberation,
    visas: list[VisaSpec],
    opinions: list[OpinionSpec],
    context: Context,
) -> None:
    """Add the values that were unknown; refuse those that differ from the recorded ones."""
    new: dict[str, Any] = {
        name: entry[name]
        for name in COMPLETABLE_FIELDS
        if name in entry and getattr(deliberation, name) in (None, "")
    }
    known = {"votes_for": None, "votes_against": None, "abstentions": None, "source": ""}
    facts = known | entry.pick(*FIELDS)
    entry.check_same(deliberation, {name: facts[name] for name in facts if name not in new})
    recorded = [(one.text, one.cites) for one in _visas(deliberation, VisaOrigin.TEXT)]
    if visas and not recorded:
        new["visas"] = visas
    elif visas:
        entry.check_same_rows("visas", [(one.text, one.cites) for one in visas], recorded)
    recorded_opinions = [
        (one.committee, one.given_on, one.result) for one in _opinions(deliberation)
    ]
    if opinions and not recorded_opinions:
        new["opinions"] = opinions
    elif opinions:
        given = [(one.committee, one.given_on, one.result) for one in opinions]
        entry.check_same_rows("opinions", given, recorded_opinions)
    if new:
        with entry.refusals_located():
            deliberations.edit(deliberation, **new, **context.by_and_at)
        context.add(entry, deliberation)


def _visa(entry: Entry, context: Context) -> VisaSpec:
    return VisaSpec(entry["text"].strip(), context.find_if_named(Deliberation, entry, "cites"))


def _opinion(entry: Entry) -> OpinionSpec:
    result = OpinionResult(entry.get("result", OpinionResult.UNKNOWN))
    return OpinionSpec(entry["committee"].strip(), entry.get("given_on"), result)


def load_ties(entry: Entry, context: Context) -> None:
    """Load the ties made by staff, once all the deliberations are loaded."""
    deliberation = context.find(Deliberation, entry, "number")
    for tie_entry in entry.entries("ties"):
        cites, text = context.find(Deliberation, tie_entry, "cites"), tie_entry.get("text", "")
        known = deliberation.visas.filter(origin=VisaOrigin.STAFF, cites=cites).first()
        if known is not None:
            tie_entry.check_same(known, {"text": text})
            continue
        with tie_entry.refusals_located():
            visa = deliberations.tie(deliberation, cites, text=text, **context.by_and_at)
        context.add(tie_entry, visa)


def dump_deliberations(programme: Programme) -> list[Table]:
    """Deliberations in order of session, each after those that its text cites."""
    waiting = list(programme.deliberations.order_by("session_on", "number"))
    visas = {one.pk: _visas(one, VisaOrigin.TEXT) for one in waiting}
    ordered: list[Deliberation] = []
    while waiting:
        left = {one.pk for one in waiting}
        free = (v for v in waiting if not left & {visa.cites_id for visa in visas[v.pk]})
        ordered.append(next(free, waiting[0]))
        waiting.remove(ordered[-1])
    return [_deliberation_table(one, visas[one.pk]) for one in ordered]


def _deliberation_table(deliberation: Deliberation, visas: list[Visa]) -> Table:
    return filled(
        **{name: getattr(deliberation, name) for name in FIELDS},
        visas=[filled(text=one.text, cites=one.cites and one.cites.number) for one in visas],
        opinions=[
            filled(committee=one.committee, given_on=one.given_on, result=one.result)
            for one in _opinions(deliberation)
        ],
        ties=[
            filled(cites=one.cites and one.cites.number, text=one.text)
            for one in _visas(deliberation, VisaOrigin.STAFF)
        ],
    )


def _visas(deliberation: Deliberation, origin: VisaOrigin) -> list[Visa]:
    rows = deliberation.visas.filter(origin=origin).select_related("cites")
    return list(rows.order_by("position"))


def _opinions(deliberation: Deliberation) -> list[Opinion]:
    return list(deliberation.opinions.order_by("position"))


def load_calendar(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
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
    with entry.refusals_located():
        calendar = calendars.record(
            programme, in_force_on=entry["in_force_on"], **facts, **context.by_and_at
        )
    context.add(entry, calendar)


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
    FileSection(
        "deliberations", DELIBERATION, load_deliberation, dump_deliberations, load_links=load_ties
    ),
    FileSection("calendars", CALENDAR, load_calendar, dump_calendars),
]
