"""The JSON Schema of a programme file, and its faults said in French."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from common.file_rows import FileRows
from common.nir import NIR_SENTENCE, contains_nir
from common.parsing import YEARS
from common.programme_file import Fault

# In the order in which they are loaded: each names only what comes before it.
_APPS = (
    *("programmes", "deliberations", "dossiers", "financing", "budget", "findings"),
    *("beneficiaries", "distribution", "ordering", "movements", "counts", "places"),
)
SECTIONS: list[FileRows] = [
    section for app in _APPS for section in import_module(f"{app}.sections").SECTIONS
]


def build() -> dict[str, Any]:
    """The schema of the whole file; days are TOML dates, written as ISO days in JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Programme de pass numériques",
        "type": "object",
        "properties": {section.name: section.whole_schema for section in SECTIONS},
        "required": ["programme", "organisations"],
        "additionalProperties": False,
    }


def faults(values: dict[str, Any]) -> list[Fault]:
    """Everything that the shape of a file has wrong."""
    if unreadable := list(_unreadable(values)):
        return unreadable
    days = FormatChecker(formats=[])
    days.checks("date")(lambda value: isinstance(value, Day))
    validator = Validator(build(), format_checker=days)
    found = sorted(validator.iter_errors(_plain(values)), key=lambda error: list(error.path))
    return [fault for error in found for fault in _faults(error)]


def _plain(value: Any) -> Any:
    """TOML days as the schema has them; a text that looks like a day stays a text."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return Day(value.isoformat()) if type(value) is dt.date else value


class Day(str):
    """The ISO writing of a TOML day: a quoted day is only a text."""

    __slots__ = ()


def _unreadable(value: Any, *parts: str | int) -> Iterator[Fault]:
    """What TOML can write and no column can keep."""
    if isinstance(value, dict | list):
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in rows:
            yield from _unreadable(inner, *parts, key)
    elif isinstance(value, str) and "\0" in value:
        yield Fault(path_of(parts), "Retirez le caractère nul de ce texte.")
    elif isinstance(value, str) and contains_nir(value):
        yield Fault(path_of(parts), NIR_SENTENCE)
    elif isinstance(value, Decimal) and not value.is_finite():
        yield Fault(path_of(parts), "Écrivez un nombre.")
    elif isinstance(value, dt.date) and value.year not in YEARS:
        yield Fault(path_of(parts), "Vérifiez l’année de ce jour\u00a0: elle va de 1900 à 2200.")


def _type(validator: Any, wanted: Any, instance: Any, schema: dict[str, Any]) -> Iterator[Any]:
    """A day is no text, though the schema writes both as strings."""
    if wanted == "string" and "format" not in schema and isinstance(instance, Day):
        yield ValidationError("a day is not a text")
    yield from Draft202012Validator.VALIDATORS["type"](validator, wanted, instance, schema)


Validator = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"type": _type}
)


def path_of(parts: Iterable[str | int]) -> str:
    """`conventions[2].clauses[1].value`: the first of a list is 1."""
    path = ""
    for part in parts:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def _faults(error: Any) -> list[Fault]:
    path = path_of(error.absolute_path)
    if error.validator == "required":
        missing = error.message.split("'")[1]
        return [Fault(_join(path, missing), "Cette clé manque.")]
    if error.validator == "additionalProperties":
        unknown = sorted(set(error.instance) - set(error.schema["properties"]))
        known = ", ".join(error.schema["properties"])
        sentence = f"Cette clé n’existe pas ici. Les clés possibles\u00a0: {known}."
        return [Fault(_join(path, key), sentence) for key in unknown]
    say = SENTENCES.get(str(error.validator), lambda error: "Cette valeur ne convient pas.")
    return [Fault(path, say(error))]


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


A_DAY = "Écrivez un jour, par exemple 2023-12-31, sans guillemets."
TYPES = {
    "string": "un texte entre guillemets",
    "number": "un nombre",
    "integer": "un nombre entier",
    "boolean": "true ou false",
    "object": "une table",
    "array": "une liste",
}


def _wrong_type(error: Any) -> str:
    wanted = error.validator_value
    names = [TYPES[one] for one in ([wanted] if isinstance(wanted, str) else wanted)]
    if error.schema.get("format") == "date":
        return A_DAY
    return f"Écrivez {' ou '.join(names)}."


SENTENCES: dict[str, Callable[[Any], str]] = {
    "type": _wrong_type,
    "enum": lambda error: (
        f"«\u00a0{error.instance}\u00a0» n’est pas dans la liste\u00a0: "
        f"{', '.join(map(str, error.validator_value))}."
    ),
    "pattern": lambda error: (
        f"«\u00a0{error.instance}\u00a0» ne convient pas\u00a0: {error.schema['description']}."
    ),
    "format": lambda error: A_DAY,
    "minimum": lambda error: f"Indiquez au moins {error.validator_value}.",
    "maximum": lambda error: f"Indiquez {error.validator_value} au plus.",
    "minLength": lambda error: "Ce texte est vide\u00a0: retirez la clé ou complétez-la.",
    "maxLength": lambda error: f"Raccourcissez\u00a0: {error.validator_value} caractères au plus.",
    "minItems": lambda error: f"Indiquez au moins {error.validator_value} entrées.",
}
