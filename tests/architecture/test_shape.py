"""What import-linter cannot see: foreign keys by name, and size."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LAYERS = [
    "common",
    "audit",
    "accounts",
    "conventions",
    "places",
    "beneficiaries",
    "distribution",
    "mediation",
    "finance",
    "reporting",
    "passnum",
]
FOLDERS = [*LAYERS, "tests", "deploy", "bench"]
CODE = [
    file
    for folder in FOLDERS
    for file in (ROOT / folder).rglob("*.py")
    if "migrations" not in file.parts
]
TEMPLATES = list((ROOT / "templates").rglob("*.html"))
STYLES = [*(ROOT / "static" / "css").rglob("*.css"), *(ROOT / "static" / "js").rglob("*.js")]


def short(file):
    return str(file.relative_to(ROOT))


def is_ours(config):
    return Path(config.path).is_relative_to(ROOT) and ".venv" not in config.path


def test_every_app_has_its_floor():
    ours = {config.label for config in apps.get_app_configs() if is_ours(config)}
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}

    assert ours == set(LAYERS)
    assert packages - {"tests", "deploy", "bench"} == set(LAYERS)


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


@pytest.mark.parametrize("file", CODE, ids=short)
def test_files_and_functions_stay_small(file):
    source = file.read_text()
    limit = 25 if file.name == "views.py" or "views" in file.parts else 40
    longest = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert source.count("\n") <= 400
    assert {name: lines for name, lines in longest.items() if lines > limit} == {}


@pytest.mark.parametrize("file", TEMPLATES, ids=short)
def test_templates_stay_small(file):
    assert file.read_text().count("\n") <= 120


@pytest.mark.parametrize("file", STYLES, ids=short)
def test_styles_and_scripts_stay_small(file):
    assert file.read_text().count("\n") <= 400


@pytest.mark.parametrize("file", TEMPLATES, ids=short)
def test_templates_obey_the_content_security_policy(file):
    text = file.read_text()

    # A document is read by the PDF engine, not by a browser.
    if "documents" not in file.parts:
        assert " style=" not in text
        assert "<style" not in text
    assert "javascript:" not in text
    assert not any(f" on{event}=" in text for event in ("click", "change", "submit", "load"))


def test_the_apps_never_import_what_installs_them():
    importing = [
        short(file)
        for folder in LAYERS
        for file in (ROOT / folder).rglob("*.py")
        if any(
            isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "deploy"
            for node in ast.walk(ast.parse(file.read_text()))
        )
    ]

    assert importing == []
