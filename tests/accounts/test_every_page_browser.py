"""Each page that a role of the house opens, as axe, the review and paper see it, at two widths.

Those that no other browser test opens, in `make test`; each of them in `make fuzz`.
"""

import os

import pytest
from django.db import transaction
from django.test import Client

from accounts.enums import Role
from tests import browser
from tests.accounts.house import House
from tests.accounts.test_matrix import EXPECTED, ask
from tests.factories.financing import PlanFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
SOME = {
    "accounts:account",
    "accounts:sign-ins",
    "corrections:convention",
    "corrections:correct-convention",
    "dossiers:convention",  # with two plans
    "finance:expenses",
    "finance:add-funding-key",
    "mediation:add-device",
    "parameters",
    "places:add",
    "printing:lot",
    "printing:propose",
    "reporting:alerts",
    "reporting:see-alert",
}


def pages_by_role():
    """The pages of the run, under the first role that opens them."""
    found = {}
    for (method, name), codes in EXPECTED.items():
        opens = [role for role in Role if codes[role] == 200]
        if method == "GET" and opens and (name in SOME or "FUZZ" in os.environ):
            found.setdefault(opens[0], []).append(name)
    return found


def test_nothing_is_wrong_of_a_page_wide_narrow_or_on_paper(page, live_server):
    wrong, looked = {}, 0
    with transaction.atomic():
        house = House()
        PlanFactory(programme=house.programme, convention=house.convention)
    for role, names in pages_by_role().items():
        member = house.member(role)
        browser.sign_in(page, live_server.url, member.email)
        client = Client()
        client.cookies.load({one["name"]: one["value"] for one in page.context.cookies()})
        for name in names:
            url = house.url(name)
            if not ask(client, "GET", url)["Content-Type"].startswith("text/html"):
                continue
            page.goto(live_server.url + url)
            try:
                browser.look(page)
            except AssertionError as error:
                wrong[name] = str(error)
            looked += 1

    assert wrong == {}
    assert looked == len(SOME) or looked > 150
