"""Rows of other tables read in the row that they belong to, as JSON: no query more."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=Model)


def json_rows(rows: QuerySet[Any], *names: str) -> ArraySubquery:
    """Fields of the rows of a subquery, as an expression on the outer row; no decimals, which JSON
    does not keep exactly.
    """
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in names})))


def read_as(model: type[M], row: dict[str, Any]) -> M:
    """A row of `json_rows`, as an instance of its model with these fields alone."""
    field: Callable[[str], Any] = model._meta.get_field  # noqa: SLF001 - the documented API
    return model(**{name: field(name).to_python(value) for name, value in row.items()})
