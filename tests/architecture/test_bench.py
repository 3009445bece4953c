"""The measures of pages name the same rows as their tests."""

import ast
import inspect

from bench._demo_house import DemoHouse
from tests.accounts.house import House


def attributes(cls, context):
    """The attributes of `self` that the methods of a class set, or read."""
    return {
        node.attr
        for node in ast.walk(ast.parse(inspect.getsource(cls)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, context)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


def test_the_house_of_the_measures_has_each_row_that_an_address_names():
    named = attributes(House, ast.Store) & attributes(House, ast.Load)

    assert len(named) > 30
    assert named - attributes(DemoHouse, ast.Store) == set()
