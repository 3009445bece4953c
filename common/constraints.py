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


def function(name: str, body: str) -> migrations.RunSQL:
    """What several triggers run, in PL/pgSQL: from its `DECLARE` or `BEGIN` to its `END`."""
    return migrations.RunSQL(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n{body.strip()} $$;",
        f"DROP FUNCTION {name}();",
    )


def trigger(
    name: str, event: str, *, calls: str, when: str = "", body: str = ""
) -> migrations.RunSQL:
    """Call a function for each row: `event` is as `BEFORE UPDATE ON table`, `when` is SQL.

    The function is made too when its body is given; otherwise it is there already.
    """
    return _trigger("TRIGGER", name, f"{event} FOR EACH ROW {_only(when)}", calls, body)


def at_commit(
    name: str, event: str, *, calls: str, when: str = "", body: str = ""
) -> migrations.RunSQL:
    """Call a function for each row, as `trigger`, at the end of the transaction."""
    put_off = f"{event} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {_only(when)}"
    return _trigger("CONSTRAINT TRIGGER", name, put_off, calls, body)


def on_change(
    name: str, table: str, columns: str, *, calls: str, body: str = ""
) -> migrations.RunSQL:
    """Call a function before an update that changes one of these columns of a row."""
    names = columns.split(", ")
    old, new = (", ".join(f"{row}.{column}" for column in names) for row in ("OLD", "NEW"))
    when = f"({old}) IS DISTINCT FROM ({new})"
    return trigger(
        name, f"BEFORE UPDATE OF {columns} ON {table}", calls=calls, when=when, body=body
    )


def on_new_rows(name: str, table: str, *, calls: str, body: str) -> migrations.RunSQL:
    """Call a function once for each INSERT, which finds the rows in the table `fresh`."""
    together = f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT"
    return _trigger("TRIGGER", name, together, calls, body)


def _only(when: str) -> str:
    return f"WHEN ({when})" if when else ""


def _trigger(kind: str, name: str, event: str, calls: str, body: str) -> migrations.RunSQL:
    table = event.split(" ON ")[1].split(maxsplit=1)[0]
    create = f"CREATE {kind} {name} {event} EXECUTE FUNCTION {calls}();"
    drop = f"DROP TRIGGER {name} ON {table};"
    if not body:
        return migrations.RunSQL(create, drop)
    called = function(calls, body)
    return migrations.RunSQL(f"{called.sql}{create}", f"{drop}{called.reverse_sql}")


REFUSE_CHANGE = "passnum_refuse_change"  # made by audit.0002_database_rules


def append_only(table: str, *, when: str = "") -> migrations.RunSQL:
    """Rows of a table are never changed nor deleted; `when` narrows it (SQL on OLD)."""
    event = f"BEFORE UPDATE OR DELETE ON {table}"
    return trigger("append_only", event, calls=REFUSE_CHANGE, when=when)


def keeps_folder(table: str) -> list[migrations.RunSQL]:
    """A row with a folder of files keeps it, and is kept with it."""
    kept = "OLD.folder_id IS NOT NULL"
    moved = f"{kept} AND NEW.folder_id IS DISTINCT FROM OLD.folder_id"
    return [
        trigger("folder_stays", f"BEFORE DELETE ON {table}", calls=REFUSE_CHANGE, when=kept),
        trigger("folder_kept", f"BEFORE UPDATE ON {table}", calls=REFUSE_CHANGE, when=moved),
    ]


def unique_id() -> Any:
    """The public identifier of a row, shown in addresses."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
