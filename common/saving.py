"""Validate a row completely, then save it."""

from django.db import models


def check_and_save(row: models.Model) -> None:
    """Check every field, the uniqueness and the constraints, then save.

    A null value is accepted where the column allows it, and a default value where there is one,
    whatever `blank` says: `blank` is for forms.
    """
    unknown = {
        field.name
        for field in row._meta.concrete_fields  # noqa: SLF001 - the documented meta API
        if field.null and getattr(row, field.attname) is None
    }
    empty = {
        field.name
        for field in row._meta.concrete_fields  # noqa: SLF001
        if field.has_default() and getattr(row, field.attname) == field.get_default()
    }
    row.full_clean(exclude=unknown | empty)
    row.save()
