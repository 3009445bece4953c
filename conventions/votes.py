"""What the page of a vote shows: its visas, its opinions, who cites it, and its history."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audit.models import Event
from common.formats import UNKNOWN, UNKNOWN_DAY, day, moment, typeset
from conventions.enums import OpinionResult, VisaOrigin
from conventions.models import Deliberation, Visa
from conventions.tables.deliberations import NOT_TOLD

HISTORY = {
    "deliberation.recorded": "Délibération saisie",
    "deliberation.edited": "Délibération corrigée",
    "deliberation.tied": "Rattachée",
    "deliberation.untied": "Rattachement défait",
}
FIELDS = {
    "number": "le numéro",
    "assembly": "l’assemblée",
    "session_on": "le jour de la séance",
    "subject": "l’objet",
    "votes_for": "les voix pour",
    "votes_against": "les voix contre",
    "abstentions": "les abstentions",
    "source": "la source",
    "decision": "la décision",
    "visas": "les visas",
    "opinions": "les avis",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a vote stands on: the visas of its text, and the votes that staff tie it to."""

    visas: list[Visa]
    ties: list[Visa]


def standing(deliberation: Deliberation) -> Standing:
    rows = list(deliberation.visas.select_related("cites").order_by("position"))
    return Standing(
        [row for row in rows if row.origin == VisaOrigin.TEXT],
        [row for row in rows if row.origin == VisaOrigin.STAFF],
    )


def cited_by(deliberation: Deliberation) -> list[Visa]:
    """The later votes that cite one, the oldest first, each once."""
    rows = deliberation.cited_by.select_related("deliberation")
    found: dict[int, Visa] = {}
    for row in rows.order_by("deliberation__session_on", "deliberation__number", "position"):
        found.setdefault(row.deliberation_id, row)
    return list(found.values())


def strip(deliberation: Deliberation) -> list[dict[str, str]]:
    """The facts of a vote: when, who, how many."""
    facts = [
        {"key": "Séance", "value": day(deliberation.session_on)},
        {"key": "Assemblée", "value": deliberation.assembly},
    ]
    if deliberation.votes_for is None:
        return [*facts, {"key": "Vote", "value": NOT_TOLD.removeprefix("vote ")}]
    return facts + [
        {"key": key, "value": str(count)}
        for key, count in (
            ("Pour", deliberation.votes_for),
            ("Contre", deliberation.votes_against),
            ("Abstentions", deliberation.abstentions),
        )
    ]


def opinions(deliberation: Deliberation) -> list[dict[str, str]]:
    """Each committee and what it said, as a summary list shows it."""
    return [
        {
            "key": typeset(row.committee),
            "value": OpinionResult(row.result).label,
            "since": f"rendu le {day(row.given_on)}" if row.given_on else "jour non communiqué",
        }
        for row in deliberation.opinions.order_by("position")
    ]


def history(deliberation: Deliberation) -> list[dict[str, str]]:
    """Newest first: what was entered, what was before and what is after, when and by whom."""
    events = Event.objects.filter(
        subject_type=Deliberation._meta.label_lower,  # noqa: SLF001 - the documented meta API
        subject_id=deliberation.pk,
        verb__in=HISTORY,
    ).order_by("-at", "-pk")
    return [entry for event in events for entry in _entries(event)]


def _entries(event: Event) -> Iterable[dict[str, str]]:
    told = {"at": moment(event.at), "by": event.actor}
    if event.verb != "deliberation.edited":
        number = event.details.get("cites", "")
        said = {"deliberation.tied": " à la n°\u00a0", "deliberation.untied": " de la n°\u00a0"}
        what = HISTORY[event.verb] + (f"{said.get(event.verb, '')}{number}" if number else "")
        yield told | {"what": what}
        return
    was, now = event.details.get("was", {}), event.details.get("now", {})
    for name in now:
        corrected = {"was": _told(name, was.get(name)), "now": _told(name, now[name])}
        yield told | {"what": f"Corrigé\u00a0: {FIELDS[name]}"} | corrected
    if texts := [FIELDS[name] for name in event.details.get("texts", ())]:
        yield told | {"what": f"Corrigé\u00a0: {', '.join(texts)}"}


def _told(name: str, value: Any) -> str:
    if name == "session_on":
        return day(dt.date.fromisoformat(value)) if value else UNKNOWN_DAY
    return UNKNOWN if value in (None, "") else str(value)
