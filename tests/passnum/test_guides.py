"""« Aide »: each role has its guide first, all are read, and their links lead somewhere."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve, reverse

from accounts.enums import Role
from passnum import guides
from tests.accounts.test_pages import faults
from tests.factories.accounts import UserFactory, sign_in
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FILES = {file.stem: file.read_text() for file in guides.FOLDER.glob("*.md")}
ARTICLE = re.compile(r"<article>(.*?)</article>", re.DOTALL)
TYPED = {"financement": ["1234"]}  # an amount as somebody may type it
PLANTED = """# Un guide

Voir [le comptoir](distributeur.md#remettre-un-carnet), [là](../deploiement.md), <b>gras</b>.

## Ce qui est dit & fait

| La page dit | Que faire |
|---|---|
| Non | Rien |
"""


def article(client, name):
    return ARTICLE.search(client.get(reverse("guide", args=[name])).text)[1]


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A guide of ours, written as no true one is."""
    (tmp_path / "essai.md").write_text(PLANTED)
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    return guides.read.__wrapped__("essai")


def test_the_index_lists_every_guide_once():
    assert sorted(guides.names()) == sorted(FILES.keys() - {guides.INDEX})


@pytest.mark.parametrize("role", Role)
def test_the_help_of_a_role_is_its_guide_and_the_list_begins_with_it(client, role):
    sign_in(client, UserFactory(role=role))

    page = client.get(reverse("help"), follow=True)

    own = guides.ROLE_GUIDES[role]
    assert page.redirect_chain == [(reverse("guide", args=[own]), 302)]
    assert page.context["guides"][0].name == own
    assert f"{guides.read(own).title} (votre rôle)" in words(page)
    assert f'href="{reverse("help")}"' in client.get("/", follow=True).text


def test_whoever_has_no_role_reads_the_guide_of_the_account(client):
    user = UserFactory()
    user.memberships.update(state="ended", ended_at="2023-05-15T10:00Z")
    sign_in(client, user)

    assert client.get(reverse("help")).url == reverse("guide", args=[guides.SHARED])
    assert "(votre rôle)" not in client.get(reverse("guide", args=["mediateur"])).text


@pytest.mark.parametrize("name", sorted(FILES.keys() - {guides.INDEX}))
def test_a_guide_is_a_page_whose_parts_links_and_images_are_there(client, name):
    sign_in(client, UserFactory(role=Role.AUDITOR))
    page = client.get(reverse("guide", args=[name]))
    html = ARTICLE.search(page.text)[1]
    ids = re.findall(r'<h2 id="([^"]+)">', html)

    assert faults(page.text) == TYPED.get(name, [])
    assert len(ids) == len(set(ids)) == FILES[name].count("\n## ")
    assert [one for one in ids if f'href="#{one}"' not in page.text] == []
    for link in re.findall(r'<a href="([^"]+)"', html):
        address, _, anchor = link.partition("#")
        assert resolve(address).view_name == "guide"
        assert not anchor or f'id="{anchor}"' in article(client, resolve(address).kwargs["name"])
    for image in re.findall(r'<img src="/static/([^"]+)"', html):
        assert finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.png)", "", image))
    assert html.count("<img") == FILES[name].count("](../images/")


def test_a_name_that_is_no_guide_is_not_found(client):
    sign_in(client, UserFactory())

    assert client.get(reverse("guide", args=["lisez-moi"])).status_code == 404


def test_links_marks_and_tables_are_those_of_the_site(planted):
    assert planted.title == "Un guide"
    assert planted.parts == [("ce-qui-est-dit-fait", "Ce qui est dit & fait")]
    assert (
        '<a href="/aide/distributeur/#remettre-un-carnet">le comptoir</a>, là, '
        "&lt;b&gt;gras&lt;/b&gt;."
    ) in planted.html
    assert '<caption class="visually-hidden">Ce qui est dit &amp; fait</caption>' in planted.html
    assert '<th scope="col">La page dit</th>' in planted.html
    assert "<h1" not in planted.html
