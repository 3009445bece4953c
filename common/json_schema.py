"""Functions that build the JSON Schema of a programme file, with French descriptions."""

from collections.abc import Iterable
from typing import Any

from django.db.models import TextChoices

Schema = dict[str, Any]
LONG = 100_000  # characters of a long text


def table(description: str, required: str = "", **properties: Schema) -> Schema:
    """A table that refuses unknown keys; `required` lists the required ones, with spaces."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def rows(of: Schema, *, at_least: int = 0) -> Schema:
    return {"type": "array", "items": of, "minItems": at_least}


def text(description: str, longest: int = 200) -> Schema:
    return {
        "type": "string",
        "description": description,
        "minLength": 1,
        "maxLength": longest,
    }


def code(description: str) -> Schema:
    """A short name that the rest of the file refers to."""
    return {"type": "string", "description": description, "pattern": "^[A-Za-z0-9_-]{1,40}$"}


def pattern(description: str, regex: str) -> Schema:
    return {"type": "string", "description": description, "pattern": regex}


def day(description: str) -> Schema:
    """A TOML date."""
    return {"type": "string", "format": "date", "description": description}


def euros(description: str, most: int | None = None) -> Schema:
    bounds = {"minimum": 0} if most is None else {"minimum": 0, "maximum": most}
    return {"type": "number", **bounds, "description": description}


def whole(description: str, smallest: int = 0) -> Schema:
    return {"type": "integer", "minimum": smallest, "description": description}


def flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def one_of(choices: Iterable[TextChoices], description: str) -> Schema:
    """A stored code among choices; their French labels are added to the description."""
    listed = list(choices)
    labels = "; ".join(f"{one.value} = {one.label}" for one in listed)
    return {"enum": [one.value for one in listed], "description": f"{description} : {labels}"}


DEPARTEMENT = pattern("code d’un département", "^([0-9]{2,3}|2[AB])$")
