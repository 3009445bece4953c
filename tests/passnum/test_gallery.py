"""The gallery: every component, for those who develop, looked at by axe on desk and phone."""

import re

import pytest
from django.template import VariableDoesNotExist
from django.template.defaulttags import IfNode
from django.template.loader import get_template
from django.test.signals import template_rendered

from accounts.enums import Role
from deploy.architecture_diagram import ROOT
from tests.factories.accounts import UserFactory, sign_in

URL = "/composants/"
NOTHING = f"{URL}?vide"
TEMPLATES = ROOT / "templates"
# With the parts of pages that several pages show, or that several states have.
COMPONENTS = [
    *(f"components/{file.name}" for file in sorted(TEMPLATES.glob("components/*.html"))),
    "dossiers/_before_and_after.html",
    "dossiers/_milestones.html",
    "finance/_account.html",
    "finance/_explanations.html",
    "finance/_month_row.html",
    "finance/_months.html",
    "finance/_posts.html",
    "reporting/_changes.html",
    "reporting/_funders.html",
    "reporting/_pace.html",
    "reporting/_stages.html",
]
LISTED = re.compile(r"(family|kind) \(([a-z_]+(?:,\s+[a-z_]+)+)\)")


def states_of(name):
    """What a template can show: itself, each of its branches, each value listed."""
    yield name, "shown"
    for node in get_template(name).template.nodelist.get_nodes_by_type(IfNode):
        branches = [condition for condition, _ in node.conditions_nodelists]
        ends = [] if branches[-1] is None else [None]
        yield from (branch(node, index) for index in [*range(len(branches)), *ends])
    comment, _, _ = (TEMPLATES / name).read_text().partition("{% endcomment %}")
    for parameter, values in LISTED.findall(comment):
        yield from ((name, f"{parameter}={value}") for value in re.split(r",\s+", values))


def branch(node, index):
    """The branch of a condition, by its rank; the last one is that where none holds."""
    place = f"line {node.token.lineno}: {node.token.contents}"
    return node.origin.template_name, f"{place}, {'none' if index is None else index}"


class Shown:
    """What the gallery shows of each template, as it is drawn."""

    def __init__(self):
        self.states = set()

    def remember(self, sender, context, **_):
        name = sender.origin.template_name
        self.states.add((name, "shown"))
        self.states |= {
            (name, f"{key}={value}")
            for one in context.dicts
            for key, value in one.items()
            if isinstance(value, str)
        }

    @property
    def render(self):
        """`IfNode.render`, which notes the branch that it takes."""

        def render(node, context):
            for index, (condition, nodes) in enumerate(node.conditions_nodelists):
                try:
                    holds = condition is None or condition.eval(context)
                except VariableDoesNotExist:
                    holds = False
                if holds:
                    self.states.add(branch(node, index))
                    return nodes.render(context)
            self.states.add(branch(node, None))
            return ""

        return render


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_managers_and_administrators_see_it_while_developing(client, debug, role):
    answer = sign_in(client, UserFactory(role=role)).get(URL)
    assert answer.status_code == 200
    assert "undefined" not in answer.content.decode()


@pytest.mark.django_db
def test_it_shows_every_component_in_every_state(client, debug, monkeypatch):
    """The states of a component are the branches of its template, and the values that its comment
    lists between brackets for a parameter.
    """
    shown = Shown()
    monkeypatch.setattr(IfNode, "render", shown.render)
    template_rendered.connect(shown.remember)
    for url in (URL, NOTHING):
        sign_in(client, UserFactory()).get(url)
    template_rendered.disconnect(shown.remember)

    assert sorted({state for name in COMPONENTS for state in states_of(name)} - shown.states) == []


@pytest.mark.django_db
def test_nobody_sees_it_in_production(client):
    assert sign_in(client, UserFactory()).get(URL).status_code == 404


@pytest.mark.django_db
def test_other_roles_do_not_see_it(client, debug):
    assert sign_in(client, UserFactory(role=Role.DISTRIBUTOR)).get(URL).status_code == 404


@pytest.mark.django_db
def test_the_shared_table_writes_french_sorts_and_says_its_pages(client, debug):
    html = sign_in(client, UserFactory()).get(URL, {"c-sort": "-passes"}).content.decode()
    assert 'aria-sort="descending"' in html
    assert "Lignes 1 à 6 sur 128" in html
    assert "50\u00a0000,00" in html
    assert ">None<" not in html


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(tour, settings):
    settings.DEBUG = True
    tour(UserFactory().email, [URL, NOTHING])


@pytest.mark.django_db(transaction=True)
def test_the_first_tab_leads_to_the_content(page, live_server, settings, sign_in):
    settings.DEBUG = True
    sign_in(page, UserFactory().email)
    page.goto(f"{live_server.url}{URL}")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.evaluate("scrollTo(0, 0)")
    page.locator(".skip").focus()
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
