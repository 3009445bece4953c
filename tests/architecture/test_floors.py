"""Floors: each package has one; foreign keys and pages know only what is below."""

from pathlib import Path

import pytest
from django.apps import apps

from deploy.architecture_diagram import ROOT, contract, linter, modules
from tests.architecture.sources import LAYERS, SERVING_ALL, code, imports_of, short

BESIDE = {"tests", "deploy", "bench"}
# What stands above the actions of an app serves this app alone, but for these parts of pages.
PRIVATE = {
    name for row in modules()[: modules().index(["actions"])] for name in row
}  # urls, views, pages, forms, ...
SHOWN_ABOVE = {
    "accounts.sections.account_named",
    "accounts.forms.OrganisationFields",
    "accounts.forms.checked_siret",
    "accounts.forms.organisation_answer",
    "deliberations.forms.DeliberationChoice",
    "deliberations.sections.vote_key",
    "places.forms.CommuneField",
    "files.forms.SentFile",
    "files.pages.files_of",
    "movements.forms.RangesField",
    "movements.tables.ShipmentLineTable",
}
# These gather what the floors below show and read of their own facts.
GATHERING = {"corrections", "dossiers", "ordering", "reporting"}
GATHERED = {"pages", "forms", "tables", "sections"}


def is_ours(config):
    return Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path


def packages():
    return {file.parent.name for file in ROOT.glob("*/__init__.py")} - BESIDE


def test_every_app_has_its_floor():
    assert packages() == set(LAYERS)
    assert {config.label for config in apps.get_app_configs() if is_ours(config)} == set(LAYERS)


def test_import_linter_reads_every_floor():
    assert set(linter()["root_packages"]) == set(LAYERS)


def test_every_app_has_its_modules_in_order():
    assert set(contract("modules")["containers"]) == set(LAYERS) - set(SERVING_ALL)


def foreign_keys():
    for model in apps.get_models():
        if not is_ours(apps.get_app_config(model._meta.app_label)):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model:
                target = field.related_model._meta.app_label
                name = f"{model.__name__}.{field.name}"
                yield pytest.param(model._meta.app_label, target, id=name)


@pytest.mark.parametrize(("source", "target"), list(foreign_keys()))
def test_foreign_keys_point_downwards(source, target):
    if target in LAYERS:
        assert LAYERS.index(target) <= LAYERS.index(source)
    else:
        # The user of accounts keeps Django's groups; nothing else leans on a library's rows.
        assert (source, target) == ("accounts", "auth")


def is_private_to_its_app(found):
    (app, *_), (owner, *rest) = found.importer, found.target
    if owner in {app, "common"} or app == "passnum" or not rest or rest[0] not in PRIVATE:
        return False
    gathered = app in GATHERING and rest[0] in GATHERED
    return not gathered and found.path not in SHOWN_ABOVE


@pytest.mark.parametrize("app", LAYERS)
def test_no_floor_borrows_the_pages_of_another(app):
    """What two floors need of a form, a list or a page goes down to `common`."""
    assert [str(found) for found in imports_of(app) if is_private_to_its_app(found)] == []


def test_what_is_lent_is_borrowed():
    assert {found.path for app in LAYERS for found in imports_of(app)} >= SHOWN_ABOVE


@pytest.mark.parametrize("app", LAYERS)
def test_no_module_imports_what_another_keeps_for_itself(app):
    assert [str(found) for found in imports_of(app) if found.target[-1].startswith("_")] == []


def test_the_apps_never_import_what_installs_them():
    words = ("from deploy", "import deploy", "from tests", "import tests", "from bench")
    importing = [
        short(file)
        for file in code(*LAYERS)
        if any(line.strip().startswith(words) for line in file.read_text().splitlines())
    ]

    assert importing == []
