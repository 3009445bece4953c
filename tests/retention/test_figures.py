"""No figure of a page, of a file or of a frozen report changes when people are erased."""

import datetime as dt
import re

import pytest

from accounts.enums import Role
from audit.actors import SYSTEM
from beneficiaries.enums import ErasedFor
from beneficiaries.models import Person
from reporting import documents
from reporting.models import Report
from reporting.readings.reports import content_of
from reporting.rules import Quarter
from retention import actions
from tests.accounts.house import House
from tests.accounts.test_matrix import EXPECTED, ask
from tests.factories.accounts import NOON, sign_in
from tests.factories.distribution import DepotFactory, hand_out
from tests.factories.places import CommuneFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
# Where figures stand. The list of people, their pages and the register tell who is known.
COUNTED = re.compile(
    r"(reporting|finance|distribution|places|budget):|beneficiaries:(establishments|reglement)"
)
OF_PEOPLE = {
    "distribution:counter",
    "distribution:hand-out",
    "distribution:receipt",
    "distribution:undo-hand-out",
    "reporting:register",
}
NAMES = [
    name
    for (method, name), codes in EXPECTED.items()
    if method == "GET" and codes[Role.MANAGER] == 200
    if COUNTED.match(name) and name not in OF_PEOPLE
]


@pytest.fixture
def house():
    """With enough people for their counts to be shown."""
    house = House()
    depot = DepotFactory(programme=house.programme, carnets=6)
    for _ in range(6):
        hand_out(depot)
    return house


@pytest.fixture
def manager(client, house):
    return sign_in(client, house.member(Role.MANAGER))


def shown(house, client):
    """What is read at each address: the words of a page, the bytes of a file."""
    found = {}
    for name in NAMES:
        answer = ask(client, "GET", house.url(name))
        is_page = answer["Content-Type"].startswith("text/html")
        found[name] = words(answer) if is_page else answer.content
    return found


def erase_everybody():
    on, by = dt.date(2026, 1, 1), SYSTEM.at(NOON)
    for person in Person.objects.all():
        actions.erase(person, on=on, reason=ErasedFor.DUE, by=by)
    assert not Person.objects.known().exists()


def test_no_page_and_no_file_has_another_figure(house, manager):
    before = shown(house, manager)
    assert len(before) > 30

    erase_everybody()
    after = shown(house, manager)

    assert {name for name in NAMES if before[name] != after[name]} == set()


def test_a_figure_that_changes_is_seen(house, manager):
    before = shown(house, manager)

    Person.objects.update(commune=CommuneFactory(in_picardie=True))

    assert shown(house, manager) != before


def test_a_report_made_again_is_the_same_to_the_byte(house):
    quarter, frozen = Quarter(dt.date(2023, 4, 1)), Report.objects.get()
    before = content_of(house.convention, quarter), documents.data_of(frozen, at=NOON)
    assert before[0]["people"]["reached"] > 6

    erase_everybody()

    again = Report.objects.get()
    assert (content_of(house.convention, quarter), documents.data_of(again, at=NOON)) == before
    assert (again.data_hash, again.document_hash) == (frozen.data_hash, frozen.document_hash)
