"""Every list with filters, in one walk: what its title counts."""

import re
from functools import cache

import pytest
from django.test import Client

from tests.accounts.house import House
from tests.accounts.test_matrix import members, opened_pages
from tests.factories.financing import PlanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FILTERS = re.compile(r'<form method="(\w+)"[^>]*class="filters"')
TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


@cache
def lists():
    """Each list with filters: the name of its address, the role that opens it, how it is sent."""
    found = {}
    for role, name, _, page in opened_pages():
        form = FILTERS.search(page.text) if page["Content-Type"].startswith("text/html") else None
        if form and page.status_code == 200:
            found.setdefault(name, (role, form[1]))
    return found


@pytest.fixture
def house():
    return House()


@pytest.fixture
def filtered(house):
    """`filtered(name, **asked)`: the page of a list, filtered as someone does."""
    house.establishment.name = "Collège"
    house.establishment.save()
    PlanFactory(programme=house.programme, convention=house.convention)
    clients = members(house)

    def ask(name, **asked):
        role, method = lists()[name]
        client: Client = clients[role]
        send = client.post if method == "post" else client.get
        return send(house.url(name), asked, follow=True)

    return ask


def numbers(text):
    return re.findall(r"\d+", text)


def title(page):
    return " ".join(
        re.sub(r"<[^>]+>", " ", TITLE.search(page.text)[1]).replace("\u00a0", " ").split()
    )


def test_the_title_of_a_list_counts_what_its_filters_found(filtered):
    counted, wrong = [], {}
    for name in lists():
        whole, found = title(filtered(name)), title(filtered(name, q="zzzz"))
        (number, *_), (shown, *of) = numbers(whole) or [""], numbers(found) or [""]
        counted += [name] if number else []
        if number and (shown != "0" or of not in ([], [number])):
            wrong[name] = (whole, found)

    assert wrong == {}
    assert sorted({*lists()} - {*counted}) == ["finance:funding-keys"]
