import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import (
    CommuneFactory,
    EpciFactory,
    PlaceFactory,
    QualificationFactory,
    StructureFactory,
)
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import as_csv, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def programme():
    return ProgrammeFactory()


@pytest.fixture
def manager(client, programme):
    user = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    sign_in(client, user)
    return user


def test_the_list_tells_how_each_place_stands_on_the_day(client, programme, manager):
    PlaceFactory(name="Ouvert", programme=programme)
    for name, starts_on, ends_on in (
        ("Bientôt", dt.date(2023, 6, 1), None),
        ("Fini", dt.date(2021, 11, 15), dt.date(2023, 5, 14)),
    ):
        QualificationFactory(
            place=PlaceFactory(name=name), programme=programme, starts_on=starts_on, ends_on=ends_on
        )

    response = client.get(reverse("places:index"))

    standing = {
        row.record.name: row.record.standing for row in response.context["listing"].table.rows
    }
    assert standing == {"Ouvert": "current", "Bientôt": "coming", "Fini": "ended"}
    assert "3\u00a0lieux" in response.text
    assert "1\u00a0lieu qualifié au 15\u00a0mai\u00a02023" in response.text


def test_a_place_qualified_again_is_told_by_what_is_in_force(client, programme, manager):
    place = PlaceFactory()
    for starts_on, ends_on in (
        (dt.date(2021, 11, 15), dt.date(2022, 6, 30)),
        (dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
        (dt.date(2024, 1, 1), None),
    ):
        QualificationFactory(place=place, programme=programme, starts_on=starts_on, ends_on=ends_on)

    response = client.get(reverse("places:detail", args=[place.public_id]))

    assert "Lieu qualifié depuis le 1er\u00a0janvier\u00a02023" in response.text
    assert response.text.count('<p class="what">Qualifié') == 3


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mediatheque", True),
        ("MÉDIATHÈQUE arras", True),
        ("cu d’arras", True),
        ("62000", True),
        ("calais", False),
    ],
)
def test_a_place_is_found_by_its_name_commune_epci_or_postcode(
    client, programme, manager, words, found
):
    PlaceFactory(name="Médiathèque Verlaine", programme=programme)

    response = client.get(reverse("places:index"), {"q": words})

    assert ("Médiathèque Verlaine" in response.text) is found
    assert ("Aucun lieu pour ces filtres." in response.text) is not found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Arras", "Berck", "Calais"}),
        ({"service": "procedures"}, {"Arras"}),
        ({"etat": "ended"}, {"Berck"}),
        ({"epci": "200072460"}, {"Calais"}),
    ],
)
def test_the_counts_follow_the_filters(client, programme, manager, query, found):
    other = CommuneFactory(
        insee="62193", name="Calais", epci=EpciFactory(siren="200072460", name="CA Grand Calais")
    )
    PlaceFactory(name="Arras", programme=programme, services=["procedures"])
    PlaceFactory(name="Calais", programme=programme, services=["safety"], commune=other)
    ended = PlaceFactory(name="Berck", services=["safety"])
    QualificationFactory(place=ended, programme=programme, ends_on=dt.date(2023, 5, 14))

    shown = words(response := client.get(reverse("places:index"), query))

    assert {row.record.name for row in response.context["listing"].table.rows} == found
    number = f"{len(found)} lieux" if query == {} else f"{len(found)} lieu sur 3"
    assert number in shown
    accepted = len(found - {"Berck"})
    assert (f"{accepted} lieu" if accepted else "Aucun lieu n’accepte les pass") in shown
    assert shown.count("Retirer le filtre") == len(query)
    assert ("Intercommunalité : CA Grand Calais Retirer" in shown) == ("epci" in query)


def test_a_file_of_the_places_says_each_service_in_words(client, programme, manager):
    PlaceFactory(programme=programme, services=["procedures", "safety"])

    (line,) = as_csv(client.get(reverse("places:index"), {"fichier": "csv"}))[1:]

    assert line[3] == ("Aide aux démarches administratives, Utilisation sécurisée du numérique")
    assert line[4] == "qualifié"


def test_an_empty_programme_says_that_no_place_is_qualified_yet(client, manager):
    assert "Aucun lieu qualifié encore." in client.get(reverse("places:index")).text


def test_the_list_is_sorted_by_its_headers(client, programme, manager):
    for insee, name in (("62119", "Béthune"), ("62041", "Arras"), ("62318", "Étaples")):
        commune = CommuneFactory(insee=insee, name=name)
        PlaceFactory(name=f"Lieu de {name}", commune=commune, programme=programme)

    response = client.get(reverse("places:index"), {"sort": "-commune"})

    communes = [str(row.record.commune) for row in response.context["listing"].table.rows]
    assert communes == ["Étaples", "Béthune", "Arras"]


def test_the_list_is_paged_by_50(client, programme, manager):
    structure = StructureFactory()
    for _ in range(51):
        PlaceFactory(structure=structure, programme=programme)

    assert "Page 2 sur 2" in client.get(reverse("places:index"), {"page": 2}).text


def test_the_list_costs_the_same_for_1_and_5(client, programme, manager):
    PlaceFactory(programme=programme)
    costs = []
    for more in (0, 0, 4):  # the first reading fills the caches
        PlaceFactory.create_batch(more, programme=programme)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("places:index"))
        costs.append(len(queries))

    assert len(response.context["listing"].table.rows) == 5
    assert costs[1] == costs[2]


def test_a_place_of_another_programme_does_not_exist(client, programme, manager):
    place = PlaceFactory(programme=ProgrammeFactory())

    assert client.get(reverse("places:detail", args=[place.public_id])).status_code == 404
    assert client.get(reverse("places:index")).context["listing"].filters.total == 0


def test_a_distributor_sees_the_places_and_a_mediator_has_no_list(client, programme):
    PlaceFactory(programme=programme)
    for role, host, status in ((Role.DISTRIBUTOR, False, 200), (Role.MEDIATOR, True, 403)):
        part = ParticipationFactory(programme=programme, host=host)
        sign_in(client, UserFactory(role=role, organisation=part.organisation))
        assert client.get(reverse("places:index")).status_code == status


def test_a_place_is_told_in_french(client, programme, manager):
    place = PlaceFactory(
        programme=programme,
        opening_hours="Mo-Fr 09:00-12:00,14:00-17:30; Sa off",
        services=["procedures"],
        website="https://exemple.fr",
        structure__organisation__siret="22620001200012",
    )

    text = client.get(reverse("places:detail", args=[place.public_id])).text

    assert "lundi au vendredi\u00a0: 9\u00a0h\u00a000 à 12\u00a0h\u00a000 et" in text
    assert "Aide aux démarches administratives" in text
    assert "226\u00a0200\u00a0012\u00a000012" in text
    assert "Qualifié à partir du 15\u00a0novembre\u00a02021" in text


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "said"),
    [
        ("2023-06-01", None, "n’y sont pas encore acceptés"),
        ("2021-11-15", "2023-05-14", "n’y sont plus acceptés"),
        ("2021-11-15", "2023-05-15", "jusqu’au 15\u00a0mai\u00a02023 inclus"),
    ],
)
def test_a_place_says_whether_passes_are_accepted(
    client, programme, manager, starts_on, ends_on, said
):
    qualification = QualificationFactory(
        programme=programme,
        starts_on=dt.date.fromisoformat(starts_on),
        ends_on=ends_on and dt.date.fromisoformat(ends_on),
    )

    address = reverse("places:detail", args=[qualification.place.public_id])

    assert said in client.get(address).text
