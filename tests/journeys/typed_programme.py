"""A programme that a manager types in the pages, as a file describes it, and how it is compared."""

import csv
import io

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from common import clock
from passnum.programme_file import dumper, reading
from passnum.programme_file.loader import load
from programmes.models import Programme
from tests.conftest import MONDAY
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.journeys.page_read import Page, plain
from tests.journeys.typing_agreements import (
    type_calendars,
    type_conventions,
    type_deliberations,
)
from tests.journeys.typing_money import type_budget_lines, type_plans, type_subsidies
from tests.journeys.typist import Typist
from tests.passnum.loading import check_keys_once, written_after_loading

LOADED = {"by": SYSTEM, "at": NOON}
# The other sections belong to orders, counters and places, whose pages are not of these texts;
# versions of the règlement are typed in `test_reglement`.
ENTERED = ["deliberations", "calendars", "conventions", "plans", "budget_lines", "subsidies"]
# In no order of their own: what is sorted by what.
SORTED = {"conventions": "title", "plans": "title", "clauses": "kind"}


class TypedProgramme(TestCase):
    """Typed once for all its tests; a class because only Django's keeps rows from test to test."""

    __test__ = False
    code = ""

    @classmethod
    def setUpTestData(cls):
        values = reading.parse(reading.read(f"demo/{cls.code}.toml"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "real_now", lambda: MONDAY)
            cls.wanted = compared(reading.parse(written_after_loading(cls.code)))
            programme = empty(values)
            cls.manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
            enter(Typist(sign_in(Client(), cls.manager)), values)
            check_keys_once()

    @pytest.fixture(autouse=True)
    def _on_the_day(self, clock):
        self.clock = clock

    def setUp(self):
        sign_in(self.client, self.manager)
        self.typist = Typist(self.client)

    def words(self, name, *rows, **query):
        """What somebody reads on a page."""
        url = reverse(name, args=[row.public_id for row in rows])
        response = self.client.get(url, query)
        assert response.status_code == 200, url
        return plain(" ".join(Page(response.text).said))

    def reads(self, shown, *sentences):
        for sentence in sentences:
            assert plain(sentence) in shown, (sentence, shown)

    def sheet(self, name, **query):
        """The lines of the CSV file of a list, by the title of their column."""
        response = self.client.get(reverse(name), query | {"fichier": "csv"})
        text = response.content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def dumped(code):
    return reading.parse(dumper.text(Programme.objects.get(code=code)))


def empty(values):
    """The programme of a file, and its authority, and nothing else."""
    authority = values["programme"]["authority"]
    own = [one for one in values["organisations"] if one["code"] == authority]
    load({"programme": values["programme"], "organisations": own}, **LOADED)
    return Programme.objects.get(code=values["programme"]["code"])


def enter(typist, values):
    names = {one["code"]: one for one in values["organisations"]}
    titles = {one["code"]: one["title"] for one in values["conventions"]}
    type_deliberations(typist, values["deliberations"])
    type_calendars(typist, values["calendars"])
    type_conventions(typist, values["conventions"], names)
    type_plans(typist, values["plans"], names, titles)
    type_budget_lines(typist, values["budget_lines"])
    type_subsidies(typist, values.get("subsidies", []), names)


def compared(values):
    """What was entered, with the names that each file's own short names stand for."""
    known = {one["code"]: (one["name"], one.get("siret")) for one in values["organisations"]}
    titles = {one["code"]: one["title"] for one in values["conventions"]}
    means = dict.fromkeys(("funder", "organisation", "beneficiary"), known)
    means["convention"] = titles
    sections = {name: values.get(name, []) for name in ENTERED}
    return by_name(sections, means)


def by_name(value, means):
    """Without the short names, which a page makes of a title and a file chooses."""
    if isinstance(value, list):
        return [by_name(one, means) for one in value]
    if not isinstance(value, dict):
        return value
    shown = {key: by_name(one, means) for key, one in value.items() if key != "code"}
    for key in means.keys() & shown:
        shown[key] = means[key][shown[key]]
    for key in SORTED.keys() & shown:
        shown[key].sort(key=lambda one, by=SORTED[key]: one[by])
    return shown
