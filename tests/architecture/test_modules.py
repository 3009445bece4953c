"""Modules: an app holds standard names only, each noun has one file name, and names are kept."""

import ast
import re
from collections import defaultdict

import pytest

from deploy.architecture_diagram import ROOT, jobs, purpose
from tests.architecture.sources import (
    LAYERS,
    OUTSIDE,
    SERVING_ALL,
    STANDARD,
    code,
    imports_of,
    short,
    tree,
)

HEAVIEST = 4_500  # lines of an app, without its migrations
NOT_NOUNS = {"__init__", "__pycache__"}


def modules_of(app):
    """The modules and folders of an app, by name."""
    found = {path.name.removesuffix(".py"): path for path in (ROOT / app).iterdir()}
    return {name: path for name, path in found.items() if name not in NOT_NOUNS}


@pytest.mark.parametrize("app", [app for app in LAYERS if app not in SERVING_ALL])
def test_an_app_holds_standard_names_only(app):
    assert set(modules_of(app)) - STANDARD == set()


@pytest.mark.parametrize("app", SERVING_ALL)
def test_what_serves_all_names_its_other_modules(app):
    said = ast.get_docstring(tree(ROOT / app / "__init__.py"))
    named = set(re.findall(r"\b(\w+)(?:\.py\b|/)", said))

    others = set(modules_of(app)) - STANDARD
    assert others - named == set()
    assert named - set(modules_of(app)) == set()


@pytest.mark.parametrize("app", LAYERS)
def test_an_app_says_what_it_owns(app):
    assert re.fullmatch(r"\S.{10,90}", purpose(app))


def test_every_line_of_modules_says_what_it_is_for():
    assert "" not in jobs()


def singular(noun):
    """The word under which a noun and its twin meet: plan for plans, hand_out for hand_outs."""
    words = noun.replace("people", "person").split("_")
    return "_".join(
        re.sub("ies$", "y", re.sub("sses$", "ss", word)).removesuffix("s") for word in words
    )


def nouns_of(app):
    """Each noun of an app, with the files that bear a form of it."""
    files = defaultdict(set)
    for package in (path for path in modules_of(app).values() if path.is_dir()):
        if package.name not in {*OUTSIDE, "api", "management"}:
            for file in package.glob("*.py"):
                if file.stem not in NOT_NOUNS:
                    files[singular(file.stem)].add(short(file))
    return files


@pytest.mark.parametrize("app", LAYERS)
def test_a_noun_has_one_file_name_in_every_package_of_its_app(app):
    twins = [
        sorted(files)
        for files in nouns_of(app).values()
        if len({file.rpartition("/")[2] for file in files}) > 1
    ]

    assert twins == []


@pytest.mark.parametrize(
    ("noun", "twin"),
    [("plan", "plans"), ("person", "people"), ("hand_out", "hand_outs"), ("pass", "passes")],
)
def test_a_noun_and_its_twin_are_one(noun, twin):
    assert singular(noun) == singular(twin)


@pytest.mark.parametrize("app", LAYERS)
def test_no_import_gives_another_name(app):
    """A name that does not serve where it is read is a bad name: mend it where it stands."""
    renamed = [str(found) for found in imports_of(app) if found.alias]

    assert renamed == []


def opens_a_transaction(file):
    return any(
        isinstance(node, ast.Attribute | ast.Name)
        and "atomic" in (getattr(node, "attr", ""), getattr(node, "id", ""))
        for node in ast.walk(tree(file))
    )


@pytest.mark.parametrize("app", [app for app in LAYERS if app != "passnum"])
def test_only_actions_and_commands_open_a_transaction(app):
    """A view that opens one writes twice: what belongs together is one action."""
    opening = [
        short(file)
        for file in code(app)
        if not {"actions", "actions.py", "management"} & set(file.parts)
        and opens_a_transaction(file)
    ]

    assert opening == []


@pytest.mark.parametrize("app", LAYERS)
def test_an_app_can_be_read_in_a_morning(app):
    assert sum(file.read_text().count("\n") for file in code(app)) <= HEAVIEST
