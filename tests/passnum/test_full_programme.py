"""Every key of the format: written, loaded and written again, the same."""

import re

import pytest
from django.apps import apps
from django.db import models, transaction

from deadlines.models import Occurrence
from finance.models import Expense, FundingKey, Payment
from findings import readings
from passnum.programme_file.schema import SECTIONS
from programmes.models import Programme
from tests.passnum.full_programme import ACCEPTED, FULL, open_accounts
from tests.passnum.loading import adds_nothing, dumped, dumped_values, faults, load_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def load_full():
    """The file and, once it is loaded, an acceptance of one of its findings."""
    open_accounts()
    load_text(FULL)
    found = next(one for one in readings.of_programme(Programme.objects.get()) if one.convention)
    accepted = ACCEPTED.format(
        convention=found.convention.code,
        finding=found.code,
        text=found.text,
        sentence=found.sentence,
    )
    load_text(FULL + accepted)
    return FULL + accepted


def test_it_is_the_same_here_and_in_an_empty_database():
    with transaction.atomic():
        text = load_full()
        first = dumped()
        assert adds_nothing(text)
        assert adds_nothing(first)
        transaction.set_rollback(True)
    assert not Programme.objects.exists()

    open_accounts()
    load_text(first)

    assert dumped() == first
    assert adds_nothing(text)


def keys_of(schema, path=""):
    """Every key of a schema, with its section."""
    if schema["type"] == "array":
        yield from keys_of(schema["items"], path) if "properties" in schema["items"] else ()
        return
    for key, inner in schema["properties"].items():
        yield f"{path}.{key}"
        if inner.get("type") in ("object", "array"):
            yield from keys_of_inner(inner, f"{path}.{key}")


def keys_of_inner(schema, path):
    inner = schema["items"] if schema["type"] == "array" else schema
    if "properties" in inner:
        yield from keys_of(inner, path)


def keys_written(value, path):
    if isinstance(value, list):
        for one in value:
            yield from keys_written(one, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}"
            yield from keys_written(inner, f"{path}.{key}")


def test_no_key_of_the_format_is_forgotten():
    load_full()
    values = dumped_values()

    known = {key for one in SECTIONS for key in keys_of(one.schema, one.name)}
    written = {key for name, rows in values.items() for key in keys_written(rows, name)}

    assert set(map(of_any_text, written)) == set(map(of_any_text, known))


def of_any_text(key):
    """The texts of conventions and of their avenants, signed again too, have the same keys."""
    text = key.replace("conventions.avenants.", "conventions.").replace(".again.", ".")
    return re.sub(r"corrections\.(clauses|obligations|parties)\.", r"\1.", text)


def test_the_due_days_are_as_the_file_says():
    load_full()

    states = Occurrence.objects.exclude(state__in=["to_prepare", "earlier"]).order_by("due_on")

    assert [(one.due_on.isoformat(), one.state, one.proofs.count()) for one in states] == [
        ("2021-03-31", "sent", 1),
        ("2021-04-30", "sent", 3),
        ("2021-05-11", "ready", 0),
        ("2021-05-31", "waived", 0),
        *[("2022-03-31", "sent", 1)] * 2,
        *[(day, "sent", 1) for day in ("2022-04-30", "2022-05-31")],
        ("2023-07-20", "ready", 0),
    ]
    assert states[1].current_responsible.email == "gestion@essai.fr"
    assert states[2].current_responsible.email == "finances@essai.fr"


def test_an_account_that_nobody_has_is_said():
    found = faults(FULL)

    assert "Aucun compte n’a cette adresse" in found["conventions[1].obligations[2].responsible"]


# What of each row stands in the file: its table there, and the columns that it tells otherwise.
TABLES = {
    "Programme": ("programme", ""),
    "Deliberation": ("deliberations", "folder"),
    "Visa": ("deliberations.visas", "deliberation position origin"),
    "Opinion": ("deliberations.opinions", "deliberation position"),
    "VotingGroup": ("deliberations.groups", "deliberation position"),
    "Calendar": ("calendars", ""),
    "Convention": ("conventions", "state ended_on planned_on folder"),
    "Avenant": ("conventions.avenants", "convention state folder"),
    "Party": ("conventions.parties", "convention avenant position effective_on"),
    "Clause": (
        "conventions.clauses",
        "convention avenant day amount number rate text table effective_on",
    ),
    "Obligation": ("conventions.obligations", "convention avenant effective_on version_of"),
    "Correction": (
        "conventions.corrections",
        "convention avenant clause corrected_obligation obligation"
        " former_signed_on former_signed_source former_voted_on former_deliberation"
        " former_effective_on",
    ),
    "Occurrence": ("conventions.obligations.occurrences", "obligation state folder"),
    "Proof": ("conventions.obligations.occurrences.proofs", "occurrence file"),
    "Release": ("budget_lines.commitments.releases", "commitment"),
    "Payment": ("conventions.payments", "convention expense"),
    "Plan": ("plans", ""),
    "PlanItem": ("plans.items", "plan position"),
    "BudgetLine": ("budget_lines", "committed"),
    "BudgetPhase": ("budget_lines.phases", "line"),
    "Commitment": ("budget_lines.commitments", "line"),
    "Subsidy": ("subsidies", "commitment folder written_by"),
    "SubsidyItem": ("subsidies.sub_totals", "subsidy position part_of"),
    "SubsidyPayment": ("subsidies.payments", "subsidy recorded_by"),
    "Acceptance": ("acceptances", "fingerprint accepted_by withdrawn_by"),
    "FundingKey": ("orders.funding_keys", "programme"),
    "Expense": ("plans.expenses", "programme lot"),
}
NOT_WRITTEN = {
    "Participation",
    "ProgrammeFile",
    "Folder",
    "File",
    "FileContent",
    "Reminder",
    "CalendarFeed",
}
FLOORS = (
    "programmes",
    "files",
    "deliberations",
    "budget",
    "conventions",
    "deadlines",
    "financing",
    "findings",
    "corrections",
)
MODELS = {
    model.__name__: model for app in FLOORS for model in apps.get_app_config(app).get_models()
} | {"Payment": Payment, "FundingKey": FundingKey, "Expense": Expense}
NEVER_SAID = (models.DateTimeField, models.UUIDField, models.AutoField)


def test_every_model_of_the_agreements_stands_in_the_file_or_is_said_not_to():
    assert MODELS.keys() == TABLES.keys() | NOT_WRITTEN


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_its_key(name):
    """A column that is added, and that no key of the file tells, is found."""
    path, otherwise = TABLES[name]
    fields = MODELS[name]._meta.fields
    plain = {one.name for one in fields if not isinstance(one, NEVER_SAID)}
    keys = {key for one in SECTIONS for key in keys_of(one.schema, one.name)}

    told = {key.rpartition(".")[2] for key in keys if key.rpartition(".")[0] == path}

    assert plain - {"programme", "id"} - set(otherwise.split()) <= told
