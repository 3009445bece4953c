import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from beneficiaries.models import Person
from common.formats import count
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.beneficiaries import (
    DecisionFactory,
    PersonFactory,
)
from tests.factories.places import CommuneFactory
from tests.reading import searched, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
INDEX = "/ayants-droit/"


def text_of(client, name, *args, **query):
    return client.get(reverse(f"beneficiaries:{name}", args=args), query).text


# --- Who sees whom


def test_a_distributor_sees_only_those_that_its_organisation_registered(
    client, programme, person, distributor
):
    other = PersonFactory(programme=programme, last_name="Lefèvre")

    text = client.get(INDEX).text

    assert "Duhem" in text
    assert "Lefèvre" not in text
    assert "1\u00a0personne enregistrée" in text
    for name in ("detail", "request"):
        address = reverse(f"beneficiaries:{name}", args=[other.public_id])
        assert client.get(address).status_code == 404
    decision = DecisionFactory(person=other)
    address = reverse("beneficiaries:decision", args=[decision.public_id])
    assert client.get(address).status_code == 404


def test_the_authority_sees_everyone_of_its_programme_and_nobody_else(
    client, programme, person, manager
):
    stranger = PersonFactory(last_name="Lefèvre")

    text = client.get(INDEX).text

    assert "Duhem" in text
    assert "Lefèvre" not in text
    address = reverse("beneficiaries:detail", args=[stranger.public_id])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "people", "rules"),
    [
        (Role.FINANCE, 403, 403),
        (Role.AUDITOR, 403, 200),
        (Role.REGISSEUR, 403, 403),
        (Role.ADMINISTRATOR, 403, 403),
    ],
)
def test_other_roles_never_reach_people(client, programme, person, role, people, rules):
    sign_in(client, UserFactory(role=role, organisation=programme.authority))

    for name in ("index", "register"):
        assert client.get(reverse(f"beneficiaries:{name}")).status_code == people
    detail = reverse("beneficiaries:detail", args=[person.public_id])
    assert client.get(detail).status_code == people
    assert client.get(reverse("beneficiaries:reglements")).status_code == rules


# --- The list


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("duhem", True),
        ("DUHEM Dominique", True),
        ("dominique duhem", True),
        ("01/06/1994", True),
        ("1er juin 1994", True),
        ("02/06/1994", False),
        ("lefèvre", False),
    ],
)
def test_a_person_is_found_by_name_or_day_of_birth(client, person, distributor, words, found):
    text = searched(client, INDEX, q=words).text
    assert ("Duhem Dominique" in text) is found
    assert ("Aucune personne pour ces filtres." in text) is not found


def test_a_nir_is_never_searched(client, person, distributor):
    text = searched(client, INDEX, q="1 85 05 78 006 084").text
    assert "la loi interdit" in text
    assert "1 85 05 78" not in text


@pytest.mark.parametrize("page", ["detail", "request"])
def test_reading_a_person_is_kept_in_the_journal(client, person, distributor, page):
    client.get(reverse(f"beneficiaries:{page}", args=[person.public_id]))

    event = Event.objects.get(verb="person.read")
    assert (event.subject_id, event.actor_id) == (person.pk, distributor.pk)
    assert (event.role, event.organisation) == ("Distributeur", str(person.registered_by))
    assert person.last_name not in f"{event.subject} {event.details}"


def test_a_list_of_people_leaves_one_line_with_their_number(client, person, distributor):
    PersonFactory(programme=person.programme, registered_by=person.registered_by)
    searched(client, INDEX, q="duhem")

    event = Event.objects.get(verb="person.listed")
    assert (event.subject_type, event.actor_id) == ("programmes.programme", distributor.pk)
    assert event.details == {"page": "Ayants droit", "people": 1}


def test_the_list_tells_the_last_answer_and_no_category(client, person, distributor):
    DecisionFactory(person=person, refused=True)
    text = client.get(INDEX).text
    assert "refusée" in text
    assert "emploi" not in text


@pytest.mark.parametrize("answer", ["accordee", "refusee", "aucune"])
def test_the_counts_follow_the_filters(client, programme, organisation, distributor, answer):
    for number, traits in ((1, {}), (2, {"refused": True})):
        for _ in range(number):
            asked = PersonFactory(programme=programme, registered_by=organisation)
            DecisionFactory(person=asked, **traits)
    PersonFactory.create_batch(3, programme=programme, registered_by=organisation)
    found = {"accordee": (1, 0, 0), "refusee": (0, 2, 0), "aucune": (0, 0, 3)}[answer]

    whole = words(client.get(INDEX))
    shown = words(client.get(INDEX, {"demande": answer}))

    assert "6 personnes enregistrées" in whole
    assert "accordée à 1, refusée à 2 ; 3 sans demande." in whole
    assert f"{count(sum(found), 'personne enregistrée')} sur 6".replace("\u00a0", " ") in shown
    assert "accordée à {}, refusée à {} ; {} sans demande.".format(*found) in shown


