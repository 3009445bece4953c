"""The lists of pinned dependencies say how they were made: Renovate makes them again so."""

import json
import re
import shlex

import pytest

from deploy.architecture_diagram import ROOT

LISTS = ["requirements.txt", "requirements-demo.txt", "requirements-dev.txt"]
# The options of `uv pip compile` that its manager « pip-compile » knows; with a value, after `=`.
ALONE = {"--generate-hashes", "--universal"}
WITH_VALUE = {"--python-version", "--extra", "--constraints", "--output-file"}
HEADER = re.compile(r"^(?:#.*\n)+# {4}(\S.*)\n")


def command_of(name):
    """How a list says that it was made."""
    found = HEADER.match((ROOT / name).read_text())
    return shlex.split(found[1]) if found else []


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_headed_by_a_command_that_renovate_knows(name):
    command = command_of(name)
    options = [word for word in command if word.startswith("-")]

    assert command[:3] == ["uv", "pip", "compile"]
    assert f"--output-file={name}" in options
    assert [
        one for one in options if one not in ALONE and one.split("=")[0] not in WITH_VALUE
    ] == []
    assert [one for one in options if one in WITH_VALUE] == []


def test_the_lists_are_those_that_renovate_watches_and_make_writes():
    configured = json.loads((ROOT / "renovate.json").read_text())
    (pattern,) = configured["pip-compile"]["managerFilePatterns"]
    text = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    (start,) = re.findall(r"^COMPILE = (.*)$", text, re.MULTILINE)
    made = [shlex.split(f"{start} {rest}") for rest in re.findall(r"\$\(COMPILE\) (.*)", text)]
    quiet = [[word for word in command if word != "-q"] for command in made]

    assert all(re.search(pattern.strip("/"), name) for name in LISTS)
    assert quiet == [command_of(name) for name in LISTS]
