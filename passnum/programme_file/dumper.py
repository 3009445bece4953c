"""Write a programme back to the file that describes it."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import tomli_w

import programmes.sections
from accounts.models import Organisation
from common.programme_file import Table
from passnum.programme_file.schema import SECTIONS
from programmes.models import Programme

HEAD = """\
# Écrit par « manage.py dump_programme ». Le format est décrit dans docs/programme.md.

"""


def text(programme: Programme) -> str:
    """The file of a programme: loaded where it is, it adds nothing; elsewhere, it makes it."""
    return HEAD + write(tables(programme))


def write(sections: Table) -> str:
    """Sections as TOML: read again, they are the same."""
    # A text on several lines would lose a carriage return.
    has_lines = not any(isinstance(leaf, str) and "\r" in leaf for leaf in _leaves(sections))
    lines = (_headed(name, rows, has_lines=has_lines) for name, rows in sections.items())
    return "\n".join(chain.from_iterable(lines))


def _headed(path: str, rows: Any, *, has_lines: bool) -> Iterator[str]:
    """Tables under their headers; lists of short ones stay on the line of their key."""
    header = f"[[{path}]]" if isinstance(rows, list) else f"[{path}]"
    for row in rows if isinstance(rows, list) else [rows]:
        written = {key: _toml({key: value}, has_lines=has_lines) for key, value in row.items()}
        apart = [key for key, text in written.items() if text.startswith("[")]
        yield header
        yield "".join(text for key, text in written.items() if key not in apart)
        for key in apart:
            yield from _headed(f"{path}.{key}", row[key], has_lines=has_lines)


def _toml(table: Table, *, has_lines: bool) -> str:
    return tomli_w.dumps(table, indent=2, multiline_strings=has_lines)


def tables(programme: Programme) -> Table:
    """The sections that have something to say, the programme first."""
    found: Table = {}
    for section in SECTIONS:
        rows = section.dump(programme)
        found[section.name] = rows if section.is_list else rows[0]
    organisations = {leaf for leaf in _leaves(found) if isinstance(leaf, Organisation)}
    named = programmes.sections.organisation_codes(organisations)
    found["organisations"] = programmes.sections.dump_organisations(organisations, named)
    ordered = {"programme": found.pop("programme")} | found
    return {name: _named(rows, named) for name, rows in ordered.items() if rows}


def _leaves(value: Any) -> Iterator[Any]:
    """The values inside tables and lists."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    else:
        yield value


def _named(value: Any, named: dict[int, str]) -> Any:
    """The same with the short names of organisations in their place."""
    if isinstance(value, Organisation):
        return named[value.pk]
    if isinstance(value, dict):
        return {key: _named(inner, named) for key, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner, named) for inner in value]
    return value
