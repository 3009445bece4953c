"""A page cut in passages, so that a value is read beside the words that name it."""

import re

from django.test.html import Element, parse_html

from tests.journeys.page_read import plain

HEADINGS = ("h2", "h3", "caption")
WHOLE = {"tr", "li", "p", "figcaption", "summary", "h1", "dt", "dd"}
HIDDEN = {"script", "style", "select", "textarea", "del", "svg", "nav", "footer"}


def passages(page):
    """The rows, items, pairs and paragraphs of a page, each after the headings that it is under.

    A cell follows the title of its column.
    """
    return list(_walk(parse_html(page), {}, []))


def shows(found, fact):
    """Whether a passage has the value, whole, and what stands near it."""
    before = r"(?<![\d,.])(?<!\d )" if fact.value[0].isdigit() else r"(?<!\w)"
    value = rf"{before}{re.escape(fact.value)}(?!\w|,\d| \d{{3}})"
    return any(fact.near in passage and re.search(value, passage) for passage in found)


def _walk(element, above, columns):
    """A heading stands above what follows it in its element."""
    own = [child for child in element.children if not isinstance(child, Element)]
    for child in _elements(element):
        if child.name in HEADINGS:
            lower = HEADINGS[HEADINGS.index(child.name) :]
            above = {name: words for name, words in above.items() if name not in lower}
            above[child.name] = _words(child)
        elif child.name == "thead":
            columns[:] = map(_words, _elements(child.children[0]))
        elif child.name in WHOLE or (child.name == "div" and element.name == "dl"):
            yield _under(above, _whole(child, columns))
        elif child.name not in HIDDEN:
            yield from _walk(child, above, columns)
    if own:
        yield _under(above, plain(" ".join(own)))


def _whole(element, columns):
    if element.name != "tr":
        return _words(element)
    cells = [_words(cell) for cell in _elements(element)]
    titles = columns if len(columns) == len(cells) else [""] * len(cells)
    return " · ".join(f"{title} : {cell}" for title, cell in zip(titles, cells, strict=True))


def _elements(element):
    return [child for child in element.children if isinstance(child, Element)]


def _words(node):
    if not isinstance(node, Element):
        return node
    inside = " ".join(
        f"· {_words(child)}" if getattr(child, "name", "") == "p" else _words(child)
        for child in node.children
    )
    return "" if node.name in HIDDEN else re.sub(r" ([.,)])", r"\1", plain(inside))


def _under(above, words):
    return " › ".join([*above.values(), words])
