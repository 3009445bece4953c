"""Sizes, and what a template may hold."""

import ast
import re

import pytest

from deploy.architecture_diagram import ROOT
from tests.architecture.sources import LAYERS, code, short, tree

CODE = code(*LAYERS, "tests", "deploy", "bench")
TEMPLATES = list((ROOT / "templates").rglob("*.html"))
STYLES = [*(ROOT / "static" / "css").rglob("*.css"), *(ROOT / "static" / "js").rglob("*.js")]


@pytest.mark.parametrize("file", CODE, ids=short)
def test_files_and_functions_stay_small(file):
    source = file.read_text()
    limit = 25 if file.name == "views.py" or "views" in file.parts else 40
    longest = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree(file))
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


def test_the_styles_together_stay_light():
    assert sum(file.stat().st_size for file in STYLES if file.suffix == ".css") <= 53_000


def test_no_style_is_kept_for_a_class_that_nothing_has():
    rules = " ".join(file.read_text() for file in STYLES if file.suffix == ".css")
    named = {*re.findall(r"\.([a-z_][\w-]*)", re.sub(r"/\*.*?\*/|url\(.*?\)", "", rules))}
    scripts = [file for file in STYLES if file.suffix == ".js"]
    given = [re.findall(r'(?:class|kind)="([^>]*)', file.read_text()) for file in TEMPLATES]
    given += [
        re.findall(r"[\"'`]([\w .{}-]*)[\"'`]", file.read_text())
        for file in (*code(*LAYERS), *scripts)
    ]
    words = {word for some in given for one in some for word in re.findall(r"[a-z_][\w-]*", one)}

    # Where the end of a name is a value: `state-{{ family }}`.
    completed = {word for word in words if word.endswith("-")}
    unused = {one for one in named - words if f"{one.rpartition('-')[0]}-" not in completed}

    assert unused == set()


@pytest.mark.parametrize("file", TEMPLATES, ids=short)
def test_templates_obey_the_content_security_policy(file):
    text = file.read_text()

    # A document is read by the PDF engine, not by a browser.
    if "documents" not in file.parts:
        assert " style=" not in text
        assert "<style" not in text
    assert "javascript:" not in text
    assert not any(f" on{event}=" in text for event in ("click", "change", "submit", "load"))
