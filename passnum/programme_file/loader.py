"""Load the values of a programme file, section by section, all or nothing."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import Organisation
from accounts.rules import siret_digits
from audit.actors import Actor
from common.file_rows import FileRows
from common.programme_file import Context, Entry, Fault
from passnum.programme_file.schema import SECTIONS, faults
from programmes.querysets import organisations_of
from programmes.sections import Scope


class Faults(Exception):
    """Everything wrong that was found before stopping."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__("; ".join(map(str, found)))
        self.found = found


@transaction.atomic
def load(
    values: dict[str, Any], *, by: Actor, at: dt.datetime, authority: Organisation | None = None
) -> list[str]:
    """What the file added, one line each; a file loaded before adds nothing. `authority` is that of
    who loads it, when somebody does.

    Stops at the end of the first section with faults: what follows would stand on them.
    """
    if found := faults(values):
        raise Faults(found)
    context = Context(by, at, scope=_scope(values, authority or _authority(values)))
    for section in SECTIONS:  # once known, the programme gives its days
        with context.programme.local_time() if context.programme else nullcontext():
            found = _load_section(section, values, context)
        if found:
            raise Faults(found)
    return context.added


def _authority(values: dict[str, Any]) -> Organisation | None:
    """The authority of a programme that is recorded, else the one that the file names."""
    programme = values["programme"]
    recorded = Organisation.objects.filter(programmes__code=programme["code"]).first()
    named = [one for one in values["organisations"] if one["code"] == programme["authority"]]
    if recorded or not named:
        return recorded
    siret, name = siret_digits(named[0].get("siret", "")), named[0]["name"]
    found = Organisation.objects.filter(siret=siret) if siret else Organisation.objects.none()
    alike = found or Organisation.objects.filter(name=name)
    return alike[0] if len(alike) == 1 else None


def _scope(values: dict[str, Any], authority: Organisation | None) -> Scope:
    """A name that the file gives to two organisations tells none of them apart."""
    of_others = Organisation.objects.filter(programmes__isnull=False)
    if authority is None:
        return Scope(Organisation.objects.none(), of_others)
    names = Counter(one["name"] for one in values["organisations"])
    repeated = [name for name, times in names.items() if times > 1]
    known = organisations_of(authority).exclude(name__in=repeated)
    return Scope(known, of_others.exclude(pk=authority.pk))


def _load_section(section: FileRows, values: dict[str, Any], context: Context) -> list[Fault]:
    entries = _entries(section, values)
    for entry in entries:
        context.announce(section.model, section.names(entry))
    parent = context.programme or context.scope
    first = partial(section.load, parent=parent, context=context)
    return _each(first, entries) or _each(partial(section.load_linked, context=context), entries)


def _each(load: Callable[[Entry], Any], entries: list[Entry]) -> list[Fault]:
    found = []
    for entry in entries:
        try:
            with transaction.atomic():
                load(entry)
        except Fault as fault:
            found += [fault, *fault.others]
    return found


def _entries(section: FileRows, values: dict[str, Any]) -> list[Entry]:
    if not section.is_list:
        return [Entry(section.name, values[section.name])]
    rows = values.get(section.name, [])
    return [Entry(f"{section.name}[{rank}]", row) for rank, row in enumerate(rows, 1)]
