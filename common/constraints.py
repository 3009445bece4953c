"""Shapes of constraints and triggers that several apps declare."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import migrations, models
from django.db.models import CheckConstraint, F, Func, Q


def period(start: str = "starts_on", end: str = "ends_on") -> Func:
    """The days from `start` to `end`, both included; an unknown end is open."""
    return Func(
        start,
        end,
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )


def in_order(name: str, start: str = "starts_on", end: str = "ends_on") -> CheckConstraint:
    """The end is unknown, or not before the start."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        violation_error_message="La fin doit suivre le début.",
    )


def both_or_neither(name: str, first: str, second: str) -> CheckConstraint:
    """Two fields are filled together."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
    )


def filled_in_states(name: str, field: str, states: Sequence[str]) -> CheckConstraint:
    """A field is filled if and only if the row is in one of these states."""
    return CheckConstraint(
        name=name,
        condition=Q(**{"state__in": states, f"{field}__isnull": False})
        | (~Q(state__in=states) & Q(**{f"{field}__isnull": True})),
    )


def positive(name: str, *fields: str) -> CheckConstraint:
    """Amounts and counts are never negative."""
    return CheckConstraint(name=name, condition=Q(**{f"{field}__gte": 0 for field in fields}))


REFUSE_CHANGE = """
CREATE FUNCTION passnum_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'append-only: % of % refused', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation';
END $$;
"""


def append_only(table: str, *, when: str = "") -> migrations.RunSQL:
    """Rows of a table are never changed nor deleted; `when` narrows it (SQL on OLD)."""
    condition = f"WHEN ({when})" if when else ""
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {condition} EXECUTE FUNCTION passnum_refuse_change()",
        f"DROP TRIGGER append_only ON {table}",
    )


def unique_id() -> Any:
    """The public identifier of a row, shown in addresses."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
