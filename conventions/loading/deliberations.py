"""Section `deliberations` of a programme file: the votes."""

from typing import Any

from common.json_schema import day, table, text, whole
from common.programme_file import Context, Entry, Section, Table, filled
from conventions.actions import deliberations
from conventions.models import Programme

DELIBERATION = table(
    "Un vote. Les trois nombres de voix sont donnés ensemble, ou inconnus.",
    "number assembly session_on subject",
    number=text("numéro", 30),
    assembly=text("assemblée", 120),
    session_on=day("jour de la séance"),
    subject=text("objet", 300),
    votes_for=whole("voix pour"),
    votes_against=whole("voix contre"),
    abstentions=whole("abstentions"),
    source=text("d’où le fait est connu, s’il ne vient pas du texte lui-même"),
)


def load_deliberation(entry: Entry, context: Context) -> None:
    programme = context.the(Programme)
    facts: dict[str, Any] = {"votes_for": None, "votes_against": None, "abstentions": None}
    facts |= {"source": ""} | dict(entry.values)
    deliberation = programme.deliberations.filter(number=entry["number"]).first()
    if deliberation is None:
        with entry.placed():
            deliberation = deliberations.record(programme, **facts, **context.who)
        context.add(entry, deliberation)
    else:
        entry.check_same(deliberation, facts)
    context.keep(deliberation, deliberation.number)


def dump(programme: Programme) -> list[Table]:
    rows = programme.deliberations.order_by("session_on", "number")
    return [
        filled(**{key: getattr(one, key) for key in DELIBERATION["properties"]}) for one in rows
    ]


SECTIONS = [Section("deliberations", DELIBERATION, load_deliberation, dump)]
