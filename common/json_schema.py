"""Functions that build the JSON Schema of a programme file, with French descriptions."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import TextChoices

from common.fields import limit

Schema = dict[str, Any]


def table(description: str, required: str = "", /, **properties: Schema) -> Schema:
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
    return {"type": "string", "description": description, "minLength": 1, "maxLength": longest}


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


def whole(description: str, smallest: int = 0, largest: int = 2**31 - 1) -> Schema:
    bounds = {"minimum": smallest, "maximum": largest}
    return {"type": "integer", **bounds, "description": description}


def flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def one_of(choices: Iterable[TextChoices], description: str) -> Schema:
    """A stored code among choices; their French labels are added to the description."""
    return _choices([(one.value, one.label) for one in choices], description)


def _choices(choices: Iterable[tuple[Any, Any]], description: str) -> Schema:
    listed = list(choices)
    labels = "; ".join(f"{value} = {label}" for value, label in listed)
    return {"enum": [value for value, _ in listed], "description": f"{description} : {labels}"}


def of_field(field: Any, description: str = "", by: str = "") -> Schema:
    """What a column may hold. `by` is the column that names the row of a foreign key."""
    said = description or _in_words(field)
    if by:
        return of_field(field.related_model._meta.get_field(by), said)  # noqa: SLF001 - the documented meta API
    if isinstance(field, ArrayField):
        return rows(of_field(field.base_field, said))
    if field.choices:
        return _choices(field.flatchoices, said)
    kind = next((kind for kind in BY_KIND if isinstance(field, kind)), None)
    return BY_KIND[kind](field, said) if kind else code(said)


def _in_words(field: Any) -> str:
    return f"{field.verbose_name}. {field.help_text}" if field.help_text else field.verbose_name


def _whole_of(field: Any, said: str) -> Schema:
    return whole(said, limit(field, MinValueValidator), limit(field, MaxValueValidator))


BY_KIND: dict[Any, Callable[[Any, str], Schema]] = {
    models.SlugField: lambda field, said: code(said),
    models.CharField: lambda field, said: text(said, field.max_length),
    models.TextField: lambda field, said: text(said, limit(field, MaxLengthValidator)),
    models.DateField: lambda field, said: day(said),
    models.DecimalField: lambda field, said: euros(said, limit(field, MaxValueValidator)),
    models.BooleanField: lambda field, said: flag(said),
    models.IntegerField: _whole_of,
}

DEPARTEMENT = pattern("code d’un département", "^([0-9]{2,3}|2[AB])$")
