"""Constraints and triggers that several apps declare, and the public identifier of a row."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.db import migrations, models
from django.db.models import CheckConstraint, F, Func, Q

REFUSE_CHANGE = "passnum_refuse_change"  # a function made by audit.0002_database_rules


def period(start: str = "starts_on", end: str = "ends_on") -> Func:
    """The range of days from `start` to `end`, both included, without end when it is unknown."""
    return Func(
        start,
        end,
        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
        function="daterange",
        output_field=DateRangeField(),
    )


def in_order(name: str, start: str = "starts_on", end: str = "ends_on") -> CheckConstraint:
    """The end is unknown, or on or after the start."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        violation_error_message="La fin doit suivre le début.",
    )


def both_or_neither(name: str, first: str, second: str) -> CheckConstraint:
    """Two fields are both filled, or both empty."""
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


def signature_constraints(noun: str, states: Sequence[str]) -> list[CheckConstraint]:
    """A row signed in these states was recorded so, on a known day or from a named source."""
    return [
        filled_in_states(f"{noun}_signed_has_instant", "signed_at", states),
        CheckConstraint(
            name=f"{noun}_signed_has_day_or_source",
            condition=~Q(state__in=states) | Q(signed_on__isnull=False) | ~Q(signed_source=""),
            violation_error_message="Indiquez le jour de la signature, ou sa source.",
        ),
        CheckConstraint(
            name=f"{noun}_day_of_signature_only_once_signed",
            condition=Q(state__in=states) | Q(signed_on__isnull=True),
        ),
    ]


def vote_constraints(
    noun: str, voted: Sequence[str], drafts: Sequence[str]
) -> list[CheckConstraint]:
    """A vote is a day and its deliberation: of a row in a `voted` state, of none in a draft."""
    return [
        both_or_neither(f"{noun}_vote_has_day_and_deliberation", "voted_on", "deliberation"),
        CheckConstraint(
            name=f"{noun}_vote_in_its_state",
            condition=Q(voted_on__isnull=False) & ~Q(state__in=drafts)
            | Q(voted_on__isnull=True) & ~Q(state__in=voted),
        ),
    ]


def positive(name: str, *fields: str) -> CheckConstraint:
    """These fields are never negative; zero is allowed."""
    return CheckConstraint(name=name, condition=Q(**{f"{field}__gte": 0 for field in fields}))


def function(name: str, body: str) -> migrations.RunSQL:
    """A function for triggers, in PL/pgSQL: `body` goes from its `DECLARE` or `BEGIN` to `END`."""
    return migrations.RunSQL(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n{body.strip()} $$;",
        f"DROP FUNCTION {name}();",
    )


def trigger(
    name: str, event: str, *, calls: str, when: str = "", body: str = ""
) -> migrations.RunSQL:
    """Call a function for each row: `event` is as `BEFORE UPDATE ON table`, `when` is SQL.

    With `body`, the function `calls` is created too; otherwise it must exist.
    """
    return _trigger("TRIGGER", name, f"{event} FOR EACH ROW {_only(when)}", calls, body)


def at_commit(
    name: str, event: str, *, calls: str, when: str = "", body: str = ""
) -> migrations.RunSQL:
    """As `trigger`, but the function is called at the end of the transaction."""
    deferred = f"{event} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {_only(when)}"
    return _trigger("CONSTRAINT TRIGGER", name, deferred, calls, body)


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
    """Call a function once for each INSERT; it reads the new rows in the table `fresh`."""
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


def append_only(table: str, *, when: str = "") -> migrations.RunSQL:
    """Rows of a table are never changed nor deleted; `when` (SQL on OLD) limits it to some."""
    event = f"BEFORE UPDATE OR DELETE ON {table}"
    return trigger("append_only", event, calls=REFUSE_CHANGE, when=when)


def keeps_folder(table: str) -> list[migrations.RunSQL]:
    """A row that has a folder of files cannot be deleted, nor change folder."""
    has_folder = "OLD.folder_id IS NOT NULL"
    changes_folder = f"{has_folder} AND NEW.folder_id IS DISTINCT FROM OLD.folder_id"
    return [
        trigger("folder_stays", f"BEFORE DELETE ON {table}", calls=REFUSE_CHANGE, when=has_folder),
        trigger(
            "folder_kept", f"BEFORE UPDATE ON {table}", calls=REFUSE_CHANGE, when=changes_folder
        ),
    ]


def unique_id() -> Any:
    """The public identifier of a row, shown in addresses."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
