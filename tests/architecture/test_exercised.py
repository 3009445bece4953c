"""Planted faults: what a whole run must exercise is listed, and a branch not taken is found."""

import ast
from contextlib import suppress
from types import SimpleNamespace

import pytest

from common.errors import MandatMissing, Refusal
from mediation.rules.refusals import NotRedeemed
from tests import branches, exercised

CHOICE = """\
def run(n):
    if n > 1:
        return "several"
    return "one"
"""
CHAIN = """\
def run(n):
    if n > 1:
        return "several"
    elif n == 1:
        return "one"
    return "none"
"""
LOOP = """\
def run(n):
    for one in range(n):
        if one == 2:
            return one
    return None
"""
MATCH = """\
def run(n):
    match n:
        case 1:
            return "one"
        case 2:
            return "two"
"""
CLOSED = """\
def run(n):
    match n:
        case 1:
            return "one"
        case _:
            assert_never(n)
"""
TRIED = """\
def run(n):
    try:
        return 1 / n
    except ZeroDivisionError:
        return 0
"""
STOPPED = """\
def run(n):
    int("not a number" if n else "also not")
    return 0
"""
IN_A_CLASS = """\
class Some:
    "Kept."
    def run(self, n):
        "Kept."
        return sorted([n], key=lambda one: -one)
run = Some().run
"""


@pytest.fixture
def marked(monkeypatch):
    """Run a planted module with one number after the other, and tell the places left."""
    monkeypatch.setattr(branches, "PLACES", [])
    monkeypatch.setattr(branches, "SEEN", bytearray())

    def run(source, *numbers):
        tree = branches.marked(ast.parse(source), "planted.py")
        names = {"__seen__": branches.SEEN}
        exec(compile(tree, "planted.py", "exec"), names)  # noqa: S102 - our own text
        for number in numbers:
            with suppress(ValueError):
                names["run"](number)
        return {place.removeprefix("planted.py:") for place in branches.unseen()}

    return run


@pytest.mark.parametrize(
    ("source", "numbers", "left"),
    [
        (CHOICE, [], {"2:5", "2:5 is never false", "3:9", "4:5"}),
        (CHOICE, [1], {"3:9"}),
        (CHOICE, [2], {"2:5 is never false", "4:5"}),
        (CHOICE, [1, 2], set()),
        (CHAIN, [2], {"4:5", "4:5 is never false", "5:9", "6:5"}),
        (CHAIN, [0, 1, 2], set()),
        (LOOP, [3], {"2:5 never comes to its end", "5:5"}),
        (LOOP, [2], {"4:13"}),
        (LOOP, [0], {"3:9", "3:9 is never false", "4:13"}),
        (LOOP, [2, 3], set()),
        (MATCH, [1, 2], {"2:5 never has no case"}),
        (MATCH, [2, 3], {"4:13"}),
        (CLOSED, [1], set()),
        (TRIED, [1], {"5:9"}),
        (TRIED, [0, 1], set()),
        (STOPPED, [0, 1], {"3:5"}),
        (STOPPED, [1], {"2:34", "3:5"}),
        (IN_A_CLASS, [], {"5:9", "5:44"}),
        (IN_A_CLASS, [1], set()),
    ],
)
def test_a_branch_that_nothing_takes_is_found(marked, source, numbers, left):
    assert marked(source, *numbers) == left


def test_marks_leave_values_and_docstrings_as_they_are(marked):
    tree = branches.marked(ast.parse(IN_A_CLASS), "planted.py")
    names = {"__seen__": branches.SEEN}
    exec(compile(tree, "planted.py", "exec"), names)  # noqa: S102 - our own text

    assert names["run"](3) == [3]
    assert names["run"].__doc__ == names["Some"].__doc__ == "Kept."


def test_every_kind_of_thing_is_asked_for():
    asked = set(exercised.everything())

    assert {
        "template reporting/home.html",
        "template emails/reminder.txt",
        "template components/state.html",
        "refusal over_budget",
        "refusal unknown_code",
        "address GET reporting:home",
        "address POST budget:commit",
        "address GET healthz",
        "address POST api:check",
        "command load_programme",
        "call POST /api/v1/redemptions/ 422",
        "call POST /api/v1/redemptions/",
        "call POST /api/v1/redemptions/check/",
        "problem 409 expired",
        "problem 503 unavailable",
    } <= asked
    assert not {"refusal refused", "refusal not_redeemed", "command __init__"} & asked
    assert {one.split()[0] for one in asked} == {
        "template", "refusal", "address", "command", "call", "problem",
    }  # fmt: skip


def test_a_refusal_that_others_specialise_is_not_asked_for():
    asked = set(exercised.kinds_of(Refusal))

    assert MandatMissing in asked
    assert NotRedeemed not in asked


@pytest.mark.parametrize(
    ("method", "code", "exercises"),
    [
        ("GET", 200, True),
        ("GET", 302, True),
        ("POST", 302, True),
        ("POST", 200, False),
        ("GET", 404, False),
        ("GET", 405, False),
    ],
)
def test_a_form_shown_again_or_a_refused_page_does_not_exercise_an_address(method, code, exercises):
    match = SimpleNamespace(view_name="budget:commit", route="conventions/budget/")
    request = SimpleNamespace(method=method, resolver_match=match)
    answers = set(exercised.answered(request, SimpleNamespace(status_code=code)))

    assert (f"address {method} budget:commit" in answers) == exercises
