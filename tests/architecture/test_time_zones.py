"""A day or an hour is that of the time zone in use: nobody names one, or turns instants alone."""

import ast
import re

import pytest

from tests.architecture.sources import LAYERS, code, short, tree

ZONE = re.compile(r"(Europe|America|Indian|Pacific)/\w+")
NAMING = {"passnum/settings.py", "programmes/enums.py"}  # the one by default, and the choices
# What turns an instant into a day or an hour, or says in which zone it is done; and who does so.
TURNING = {
    "date": {"common/formats.py"},
    "localtime": {"common/formats.py"},
    "get_current_timezone": {"common/formats.py"},
    "override": {"programmes/models.py", "programmes/middleware.py"},
}
NEVER = {"ZoneInfo", "localdate", "make_aware", "make_naive", "get_default_timezone"}
NEVER |= {"fromtimestamp", "utcnow", "utcfromtimestamp", "get_default_timezone_name"}
CODE = code(*LAYERS)


def named(file):
    words = (one.value for one in ast.walk(tree(file)) if isinstance(one, ast.Constant))
    return any(isinstance(word, str) and ZONE.fullmatch(word) for word in words)


def calls(node):
    """The name of each function that is called: `date` of `at.date()`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield getattr(inner.func, "attr", getattr(inner.func, "id", "")), inner


def turns(file):
    """What turns instants in a file; `dt.date(2023, 5, 15)` is no such thing."""
    bare = {name for name, call in calls(tree(file)) if name != "date" or not call.args}
    return {name for name in bare if name in NEVER | TURNING.keys()}


def test_only_the_settings_and_the_parameter_name_a_time_zone():
    assert {short(file) for file in CODE if named(file)} == NAMING


def test_only_one_module_turns_an_instant_into_a_local_day():
    found = {(name, short(file)) for file in CODE for name in turns(file)}

    assert found == {(name, file) for name, files in TURNING.items() for file in files}


@pytest.mark.parametrize("file", [file for file in CODE if file.name == "tasks.py"], ids=short)
def test_what_no_request_precedes_names_whose_days_it_reads(file):
    """Within a `with`, which says of which programme."""
    scopes = [
        node
        for node in ast.walk(tree(file))
        if isinstance(node, ast.With) and "local_time" in ast.dump(node.items[0])
    ]
    within = {call for scope in scopes for _, call in calls(scope)}

    read = [call for name, call in calls(tree(file)) if name in ("legal_day", "today")]
    assert [call.lineno for call in read if call not in within] == []
