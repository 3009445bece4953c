"""The pages of the manager: who is due, the copy for a person, and an erasure asked for."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from audit.actors import Actor, ActorKind
from audit.models import Event
from beneficiaries.actions import requests
from beneficiaries.enums import Channel, ErasedFor, Status
from beneficiaries.models import Person
from distribution.actions import hand_outs
from distribution.models import HandOut
from retention import actions
from tests.factories.accounts import NOON
from tests.factories.beneficiaries import PersonFactory, version_of
from tests.factories.distribution import TODAY, DepotFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import spend
from tests.reading import page, searched, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BY = {"by": Actor(ActorKind.SYSTEM, 0, "Paul Guichet").at(NOON)}


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


def silent_since(year, month, day, **known):
    """Somebody registered that day, of whom nothing was heard since."""
    return PersonFactory(registered_at=NOON.replace(year=year, month=month, day=day), **known)


@pytest.fixture
def person(programme):
    """Somebody who received a carnet, and spent two of its passes."""
    depot = DepotFactory(programme=programme, carnets=1)
    version_of(programme)
    person = PersonFactory(
        programme=programme,
        registered_by=depot.organisation,
        last_name="Zyxkanari",
        phone="0321000000",
    )
    decision = requests.decide(
        person,
        on=TODAY,
        organisation=depot.organisation,
        filed_on=TODAY,
        status=Status.JOBSEEKER,
        channel=Channel.ACCOMPANIED,
        proof_kind="Attestation",
        **BY,
    )
    given = hand_outs.hand_out(decision, depot=depot, on=TODAY, **BY)
    spend(given.carnets.select_related("lot__programme").get(), 2, on=TODAY)
    return person


# --- Who is due


def test_the_page_says_thirty_days_before_who_is_erased_and_why(manager, programme):
    known = {"programme": programme}
    soon = silent_since(2021, 5, 20, last_name="Bientot", **known)
    later = silent_since(2021, 6, 20, last_name="Apres", **known)
    silent_since(2021, 7, 1, last_name="Pasencore", **known)
    silent_since(2021, 5, 20, last_name="Ailleurs")

    found = words(manager.get(reverse("retention:index")))

    assert "1 personne à effacer d’ici le 14 juin 2023" in found
    assert "À effacer en mai 2023 1 personne En juin 2023 1 personne" in found
    assert found.index(soon.last_name) < found.index(later.last_name)
    assert "21/05/2023" in found
    assert "Dernier contact le 20 mai 2021" in found
    assert "Pasencore" not in found
    assert "Ailleurs" not in found
    assert "Aucune personne n’a encore été effacée." in found


def test_the_page_counts_by_month_who_was_erased(manager, programme):
    for day in (TODAY, TODAY, dt.date(2023, 4, 2)):
        one = silent_since(2020, 1, 1, programme=programme)
        reason = ErasedFor.DUE if day != TODAY else ErasedFor.OBJECTION
        actions.erase(one, on=day, reason=reason, **BY)

    found = words(manager.get(reverse("retention:index")))

    assert "mai 2023 2 personnes, dont 2 à sa demande avril 2023 1 personne" in found
    assert "Aucune donnée n’est à effacer d’ici la fin du mois prochain." in found


# --- The copy


def test_the_copy_has_all_that_is_kept_and_no_name_of_an_agent(manager, person):
    found = words(page(manager, "retention:copy", person))

    for said in (
        "Zyxkanari",
        "1er juin 1994",
        "Arras",
        "0321000000",
        "Demandeur d’emploi",
        "Attestation",
        "accordée, 10 pass, le 15 mai 2023",
        "28 ans le 15 mai 2023",
        "10 pass sur 10",
        "R-2023-00001",
        "carnet n° 00001",
        "Pass Utilisé le Lieu Service",
        "Copie de ces données",
        "16 mai 2025, sauf",
    ):
        assert said in found, said
    assert HandOut.objects.get().handed_by == "Paul Guichet"
    assert "Paul Guichet" not in found
    assert Event.objects.filter(verb="person.copied", subject_id=person.pk).count() == 1


def test_the_file_says_what_the_page_says(manager, person):
    shown = page(manager, "retention:copy", person)
    answer = page(manager, "retention:copy", person, fichier="json")

    assert answer["Content-Disposition"] == 'attachment; filename="copie_donnees.json"'
    read = json.loads(answer.content)
    assert [*read] == [part["title"] for part in shown.context["parts"]]
    assert read["Identité"][0]["Nom"] == "Zyxkanari"
    assert [one["Utilisé le"] for one in read["Pass utilisés"]] == ["15\u00a0mai\u00a02023"] * 2
    assert page(manager, "retention:copy", person, fichier="csv").status_code == 404


def test_a_person_who_asked_for_nothing_has_a_copy(manager, programme):
    found = words(page(manager, "retention:copy", PersonFactory(programme=programme)))

    assert "Pass utilisés Rien n’est gardé." in found


# --- The erasure asked for


def erase(client, person, **sent):
    return client.post(reverse("retention:erase", args=[person.public_id]), sent)


def test_a_person_who_asks_is_erased_after_the_consequences_are_read(manager, programme):
    person = PersonFactory(programme=programme, last_name="Zyxkanari")
    asked = words(page(manager, "retention:erase", person))
    assert "sont effacés pour toujours" in asked
    assert "Fin de la durée" not in asked

    answer = erase(manager, person, reason="objection")

    assert answer.url == reverse("retention:index")
    person.refresh_from_db()
    assert (person.erased_on, person.erased_for) == (TODAY, "objection")
    event = Event.objects.get(verb="person.erased")
    assert (event.details, event.actor_kind) == ({"reason": "objection"}, "user")
    assert "Zyxkanari" not in manager.get(answer.url).text


@pytest.mark.parametrize("reason", ["", "due", "autre"])
def test_a_reason_of_the_law_is_asked_for(manager, programme, reason):
    person = PersonFactory(programme=programme)

    assert erase(manager, person, reason=reason).status_code == 200
    assert Person.objects.get().erased_on is None


def test_a_carnet_that_can_be_spent_is_said_and_nothing_is_asked(manager, person):
    for answer in (page(manager, "retention:erase", person), erase(manager, person, reason="due")):
        said = words(answer)
        assert "peut encore être utilisé, jusqu’au 31 janvier 2024 avec la tolérance" in said
        assert '<form method="post" class="read"' not in answer.text
    assert Person.objects.get().erased_on is None


def test_somebody_erased_is_read_without_a_name_and_nothing_is_proposed(manager, programme):
    person = PersonFactory(programme=programme, last_name="Zyxkanari", phone="0321000000")
    version_of(programme)
    decision = requests.decide(
        person,
        on=TODAY,
        organisation=person.registered_by,
        filed_on=TODAY,
        status=Status.JOBSEEKER,
        channel=Channel.ACCOMPANIED,
        **BY,
    )
    actions.erase(person, on=TODAY, reason=ErasedFor.OBJECTION, **BY)

    shown = page(manager, "beneficiaries:detail", person)
    answered = page(manager, "beneficiaries:decision", decision)

    assert "Personne effacée" in words(shown)
    assert "Ses données ont été effacées le 15 mai 2023." in words(shown)
    assert "Les faits et les motifs ont été effacés" in words(answered)
    assert "Sans ses faits, la demande ne se juge plus de nouveau." in words(answered)
    assert "Public « Demandeurs" not in words(answered)
    for text in (shown.text, answered.text):
        assert "Zyxkanari" not in text
        assert reverse("beneficiaries:request", args=[person.public_id]) not in text
        assert reverse("retention:copy", args=[person.public_id]) not in text
    assert "Elles ont été effacées le 15 mai 2023." in words(
        page(manager, "retention:erase", person)
    )
    for name in ("retention:copy", "beneficiaries:request"):
        assert page(manager, name, person).status_code == 404
    for people in (
        manager.get(reverse("beneficiaries:index")),
        searched(manager, reverse("beneficiaries:index"), q="01/06/1994"),
    ):
        assert len(people.context["listing"].table.rows) == 0
