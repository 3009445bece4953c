"""Rows of the demonstration multiplied, in the database alone.

Each copy of a row has an identity of its own and points to the copies of what it pointed to. What
is not listed stays as it is: programmes, organisations, depots, accounts, and the texts, which
keep their length: their obligations fall due so many times as often.
"""

import os
from typing import Any

import psycopg
from django.apps import apps
from django.db import models

GROWING = [
    *("audit.Event", "files.Folder", "files.File"),
    *("deliberations.Deliberation", "deliberations.Visa", "deliberations.Opinion"),
    *("deliberations.VotingGroup", "budget.BudgetLine", "budget.BudgetPhase"),
    *("budget.Commitment", "budget.Release", "budget.Subsidy", "budget.SubsidyItem"),
    *("budget.SubsidyPayment", "deadlines.Occurrence", "deadlines.Proof"),
    *("places.Place", "places.Qualification", "beneficiaries.Person", "beneficiaries.Request"),
    *("beneficiaries.Decision", "beneficiaries.Allowance", "distribution.Order"),
    *("distribution.Lot", "distribution.HandOut", "distribution.Carnet", "distribution.StockLine"),
    *("distribution.Pass", "mediation.Redemption", "mediation.RedeemedPass"),
    *("finance.Expense", "finance.FundingKey", "finance.Payment", "reporting.Report"),
    *("reporting.Alert", "distribution.Shipment", "mediation.Device", "printing.PrintFile"),
    "accounts.SavedFilter",
]
# Numbers of a programme, that no two rows share.
NUMBERS = {
    *("first_carnet", "last_carnet", "number", "receipt_number"),
    *("first_serial", "last_serial", "serial"),
}
APART = 1_000_000  # more than any number of the demonstration
# What differs from copy to copy besides.
OWN = {
    ("Occurrence", "due_on"): "due_on + copy::int",
    ("Report", "starts_on"): "(starts_on - copy * interval '1 year')::date",
    ("Report", "ends_on"): "(ends_on - copy * interval '1 year')::date",
}


def multiply(times: int) -> int:
    """Make `times - 1` copies of each row; returns how many rows were added."""
    grown, added = [apps.get_model(name) for name in GROWING], 0
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"]) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger, no key check
        highest = {model: _highest(connection, model) for model in grown}
        for model in grown:
            found = connection.execute(_copies(model, highest), [times - 1, highest[model]])
            added += found.rowcount
            _move_sequence(connection, model)
    with psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return added


def _highest(connection: psycopg.Connection, model: Any) -> int:
    rows = connection.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}")  # noqa: S608, SLF001
    return int(rows.fetchall()[0][0])


def _move_sequence(connection: psycopg.Connection, model: Any) -> None:
    table = model._meta.db_table  # noqa: SLF001
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    connection.execute(f"SELECT setval({sequence}, (SELECT max(id) FROM {table}))")  # noqa: S608


def _copies(model: Any, highest: dict[Any, int]) -> Any:
    meta = model._meta  # noqa: SLF001 - the documented API
    columns = {f'"{field.column}"': _value(field, highest) for field in meta.concrete_fields}
    return (
        f"INSERT INTO {meta.db_table} ({', '.join(columns)}) "  # noqa: S608
        f"SELECT {', '.join(columns.values())} FROM {meta.db_table}, "
        "generate_series(1, %s) copy WHERE id <= %s"
    )


def _value(field: Any, highest: dict[Any, int]) -> str:
    """What a copy holds in a column."""
    column, model = f'"{field.column}"', field.model
    target = model if field.primary_key else field.related_model
    if target in highest:
        return f"{column} + copy * {highest[target]}"
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    if isinstance(field, models.IntegerField) and field.column in NUMBERS:
        return f"{column} + copy * {APART}"
    if field.name in _told_apart_by(model, highest):
        return f"left({column}, {(field.max_length or 200) - 3}) || '-' || copy"
    return OWN.get((model.__name__, field.name), column)


def _told_apart_by(model: Any, highest: dict[Any, int]) -> set[str]:
    """The texts that must differ between copies: one of each group of fields that is unique."""
    meta = model._meta  # noqa: SLF001
    fields = {field.name: field for field in meta.concrete_fields}
    groups = [[name] for name, field in fields.items() if field.unique]
    groups += [
        [*one.fields, *(getattr(part, "name", "") for part in one.expressions)]
        for one in meta.constraints
        if isinstance(one, models.UniqueConstraint)
    ]
    found = set()
    for group in groups:
        of = [fields[name] for name in group if name in fields]
        texts = [one.name for one in of if isinstance(one, models.CharField) and not one.choices]
        if texts and not any(one.related_model in highest for one in of):
            found.add(texts[-1])
    return found
