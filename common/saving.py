"""Lock a row, and save one once it is validated completely."""

from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def lock(row: Row, *related: str, no_key: bool = False) -> Row:
    """Lock a row until the transaction ends, and read it again with what it refers to (`related`).

    With `no_key`, rows that refer to it may still be added meanwhile.
    """
    # Not the type of the row: the user of a request is read when first asked for.
    rows: Any = row._meta.model._default_manager  # noqa: SLF001 - the documented API
    taken = rows.select_for_update(of=("self",), no_key=no_key)
    found: Row = (taken.select_related(*related) if related else taken).get(pk=row.pk)
    return found


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
