import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from beneficiaries.enums import Status
from beneficiaries.models import Decision, Person
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.beneficiaries import (
    CategoryFactory,
    DecisionFactory,
    PersonFactory,
    ReglementVersionFactory,
)
from tests.factories.conventions import ParticipationFactory, ProgrammeFactory
from tests.factories.places import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
INDEX = "/ayants-droit/"
UUID = "0c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10"


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def organisation(programme):
    """A distributor of the programme."""
    return ParticipationFactory(programme=programme).organisation


@pytest.fixture
def distributor(client, organisation):
    user = UserFactory(role=Role.DISTRIBUTOR, organisation=organisation)
    sign_in(client, user)
    return user


@pytest.fixture
def manager(client, programme):
    user = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    sign_in(client, user)
    return user


@pytest.fixture
def person(programme, organisation):
    return PersonFactory(programme=programme, registered_by=organisation, last_name="Duhem")


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
    text = text_of(client, "index", q=words)
    assert ("Dominique Duhem" in text) is found
    assert (f"Aucune personne pour «\u00a0{words}\u00a0»" in text) is not found


def test_a_nir_is_never_searched(client, person, distributor):
    text = text_of(client, "index", q="1 85 05 78 006 084")
    assert "la loi interdit" in text
    assert "1 85 05 78" not in text


def test_the_list_tells_the_last_answer_and_no_category(client, person, distributor):
    DecisionFactory(person=person, refused=True)
    text = client.get(INDEX).text
    assert "refusée" in text
    assert "emploi" not in text


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
    assert len(response.context["table"].rows) == 5
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
    assert "03 21 11 11 11" in response.text
    assert "CCAS de Lens" not in response.text
    assert "06 00 00 00 01" not in response.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"last_name": ""}, "Indiquez le nom."),
        ({"born_on": "1er juin"}, "Il manque l’année dans la date de naissance."),
        ({"born_on": "16/05/2023"}, "La date de naissance est dans l’avenir."),
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


# --- To ask


@pytest.fixture
def category(programme):
    return CategoryFactory(version__programme=programme, code="jobseekers")


FILING = {
    "public_id": UUID,
    "filed_on": "15/05/2023",
    "status": Status.JOBSEEKER,
    "channel": "accompanied",
    "proof_kind": "Attestation",
    "proof_dated_on": "",
}


def ask(client, person, **changes):
    address = reverse("beneficiaries:request", args=[person.public_id])
    return client.post(address, FILING | changes)


def test_the_form_offers_only_the_situations_that_the_rules_ask_about(
    client, person, category, distributor
):
    text = text_of(client, "request", person.public_id)
    assert "Demandeur d’emploi" in text
    assert "Aucune de ces situations" in text
    assert "Bénéficiaire du revenu" not in text
    assert 'value="15/05/2023"' in text


def test_a_request_is_answered_at_once_on_its_own_page(client, person, category, distributor):
    response = ask(client, person)

    decision = Decision.objects.get()
    assert response.url == reverse("beneficiaries:decision", args=[decision.public_id])
    text = client.get(response.url).text
    assert "Demande accordée" in text
    assert "a droit à 10\u00a0pass" in text
    assert "reçoit la même réponse" in text


def test_sent_twice_it_is_one_request(client, person, category, distributor):
    assert ask(client, person).url == ask(client, person).url
    assert Decision.objects.count() == 1


def test_a_refusal_tells_rule_day_and_what_may_be_done(client, programme, person, manager):
    old = ReglementVersionFactory(
        programme=programme, title="Règlement de 2022", ends_on=dt.date(2022, 12, 31)
    )
    CategoryFactory(version=old, code="jobseekers")
    new = ReglementVersionFactory(programme=programme, starts_on=dt.date(2023, 1, 1))
    CategoryFactory(
        version=new, code="young", label="Apprentis de 18 à 30 ans", statuses=["apprentice"]
    )

    response = ask(client, person, filed_on="31/12/2022", status="apprentice")

    text = client.get(response.url).text
    assert "Demande refusée" in text
    assert "Déposée le 31\u00a0décembre\u00a02022" in text
    assert "«\u00a0Règlement de 2022\u00a0»" in text
    assert "à partir du 1er\u00a0janvier\u00a02023" in text
    assert "Apprentis de 18 à 30 ans" in text
    assert "Une nouvelle demande est possible." in text


def test_a_refusal_without_a_later_rule_promises_nothing(client, person, category, distributor):
    response = ask(client, person, status=Status.NONE)
    text = client.get(response.url).text
    assert "Demande refusée" in text
    assert "Une nouvelle demande est possible" not in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": ""}, "Choisissez la situation de la personne."),
        ({"channel": ""}, "Choisissez la façon dont la demande est faite."),
        ({"proof_kind": ""}, "Indiquez le justificatif que vous avez vu."),
        ({"proof_kind": "carte_1850578006084.pdf"}, "la loi interdit"),
        ({"filed_on": "16/05/2023"}, "doit précéder la décision"),
        ({"filed_on": "31/12/2020"}, "Aucun règlement ne couvre"),
    ],
)
def test_a_wrong_request_decides_nothing(client, person, category, distributor, changes, said):
    response = ask(client, person, **changes)

    assert response.status_code == 200
    assert response.text.count(said) == 2
    assert not Decision.objects.exists()


def test_the_page_of_a_person_shows_requests_and_ceilings(client, person, category, distributor):
    assert "Aucune demande n’est encore déposée." in text_of(client, "detail", person.public_id)
    ask(client, person)
    ask(client, person, public_id="1c3f7a52-9a54-4a8e-9d57-5d4f5a4c2f10")

    text = text_of(client, "detail", person.public_id)

    assert "accordée" in text
    assert "refusée" in text
    assert "10\u00a0pass accordés sur 10, du 15\u00a0mai\u00a02023" in text