def test_the_people_are_in_no_file(client, person, distributor):
    answer = client.get(INDEX, {"fichier": "csv"})

    assert answer["Content-Type"].startswith("text/html")
    assert "Télécharger" not in answer.text


def test_an_empty_list_says_so(client, distributor):
    assert "Aucune personne n’est encore enregistrée." in client.get(INDEX).text


def test_the_list_costs_the_same_for_1_and_5(client, programme, organisation, person, distributor):
    costs = []
    for more in (0, 0, 4):  # the first reading fills the caches
        for _ in range(more):
            DecisionFactory(person=PersonFactory(programme=programme, registered_by=organisation))
        with CaptureQueriesContext(connection) as queries:
            response = client.get(INDEX)
        costs.append(len(queries))
    assert len(response.context["listing"].table.rows) == 5
    assert costs[1] == costs[2]


def test_a_page_of_a_person_costs_the_same_for_1_and_5_decisions(client, person, distributor):
    address, costs = reverse("beneficiaries:detail", args=[person.public_id]), []
    for more in (1, 0, 4):
        DecisionFactory.create_batch(more, person=person)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))
    assert costs[1] == costs[2]


# --- To register

IDENTITY = {
    "last_name": "Duhem",
    "first_name": "Claire",
    "born_on": "1er juin 1994",
    "commune": "arras",
    "phone": "",
}


@pytest.fixture
def arras():
    return CommuneFactory()


def register(client, **changes):
    return client.post(reverse("beneficiaries:register"), IDENTITY | changes)


def test_a_registered_person_is_asked_for_their_request(client, arras, distributor):
    response = register(client)

    person = Person.objects.get()
    assert response.url == reverse("beneficiaries:request", args=[person.public_id])
    assert person.registered_by == distributor.acting.organisation
    assert (person.born_on, person.commune) == (dt.date(1994, 6, 1), arras)


@pytest.mark.usefixtures("arras", "distributor")
def test_who_has_no_birth_date_is_not_registered(client):
    assert "Indiquez la date de naissance." in register(client, born_on="").text
    assert not Person.objects.exists()


def test_registered_twice_by_the_same_structure_the_person_is_shown(client, arras, distributor):
    register(client)
    response = register(client)

    person = Person.objects.get()
    assert response.url == reverse("beneficiaries:detail", args=[person.public_id])
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert "Cette personne est déjà enregistrée." in said


def test_of_a_person_of_another_structure_only_a_telephone_is_told(
    client, programme, arras, distributor
):
    other = OrganisationFactory(name="CCAS de Lens", phone="03 21 11 11 11")
    PersonFactory(
        programme=programme,
        registered_by=other,
        last_name="Duhem",
        first_name="Claire",
        phone="06 00 00 00 01",
        commune=arras,
    )

    response = register(client)

    assert response.status_code == 200
    assert "déjà enregistrée par une autre structure" in response.text
    assert Event.objects.filter(verb="person.known").count() == 1
    assert "03 21 11 11 11" in response.text
    assert "CCAS de Lens" not in response.text
    assert "06 00 00 00 01" not in response.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"last_name": ""}, "Indiquez le nom."),
        ({"born_on": "1er juin"}, "Il manque l’année dans la date de naissance."),
        ({"born_on": "16/05/2023"}, "La naissance (16/05/2023) ne peut pas suivre ce jour"),
        ({"first_name": "1 85 05 78 006 084"}, "la loi interdit"),
        ({"phone": "185057800608491"}, "la loi interdit"),
        ({"commune": "1850578006084"}, "la loi interdit"),
        ({"commune": "Atlantis"}, "Aucune commune ne s’appelle"),
        ({"commune": "Amiens"}, "n’est pas dans le territoire du programme"),
        ({"commune": ""}, "Indiquez la commune où la personne habite."),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_is_lost(client, arras, distributor, changes, said):
    CommuneFactory(in_picardie=True)

    response = register(client, **changes)

    assert response.status_code == 200
    assert response.text.count(said) == 2  # in the summary and beside the field
    assert "Claire" in response.text or "first_name" in changes
    assert "<title>Erreur\u00a0:" in response.text.replace("\n", "")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("St Pol", None),
        ("saint-pol-sur-ternoise", "62767"),
        ("62130 St-Pol-sur-Ternoise", "62767"),
        ("Saint-Omer", None),
        ("62500 saint-omer", "62765"),
        ("Arr", "62041"),
    ],
)
def test_a_commune_is_read_by_its_name_and_postcode(client, arras, distributor, typed, found):
    for insee, name, postcode in (
        ("62767", "Saint-Pol-sur-Ternoise", "62130"),
        ("62999", "Saint-Pol-le-Petit", "62131"),
        ("62765", "Saint-Omer", "62500"),
        ("62998", "Saint-Omer", "62162"),
    ):
        CommuneFactory(insee=insee, name=name, postcodes=[postcode])

    response = register(client, commune=typed)

    if found is None:
        assert "Plusieurs communes répondent à" in response.text
    else:
        assert Person.objects.get().commune_id == found
