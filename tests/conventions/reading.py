"""How tests open a page and read it."""

import html
import re

from django.urls import reverse


def page(client, name, row, **query):
    return client.get(reverse(f"conventions:{name}", args=[row.public_id]), query)


def texts(response):
    """The text of a page, its spaces made plain."""
    return " ".join(response.text.replace("\u00a0", " ").split())


def words(response):
    """The words of a page alone, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", texts(response))).split())
