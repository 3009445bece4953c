"""Each model says in docs/identities.md what makes two rows the same, and the database the same."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.models import AutoField, F, UniqueConstraint

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/identities.md").read_text().splitlines()
    if line.startswith("| `")
]
OURS = [model for model in apps.get_models() if (ROOT / model._meta.app_label).is_dir()]
NEVER_TYPED = {"public_id", "folder"}  # made by the system for each row


def names_in(expression):
    if isinstance(expression, str):
        return [expression]
    if isinstance(expression, F):
        return [expression.name]
    inner = expression.get_source_expressions()
    return [name for one in inner if one is not None for name in names_in(one)]


def identities(model):
    found = set()
    for field in model._meta.local_fields:
        if field.primary_key and not isinstance(field, AutoField):
            found.add(("primary key", field.name))
        elif field.unique and not field.primary_key and field.name not in NEVER_TYPED:
            found.add(("unique", field.name))
    for one in model._meta.constraints:
        if isinstance(one, UniqueConstraint):
            named = one.fields or [name for part in one.expressions for name in names_in(part)]
            found.add((one.name, ", ".join(named)))
        elif isinstance(one, ExclusionConstraint):
            names = [name for part, _ in one.expressions for name in names_in(part)]
            found.add((one.name, ", ".join(names)))
    return found


def test_each_model_is_in_the_table_once():
    named = [row[0].strip("`") for row in ROWS]

    assert sorted(named) == sorted(model._meta.label for model in OURS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip("`"))
def test_the_database_keeps_the_identity_that_the_table_says(row):
    name, same, constraints, breaks = row
    said = set(re.findall(r"`([a-z_ ]+)` \(([^)]*)\)", constraints))

    assert same
    assert breaks
    assert said == identities(apps.get_model(name.strip("`")))
