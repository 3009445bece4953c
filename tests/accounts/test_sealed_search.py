"""What is searched of people is sealed in the address, for one account and some hours."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.sealed_search import LASTS
from common.nir import NIR_SENTENCE
from tests.accounts.test_matrix import opened_pages
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory
from tests.factories.programmes import ParticipationFactory
from tests.reading import searched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SEARCH_FORM = re.compile(r'<form[^>]*method="post"[^>]*role="search"')
PEOPLE = reverse("beneficiaries:index")


@pytest.fixture
def person():
    return PersonFactory(last_name="Haddad", first_name="Inès")


@pytest.fixture
def manager(client, person):
    return sign_in(client, UserFactory(organisation=person.programme.authority))


def test_the_address_of_a_search_says_no_name_and_is_read_again(manager, person):
    answer = manager.post(PEOPLE, {"q": "haddad", "demande": "aucune"})

    assert "addad" not in answer.url
    assert "demande=aucune" in answer.url
    for _ in range(2):
        page = manager.get(answer.url)
        assert page.context["listing"].filters.form["q"].value() == "haddad"
        assert "Haddad Inès" in page.text
    assert "addad" not in page.context["listing"].clear_url


def test_every_link_of_the_page_keeps_the_words_sealed(manager, person):
    page = searched(manager, PEOPLE, q="haddad").text

    assert "q=haddad" not in page
    assert 'method="post"' in page


def test_nothing_searched_is_the_whole_list(manager, person):
    assert manager.post(PEOPLE, {"q": ""}).url == PEOPLE


def test_words_sealed_for_another_are_not_opened(client, manager, person):
    url = manager.post(PEOPLE, {"q": "haddad"}).url
    sign_in(client, UserFactory(organisation=person.programme.authority))

    assert client.get(url).context["listing"].filters.form["q"].value() == ""


@pytest.mark.parametrize("typed", ["haddad", "gAAAAA", "\u00e9"])
def test_words_in_an_address_are_not_searched(manager, person, typed):
    page = manager.get(PEOPLE, {"q": typed})

    assert page.context["listing"].filters.form["q"].value() == ""


def test_old_words_are_forgotten(manager, person, monkeypatch):
    url = manager.post(PEOPLE, {"q": "haddad"}).url
    later = dt.datetime.now(dt.UTC).timestamp() + LASTS + 60
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: later)

    assert manager.get(url).context["listing"].filters.form["q"].value() == ""


@pytest.mark.parametrize(
    ("name", "role"),
    [("programmes:roles", Role.ADMINISTRATOR), ("events:journal", Role.AUDITOR)],
)
def test_the_lists_that_name_people_are_searched_so(client, person, name, role):
    sign_in(client, UserFactory(role=role, organisation=person.programme.authority))

    page = searched(client, reverse(name), q="zzzz")

    assert "pour ces filtres" in page.text


NIR = "2 55 08 14 168 025 38"
SEARCHED = [
    ("beneficiaries:index", Role.MANAGER),
    ("distribution:counter", Role.DISTRIBUTOR),
    ("programmes:roles", Role.ADMINISTRATOR),
    ("events:journal", Role.AUDITOR),
    ("reporting:alerts", Role.AUDITOR),
    ("hand_outs:hand-outs", Role.MANAGER),
]


def test_every_search_for_people_is_sealed_and_refuses_a_nir(person):
    """Each page with such a form, found by the form."""
    found = {
        name
        for _, name, _, page in opened_pages()
        if page["Content-Type"].startswith("text/html") and SEARCH_FORM.search(page.text)
    }

    assert found == {"distribution:hand-out", *(name for name, _ in SEARCHED)}  # counter and person


@pytest.mark.parametrize(("name", "role"), SEARCHED)
def test_a_search_that_holds_a_nir_is_refused_in_one_sentence(client, person, name, role):
    programme = person.programme
    hosts = {Role.DISTRIBUTOR: ParticipationFactory(programme=programme).organisation}
    organisation = hosts.get(role, programme.authority)
    sign_in(client, UserFactory(role=role, organisation=organisation))

    answer = client.post(reverse(name), {"q": f"haddad {NIR}", "etat": "in_use"}, follow=True)

    assert f"{NIR_SENTENCE} Rien n’a été cherché." in answer.text
    assert "168 025" not in answer.text
    assert answer.redirect_chain == [(f"{reverse(name)}?etat=in_use", 302)]
    assert NIR_SENTENCE not in client.get(reverse(name)).text
