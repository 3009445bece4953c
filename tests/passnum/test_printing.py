"""Paper: a long list is whole, and what checks all pages finds what is planted."""

import pytest

from tests import paper
from tests.factories.accounts import UserFactory

# A rule planted in the styles for paper, and what is then found.
PLANTED = {
    "tr { display: block; }": "block: <tr",
    "main tbody tr:nth-child(60) { display: none; }": "no row 04559",
    "td:nth-child(3) { display: none; }": "no row 04500",
    "main table { width: 60rem !important; }": "cut: <t",
    "tfoot { display: table-footer-group !important; }": "a total told again: 128carnets1280",
    ".actions, .btn { display: flex !important; }": "act: <",
    "@page { @bottom-right { content: none; } }": "page 1 does not say so",
    "details::details-content { display: none !important; }": "folded: <details",
}
# The last rule of the styles for paper is the one that is planted.
PLANT = """(rule) => {
    const sheet = [...document.styleSheets].find((one) => one.href?.includes("print"));
    window.first ??= sheet.cssRules.length;
    if (sheet.cssRules.length > first) sheet.deleteRule(first);
    sheet.insertRule(`@media print { ${rule} }`, first);
}"""
# All that is planted is seen on the long list, a folded part and an act.
TRIM = """() => {
    const kept = ["tbody tr:nth-child(60)", ".chart details", "p.actions:has(button)"]
        .map((one) => document.querySelector(one));
    const trim = (part) => kept.some((one) => part.contains(one))
        ? kept.includes(part) || part.matches("table") || [...part.children].forEach(trim)
        : part.remove();
    [...document.querySelector("main").children].forEach(trim);
}"""


@pytest.fixture
def gallery(page, live_server, settings, sign_in):
    """All the lines of the list of the gallery, on one page."""
    settings.DEBUG = True
    sign_in(page, UserFactory().email)
    page.goto(f"{live_server.url}/composants/?c-lignes=128")
    page.evaluate(TRIM)
    return page


@pytest.mark.django_db(transaction=True)
def test_a_long_list_is_printed_whole_with_its_total_once(gallery):
    assert paper.compare(gallery) == []


@pytest.mark.django_db(transaction=True)
def test_what_paper_could_lose_or_repeat_is_found(gallery):
    for rule, fault in PLANTED.items():
        gallery.evaluate(PLANT, rule)
        found = paper.compare(gallery)
        assert any(one.startswith(fault) for one in found), (rule, found[:5])
