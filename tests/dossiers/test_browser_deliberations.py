"""The page and the chain of votes in a browser: looked at by axe, drawn to the pixel."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from deliberations.actions import deliberations
from deliberations.actions.deliberations import OpinionSpec, VisaSpec
from files import actions
from tests.factories.accounts import NOON, UserFactory
from tests.factories.budget import SubsidyFactory
from tests.factories.conventions import AvenantFactory
from tests.factories.deliberations import CalendarFactory, DeliberationFactory
from tests.factories.files import file_of, png

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
JOURNAL = {"by": SYSTEM.at(NOON)}


@pytest.fixture
def manager(programme):
    return UserFactory(role=Role.MANAGER, organisation=programme.authority)


@pytest.fixture
def earlier(programme):
    return DeliberationFactory(
        programme=programme, number="2020-176", session_on=dt.date(2020, 7, 6)
    )


@pytest.fixture
def vote(programme, earlier, convention):
    """A vote with all that its page may show."""
    kept = DeliberationFactory(
        programme=programme, number="2021-10", session_on=dt.date(2021, 2, 8)
    )
    first = DeliberationFactory(
        programme=programme, number="2018-593", session_on=dt.date(2018, 12, 17)
    )
    deliberations.edit(
        kept,
        decision="Article 1",
        visas=[VisaSpec("Vu le code"), VisaSpec("Vu la n°2020-176", earlier)],
        opinions=[OpinionSpec("6ème commission", dt.date(2021, 2, 1))],
        **JOURNAL,
    )
    deliberations.tie(kept, first, text="Même stratégie", **JOURNAL)
    deliberations.edit(kept, subject="Convention avec l’ANCT", **JOURNAL)
    AvenantFactory(convention=convention, voted=True, deliberation=kept)
    CalendarFactory(programme=programme, deliberation=kept)
    SubsidyFactory(programme=programme, deliberation=kept)
    file_of(kept)
    gone = file_of(kept, content=png(), title="Plan")
    actions.withdraw(gone, reason="Mauvaise version", **JOURNAL)
    return kept


def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, manager, vote):
    pages = [reverse("dossiers:timeline")]
    pages += [
        reverse(name, args=[vote.public_id])
        for name in ("dossiers:deliberation", "dossiers:edit-deliberation")
    ]
    tour(manager.email, pages)


def test_the_chain_is_a_picture_whose_lanes_reach_their_votes(
    page, phone, live_server, sign_in, manager, vote
):
    for shown in (page, phone):
        sign_in(shown, manager.email)
        shown.goto(live_server.url + reverse("dossiers:timeline"))
        votes = shown.locator(".chain .vote")
        assert votes.count() == 4
        dots = [votes.nth(n).locator(".dot").bounding_box() for n in range(3)]
        assert len({round(dot["x"]) for dot in dots}) == 1
        assert [dot["y"] for dot in dots] == sorted(dot["y"] for dot in dots)
        reach = "one => parseFloat(getComputedStyle(one, '::after').width)"
        branch = votes.nth(0).locator(".lane.branch").first
        until = branch.bounding_box()["x"] + branch.evaluate(reach)
        assert until == pytest.approx(dots[0]["x"], abs=1)
        assert shown.locator(".lanes").first.get_attribute("aria-hidden") == "true"
