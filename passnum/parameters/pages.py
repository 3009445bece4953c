"""The parameters of a programme: those that no longer change, and the changes of the others."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst

from audit.journal import events_of
from common import formats
from common.history import Step
from common.programme_file import written
from programmes.enums import TimeZone
from programmes.models import Programme
from programmes.reference import in_words

MOST_SHOWN = 20


def parameters_page(programme: Programme, settled: Mapping[str, str]) -> dict[str, Any]:
    """The parameters that no longer change, each with why, and the last changes of the others."""
    return {
        "programme": programme,
        "fixed": [
            {
                "key": _label(name),
                "value": _in_words(name, getattr(programme, name)),
                "since": settled[name],
            }
            for name in settled
        ],
        "changes": _changes(programme),
    }


def _changes(programme: Programme) -> list[Step]:
    events = events_of(programme).filter(verb="programme.edited", details__has_key="new")
    return [
        Step(
            what=_label(name),
            at=formats.moment(event.at),
            by=event.actor,
            was=_in_words(name, was),
            now=_in_words(name, event.details["new"][name]),
        )
        for event in events[:MOST_SHOWN]
        for name, was in event.details["former"].items()
    ]


def _label(name: str) -> str:
    column: Any = Programme._meta.get_field(name)  # noqa: SLF001 - the documented meta API
    return str(capfirst(column.verbose_name))


def _in_words(name: str, value: Any) -> str:
    """A value of the row, or as the journal keeps it."""
    match name:
        case "territory":
            return in_words(value) or "toute la France"
        case "time_zone":
            return TimeZone(value).label
        case "face_value":
            return formats.euros(Decimal(value))
        case "managed_from":
            return formats.day(dt.date.fromisoformat(str(value)))
        case "first_year" | "last_year":
            return str(value or "non indiquée")
    return written(value)
