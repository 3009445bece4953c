"""Who somebody is, corrected at their demand (GDPR, art. 16)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from beneficiaries.actions import people
from beneficiaries.enums import ErasedFor
from beneficiaries.models import Person
from common.errors import NirFound
from retention.actions import erase
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.distribution import DepotFactory
from tests.reading import searched, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def depot():
    return DepotFactory()


@pytest.fixture
def person(depot):
    whose = {"programme": depot.programme, "registered_by": depot.organisation}
    return PersonFactory(**whose, last_name="Delatre", first_name="Ines")


@pytest.fixture
def agent(person):
    return UserFactory(role=Role.DISTRIBUTOR, organisation=person.registered_by)


def right(person, **changed):
    names = ("last_name", "first_name", "born_on", "phone")
    return {name: getattr(person, name) for name in names} | changed


def correct(person, agent, **changed):
    return people.correct(person, **right(person, **changed), by=agent.as_actor().at(NOON))


def test_a_person_is_found_and_ranked_by_the_right_name_then(client, person, agent):
    former = person.identity_key
    found = correct(person, agent, last_name="Delattre", first_name="Inès")

    assert (found.full_name, found.sort_key) == ("Inès Delattre", "delattre ines")
    assert found.identity_key != former
    sign_in(client, agent)
    assert "Delattre" in words(searched(client, reverse("beneficiaries:index"), q="delattre"))


def test_the_journal_keeps_what_was_corrected_and_no_value(person, agent):
    correct(person, agent, last_name="Delattre", born_on=dt.date(1990, 1, 2))

    event = Event.objects.get(verb="person.corrected")
    assert event.details == {"changed": ["born_on", "last_name"]}
    assert "Delattre" not in f"{event.subject}{event.details}"


def test_what_is_the_same_writes_nothing(person, agent):
    assert correct(person, agent) == person
    assert not Event.objects.filter(verb="person.corrected").exists()


def test_nobody_becomes_somebody_who_is_known(person, agent):
    other = PersonFactory(
        programme=person.programme, commune=person.commune, last_name="Haddad", first_name="Inès"
    )
    with pytest.raises(people.AlreadyRegistered):
        correct(person, agent, last_name="Haddad", first_name="Inès", born_on=other.born_on)
    assert Person.objects.get(pk=person.pk).last_name == "Delatre"


def test_no_name_is_a_nir(person, agent):
    with pytest.raises(NirFound):
        correct(person, agent, last_name="1 94 06 62 041 123")


def test_an_erased_person_is_not_corrected(person, agent):
    stale = Person.objects.get(pk=person.pk)
    erase(person, on=NOON.date(), reason=ErasedFor.OBJECTION, by=agent.as_actor().at(NOON))
    with pytest.raises(people.PersonErased):
        correct(stale, agent, last_name="Delattre")


def test_the_page_corrects_and_says_what_does_not_change(client, person, agent):
    decision = DecisionFactory(person=person)
    sign_in(client, agent)
    address = reverse("beneficiaries:correct", args=[person.public_id])
    detail = reverse("beneficiaries:detail", args=[person.public_id])
    assert address in client.get(detail).text
    page = client.get(address)
    assert "La commune non plus" in words(page)
    assert page.context["form"]["last_name"].value() == "Delatre"

    sent = {"last_name": "Delattre", "first_name": "Inès", "born_on": "02/01/1990", "phone": ""}
    answer = client.post(address, sent)

    assert answer.url == detail
    assert "Inès Delattre" in words(client.get(detail))
    assert Person.objects.get(pk=person.pk).born_on == dt.date(1990, 1, 2)
    assert decision.request.person_id == person.pk
    late = client.post(address, sent | {"seen": page.context["form"].fingerprint})
    assert "a été modifié depuis" in words(late)


def test_another_counter_corrects_nobody_here(client, person):
    other = DepotFactory(programme=person.programme)
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=other.organisation))
    address = reverse("beneficiaries:correct", args=[person.public_id])
    assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
