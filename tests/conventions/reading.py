"""How tests open a page of a convention."""

from tests import reading
from tests.reading import texts, words

__all__ = ["page", "texts", "words"]


def page(client, name, row, **query):
    return reading.page(client, name, row, **query)
