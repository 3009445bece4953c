"""With keys alone: what opens closes with Esc, and Back gives the same view again."""

import pytest

from accounts.enums import Role
from tests.journeys.traveller import plain

FOLDED = "summary:visible"
# Whether the part is open, and its words have the focus.
STATE = """(summary) => [summary.parentElement.open, document.activeElement === summary]"""
VIEW = "() => [location.pathname + location.search, Math.round(scrollY)]"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DISTRIBUTOR, Role.AUDITOR])
def test_what_enter_opens_esc_closes_and_the_focus_stays(travel, role):
    someone = travel(role)
    someone.open("reporting:home")
    found = set()
    for address in someone.entries().values():
        someone.page.goto(someone.url + address)
        for summary in someone.page.locator(FOLDED).all():
            if summary.evaluate("(one) => one.parentElement.open"):
                continue  # filters in use
            named = address, plain(summary.inner_text())
            summary.press("Enter")
            assert summary.evaluate(STATE) == [True, True], named
            someone.page.keyboard.press("Tab")
            someone.page.keyboard.press("Escape")
            assert summary.evaluate(STATE) == [False, True], named
            found.add(named)
    assert len(found) > 5


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("deadlines:occurrences", "?etat=a-faire&tri=-due_on"),
        ("findings:findings", "?etat=ouvert&sort=-place"),
        ("places:index", "?q=arras&lignes=10"),
        ("events:journal", "?q=convention"),
    ],
)
def test_back_gives_the_same_view_at_the_same_place(travel, name, query):
    someone = travel(Role.MANAGER if name != "events:journal" else Role.AUDITOR)
    someone.open(name, query=query)
    page = someone.page
    link = page.locator("main table a[href^='/']:visible, main dl a[href^='/']:visible").last
    link.scroll_into_view_if_needed()
    before, shown = page.evaluate(VIEW), someone.text
    link.click()
    page.wait_for_load_state()
    assert page.evaluate(VIEW)[0] != before[0]

    page.go_back()
    page.wait_for_load_state()

    assert page.evaluate(VIEW) == before
    assert someone.text == shown
