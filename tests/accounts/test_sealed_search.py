"""What is searched of people is sealed in the address, for one account and some hours."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.sealed_search import LASTS
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.beneficiaries import PersonFactory
from tests.reading import searched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
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
    [("programmes:roles", Role.ADMINISTRATOR), ("reporting:journal", Role.AUDITOR)],
)
def test_the_lists_that_name_people_are_searched_so(client, person, name, role):
    sign_in(client, UserFactory(role=role, organisation=person.programme.authority))

    page = searched(client, reverse(name), q="zzzz")

    assert "pour ces filtres" in page.text
