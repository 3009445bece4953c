"""Pure rules on places: opening hours in French."""

import re

from common.formats import NBSP

DAYS = {
    "Mo": "lundi",
    "Tu": "mardi",
    "We": "mercredi",
    "Th": "jeudi",
    "Fr": "vendredi",
    "Sa": "samedi",
    "Su": "dimanche",
    "PH": "jours fériés",
}
_DAYS = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_HOURS = r"\d\d:\d\d-\d\d:\d\d"
_RULE = re.compile(rf"({_DAYS}(?:[-,]{_DAYS})*) +({_HOURS}(?: *, *{_HOURS})*|off|closed)")


def opening_hours_in_french(written: str) -> list[str]:
    """Opening hours in French, one line per rule, from the OSM notation of the national schema.

    « Mo-Fr 09:00-12:00 » gives « lundi au vendredi : 9 h 00 à 12 h 00 ». A rule that is not in this
    notation is given as it is.
    """
    lines = []
    for piece in filter(None, (part.strip() for part in written.split(";"))):
        rule = _RULE.fullmatch(piece)
        lines.append(f"{_days(rule[1])}{NBSP}: {_hours(rule[2])}" if rule else piece)
    return lines


def _days(written: str) -> str:
    ranges = [" au ".join(DAYS[day] for day in part.split("-")) for part in written.split(",")]
    return ", ".join(ranges)


def _hours(written: str) -> str:
    if not written[0].isdigit():
        return "fermé"
    spans = [span.strip().split("-") for span in written.split(",")]
    return " et ".join(f"{_hour(start)} à {_hour(end)}" for start, end in spans)


def _hour(written: str) -> str:
    hours, minutes = written.split(":")
    return f"{int(hours)}{NBSP}h{NBSP}{minutes}"
