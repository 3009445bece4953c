"""The checks of pages are measured: faults are planted one by one, and those for the eye are known.

`make fuzz` plants them all, `make test` one of ten.
"""

import os
import tomllib
from pathlib import Path

import pytest

from tests import browser

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = tomllib.loads(Path(__file__).with_name("accessibility_faults.toml").read_text())
WORDS = {
    "IMAGE": "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
    "LONG": "La remise se fait au guichet, avec une preuve de la situation de la personne. " * 3,
}
STEP = 1 if "FUZZ" in os.environ else 10


def changes(kind):
    """What is replaced in the page, and by what, for each fault of a kind."""
    for name, planted in FAULTS[kind].items():
        before, after = planted if kind == "changed" else ("</main>", f"{planted}</main>")
        for word, value in WORDS.items():
            after = after.replace(word, value)
        yield name, (before, after)


def test_what_could_be_wrong_of_a_page_is_found_but_for_what_an_eye_sees(
    open_page, live_server, pages
):
    page = open_page(is_kept=False)
    address = f"{live_server.url}/connexion/"
    page.goto(address)
    whole = page.content()
    assert browser.faults(page) == []
    planted = dict([*changes("added"), *changes("changed")][::STEP]) | dict(changes("for_the_eye"))

    found = {name: faults(page, address, whole, *change) for name, change in planted.items()}

    pages.errors.clear()  # those of the faults themselves
    assert [name for name, wrong in found.items() if not wrong] == list(FAULTS["for_the_eye"])


def faults(page, address, whole, before, after):
    """What the checks find on the page once it is changed."""
    assert before in whole
    body = whole.replace(before, after, 1)
    page.route(address, lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(address)
    found = browser.faults(page)
    page.unroute(address)
    return found
