"""What a deliberation says is a clause: the code holds no amount, rate or day of the five texts."""

import ast
import datetime as dt
import re
from decimal import Decimal

import pytest

from common.formats import day
from tests.architecture.sources import LAYERS, ROOT, code, short, tree

# Not the demonstration, which tells its own story, nor the gallery of the components.
CODE = [
    file
    for file in code(*LAYERS)
    if "demo" not in file.parts and "component_gallery" not in file.parts
]
TEMPLATES = [
    file for file in sorted((ROOT / "templates").rglob("*.html")) if "gallery" not in file.parts
]
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)

# Of the deliberations 2023-204, 2022-284, 2020.00263, 2022-367 and 2022.01883. Numbers that any
# program holds (10, 50, 10 000) are not told apart from theirs: only their words are looked for.
AMOUNTS = """
    550000 275000 763900 488900 125000 150000 244450 427780 91670 76400 687500 2101975 2971219.36
    57356.25 1228232.50 100226.91 1085403.70 353722.62 486000 396000 178000 134000 47000 92000
    68750 66100 28000 179201.47 304201.47
"""
RATES = "80 64 70.74 81.48 2.06 16.36 19.64 9.09"
DAYS = """
    2020-02-04 2020-03-01 2020-07-01 2020-07-06 2021-02-08 2021-03-11 2021-08-05 2021-10-22
    2021-12-31 2022-01-31 2022-07-04 2022-09-27 2022-11-22 2022-12-31 2023-01-01 2023-07-30
    2023-07-31 2023-12-31 2024-07-01 2024-12-31
"""
NUMBERS = {Decimal(one) for one in AMOUNTS.split()}
PERCENTS = {Decimal(one) for one in RATES.split()}
WRITTEN_DAYS = [
    written
    for one in map(dt.date.fromisoformat, DAYS.split())
    for written in (one.isoformat(), f"{one:%d/%m/%Y}", day(one).replace("\u00a0", " "))
]
THOUSANDS = re.compile(r"(?<=\d)[\s_](?=\d{3}(?!\d))")
NUMBER = re.compile(r"(?<![\w/.-])(\d+(?:\.\d+)?)\s*(%?)", re.ASCII)


def figures_in(text):
    """The figures of the texts that a text says."""
    plain = THOUSANDS.sub("", text.replace("\u00a0", " ")).replace(",", ".")
    yield from (one for one in WRITTEN_DAYS if one in text.replace("\u00a0", " "))
    for number, percent in NUMBER.findall(plain):
        if Decimal(number) in (PERCENTS if percent else NUMBERS):
            yield number


def is_theirs(node):
    """Whether a constant or a call is a figure of the texts."""
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return Decimal(str(node.value)) in NUMBERS
    if not isinstance(node, ast.Call) or not all(
        isinstance(one, ast.Constant) for one in node.args
    ):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    given = [one.value for one in node.args]
    if name in {"Decimal", "Fraction"} and given:
        value = Decimal(str(given[0])) / (given[1] if len(given) > 1 else 1)
        return bool({value, value * 100} & (NUMBERS | PERCENTS))
    is_day = name == "date" and len(given) == 3
    return is_day and "{}-{:02}-{:02}".format(*given) in DAYS.split()


def found_in(module):
    """The line of each figure of the texts; examples of docstrings and of hints are no rule."""
    notes = {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(module):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in notes and "xemple" not in node.value:
            if any(figures_in(node.value)):
                yield node.lineno
        elif is_theirs(node):
            yield node.lineno


@pytest.mark.parametrize("file", CODE, ids=short)
def test_no_module_holds_a_figure_of_the_texts(file):
    assert list(found_in(tree(file))) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=short)
def test_no_template_holds_a_figure_of_the_texts(file):
    assert list(figures_in(COMMENT.sub("", file.read_text()))) == []


@pytest.mark.parametrize(
    "planted",
    [
        "CAP = 763_900",
        'CAP = Decimal("2971219.36")',
        'AID = Decimal("0.8")',
        "AID = Decimal(80)",
        "AID = Fraction(4, 5)",
        "END = dt.date(2023, 7, 30)",
        'SAID = "au plus 80 % d’aide publique"',
        'SAID = "488 900,00 €"',
        'END = "30/07/2023"',
    ],
)
def test_a_figure_planted_in_a_module_is_found(planted):
    assert set(found_in(ast.parse(planted))) == {1}
