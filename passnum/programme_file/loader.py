"""Load the values of a programme file, section by section, all or nothing."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

from audit.actors import Actor
from common.file_rows import FileRows
from common.programme_file import Context, Entry, Fault
from passnum.programme_file.schema import SECTIONS, faults


class Faults(Exception):
    """Everything wrong that was found before stopping."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__("; ".join(map(str, found)))
        self.found = found


@transaction.atomic
def load(values: dict[str, Any], *, by: Actor, at: dt.datetime) -> list[str]:
    """What the file added, one line each; a file loaded before adds nothing.

    Stops at the end of the first section with faults: what follows would stand on them.
    """
    if found := faults(values):
        raise Faults(found)
    context = Context(by, at)
    for section in SECTIONS:
        if found := _load_section(section, values, context):
            raise Faults(found)
    return context.added


def _load_section(section: FileRows, values: dict[str, Any], context: Context) -> list[Fault]:
    entries = _entries(section, values)
    for entry in entries:
        context.announce(section.model, section.names(entry))
    first = partial(section.load, parent=context.programme, context=context)
    return _each(first, entries) or _each(partial(section.load_linked, context=context), entries)


def _each(load: Callable[[Entry], Any], entries: list[Entry]) -> list[Fault]:
    found = []
    for entry in entries:
        try:
            with transaction.atomic():
                load(entry)
        except Fault as fault:
            found.append(fault)
    return found


def _entries(section: FileRows, values: dict[str, Any]) -> list[Entry]:
    if not section.is_list:
        return [Entry(section.name, values[section.name])]
    rows = values.get(section.name, [])
    return [Entry(f"{section.name}[{rank}]", row) for rank, row in enumerate(rows, 1)]
