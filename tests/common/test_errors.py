"""A refusal has one code, that of its class, wherever it is raised."""

from collections import Counter

from common.errors import NirFound, Refusal


def refusals(kind=Refusal):
    for found in kind.__subclasses__():
        yield found
        yield from refusals(found)


def test_the_code_of_a_refusal_is_the_name_of_its_class():
    assert NirFound.code == "nir_found"


def test_no_two_refusals_have_the_same_code():
    codes = Counter(found.code for found in refusals() if found.__module__.split(".")[0] != "tests")

    assert [code for code, count in codes.items() if count > 1] == []
