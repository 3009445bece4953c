"""Lock a row, and save one once it is validated completely."""

from collections.abc import Iterable
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


def lock_all(rows: models.QuerySet[Row]) -> list[Row]:
    """Lock rows until the transaction ends, in pk order: two callers never wait for each other.

    Rows that refer to them may still be added meanwhile.
    """
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def check(row: models.Model, *, later: Iterable[str] = ()) -> None:
    """Check every field but those of `later`, the uniqueness and the constraints.

    A null value is accepted where the column allows it, and a default value where there is one,
    whatever `blank` says: `blank` is for forms. The database is not asked whether a row that is at
    hand is still there: it refuses by itself one that is gone.
    """
    left = {field.name for field in _fields(row) if _is_empty(row, field)}
    at_hand = {field.name for field in _fields(row) if field.is_relation and field.is_cached(row)}
    row.clean_fields(exclude={*later, *left, *at_hand})
    row.clean()
    row.validate_unique(exclude=set(later))
    row.validate_constraints(exclude=set(later))


def check_and_save(row: models.Model) -> None:
    """Save a row once it is checked."""
    check(row)
    row.save()


def _fields(row: models.Model) -> list[Any]:
    return list(row._meta.concrete_fields)  # noqa: SLF001 - the documented meta API


def _is_empty(row: models.Model, field: Any) -> bool:
    value = getattr(row, field.attname)
    if value is None:
        return bool(field.null)
    return bool(field.has_default() and value == field.get_default())
