"""Every list with filters, in one walk: what its title counts, and what its search reads."""

import re
from functools import cache

import pytest
from django.test import Client

from accounts.enums import Role
from tests.accounts.house import House
from tests.accounts.test_matrix import members, opened_pages
from tests.factories.financing import PlanFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FILTERS = re.compile(r'<form method="(\w+)"[^>]*class="filters"')
READ = (
    *("title", "number", "obligation", "name", "imputation", "purpose", "listed_name", "label"),
    *("convention", "place", "subject", "email", "about", "depot"),
)
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


def rows_of(page):
    return [row.record for row in page.context["listing"].table.rows]


def named(page):
    """The words of the first row that its search reads."""
    table = page.context["listing"].table
    read = next(iter(table.rows)).get_cell_value
    columns = [one.name for one in table.columns]
    return str(read(next(one for one in READ if one in columns)))


def test_a_percent_or_an_underscore_is_a_character_in_every_search(filtered):
    wrong = {}
    for name in lists():
        known = named(filtered(name)).split(" (")[0]
        asked = [f"{known[0]}%{known[-1]}", f"{known[:-2]}_{known[-1]}", f"{known}%", "%%", "_"]
        found = {one: len(rows_of(filtered(name, q=one))) for one in asked}
        if not rows_of(filtered(name, q=known)) or any(found.values()):
            wrong[name] = (known, found)

    assert wrong == {}


def test_the_counter_reads_a_percent_as_a_character(house):
    client = members(house)[Role.DISTRIBUTOR]
    name = house.person.last_name

    def found(words):
        page = client.post(house.url("distribution:counter"), {"q": words}, follow=True)
        counter = page.context["counter"]
        return [counter.person] if counter.person else counter.people

    assert found(name) == [house.person]
    assert [one for one in ("%", "_", f"{name}%", f"{name[:-1]}_") if found(one)] == []


WRITTEN = ["n° {}", "N°{}", "n°\u00a0{}", "n°\u202f{}", "nº {}"]


def test_a_number_is_searched_as_any_page_prints_it(house, filtered):
    numbered = {
        "deliberations:index": house.deliberation.number,
        "budget:budget-lines": house.line.imputation,
        "budget:subsidies": house.deliberation.number,
        "finance:expenses": house.expense.mandat_number,
        "finance:consumed": house.redemption.receipt,
        "finance:funding-keys": f"{house.funding_key.first_carnet:05d}",
        "incidents:blocks": f"{house.block.carnet.number:05d}",
        "counts:counts": str(house.count.number),
        "events:journal": f"{house.carnet.number:05d}",
    }
    plain = {name: len(rows_of(filtered(name, q=n))) for name, n in numbered.items()}
    assert [name for name, rows in plain.items() if not rows] == []
    for written in WRITTEN:
        asked = {name: filtered(name, q=written.format(n)) for name, n in numbered.items()}
        assert {name: len(rows_of(page)) for name, page in asked.items()} == plain
        assert rows_of(filtered("finance:funding-keys", q=written.format("00999"))) == []
