"""What tests forbid and production forgives: each turns a silent fault into a failure."""

import copy
import sys
from pathlib import Path

import pytest
from django.db.models import QuerySet, manager
from django.db.models.sql.compiler import SQLCompiler
from django.template.base import FilterExpression

from common.sort_key import is_name

OURS = Path(__file__).resolve().parent.parent
MANAGER = manager.__file__
APPS = {path.parent.name for path in OURS.glob("*/migrations")}
CODES = {"siret", "number", "imputation", "operation", "reference", "insee", "verb"}
FORGIVING = {"default", "default_if_none", "yesno"}


class UndefinedVariable(AssertionError):
    """A template shows something that nobody gave it."""


class Undefined(str):
    """Stands in a template for a variable that nothing defines, and fails the test.

    A filter that gives a default value is the way to say that it may be missing.
    """

    __slots__ = ()

    def __new__(cls):
        return super().__new__(cls, "%s")

    def __mod__(self, variable):
        frame = sys._getframe(1)
        expression, context = frame.f_locals["self"], frame.f_locals["context"]
        template = context.render_context.template or context.template
        if not is_ours(template.origin.name):
            return ""
        if FORGIVING & {function.__name__ for function, _ in expression.filters}:
            return _resolved_empty(expression, context)
        raise UndefinedVariable(f"Undefined variable {variable} in {template.origin.name}")


def _resolved_empty(expression: FilterExpression, context):
    empty = copy.copy(expression)
    empty.is_var, empty.var = False, ""
    return empty.resolve(context)


def is_ours(file: str) -> bool:
    """Whether a file is the project's and not a library's."""
    path = Path(file)
    return path.is_relative_to(OURS) and "site-packages" not in path.parts


def turn_unordered_rows_around(patch: pytest.MonkeyPatch) -> None:
    """Give the rows of an unordered query in the reverse of the order that the server chose."""
    fetch_all = QuerySet._fetch_all

    def fetch_turned(self):
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and len(self._result_cache) > 1 and not self.ordered:
            self._result_cache.reverse()

    patch.setattr(QuerySet, "_fetch_all", fetch_turned)


def require_reading_order_of_names(patch: pytest.MonkeyPatch) -> None:
    """A list sorted by a name on the collation of the database puts É after Z."""
    get_order_by = SQLCompiler.get_order_by

    def order_by_no_name(self):
        found = get_order_by(self)
        for resolved, _ in found:
            field = getattr(resolved.get_source_expressions()[0], "target", None)
            if field is None or field.model._meta.app_label not in APPS or field.name in CODES:
                continue
            if is_name(field):
                raise AssertionError(f"{field} is sorted without common.sort_key.in_reading_order")
        return found

    patch.setattr(SQLCompiler, "get_order_by", order_by_no_name)


def require_of_in_locks(patch: pytest.MonkeyPatch) -> None:
    """A lock without `of` also locks every joined table."""
    select_for_update = QuerySet.select_for_update

    def select_of(self, *args, of=(), **kwargs):
        caller = sys._getframe(1)
        while caller.f_code.co_filename == MANAGER:  # a manager repeats its queryset's methods
            caller = caller.f_back
        caller = caller.f_code.co_filename
        if not of and is_ours(caller):
            raise AssertionError(f"select_for_update without of=(...) in {caller}")
        return select_for_update(self, *args, of=of, **kwargs)

    patch.setattr(QuerySet, "select_for_update", select_of)
