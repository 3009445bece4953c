"""A manager adds a place, describes it again, and says when passes are accepted there."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import Organisation
from audit.models import Event
from places.models import Place
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.places import CommuneFactory, PlaceFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = dt.date(2023, 5, 15)
ADD = reverse("places:add")


@pytest.fixture
def programme():
    return ProgrammeFactory(territory=["62"])


@pytest.fixture
def manager(client, programme):
    return sign_in(client, UserFactory(role=Role.MANAGER, organisation=programme.authority))


@pytest.fixture
def arras():
    return CommuneFactory(name="Arras", departement="62", postcodes=["62000"])


@pytest.fixture
def typed(arras):
    return {
        "other_name": "Association Les Terrils",
        "other_siret": "",
        "name": "Espace numérique",
        "address": "1 place des Héros",
        "postcode": "62000",
        "commune": "Arras",
        "itinerance": "fixe",
        "starts_on": "15/05/2023",
        "ends_on": "31/12/2023",
    }


def page_of(name, place):
    return reverse(f"places:{name}", args=[place.public_id])


def entered(page, **changed):
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if one is None else one for name, one in values.items()} | changed


def test_a_place_is_added_with_its_structure_and_its_days(manager, programme, typed, arras):
    assert ADD in manager.get(reverse("places:index")).text
    itinerance = manager.get(ADD).context["form"].fields["itinerance"].choices
    typed["itinerance"] = itinerance[0][0]

    answer = manager.post(ADD, typed)

    place = Place.objects.get()
    assert answer.url == page_of("detail", place)
    assert (place.name, place.commune, place.updated_on) == ("Espace numérique", arras, TODAY)
    held = place.qualifications.get()
    assert (held.programme, held.starts_on, held.ends_on) == (
        programme,
        TODAY,
        dt.date(2023, 12, 31),
    )
    organisation = Organisation.objects.get(name="Association Les Terrils")
    assert place.structure.organisation == organisation
    assert programme.participations.get().organisation == organisation
    assert "les pass y sont acceptés" in words(manager.get(answer.url))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"other_name": ""}, "Choisissez la structure dans la liste, ou"),
        ({"commune": "Nulle-Part"}, "Aucune commune ne s’appelle"),
        ({"postcode": "59000"}, "indiquez 62000"),
        ({"starts_on": ""}, "Indiquez le jour où les pass y sont acceptés."),
        ({"ends_on": "01/01/2023"}, "La fin doit suivre le début"),
        ({"starts_on": "15/05/1999", "ends_on": ""}, "dans les années du programme"),
        ({"address": ""}, "Indiquez l’adresse."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_added(manager, typed, wrong, said):
    typed["itinerance"] = manager.get(ADD).context["form"].fields["itinerance"].choices[0][0]

    page = words(manager.post(ADD, typed | wrong))

    assert said in page
    assert not Place.objects.exists()
    assert not Organisation.objects.filter(name="Association Les Terrils").exists()


def test_a_place_is_described_again_and_its_former_address_kept(manager, programme, arras):
    place = PlaceFactory(programme=programme, commune=arras, postcode="62000", address="2 rue")
    lens = CommuneFactory(insee="62498", name="Lens", postcodes=["62300"])
    assert page_of("edit", place) in manager.get(page_of("detail", place)).text
    page = manager.get(page_of("edit", place))
    assert page.context["form"]["commune"].value() == "62000 Arras"

    changed = {"address": "3 rue", "postcode": "62300", "commune": "Lens"}
    answer = manager.post(page_of("edit", place), entered(page, **changed))

    assert answer.status_code == 302, answer.context["form"].errors
    place.refresh_from_db()
    assert (place.address, place.commune, place.updated_on) == ("3 rue", lens, TODAY)
    former = Event.objects.get(verb="place.edited").details["former"]
    assert former == {"address": "2 rue", "postcode": "62000", "commune_id": arras.pk}


def test_a_qualification_ends_then_begins_again(manager, programme):
    place = PlaceFactory(programme=programme)
    held = place.qualifications.get()
    assert page_of("end", place) in manager.get(page_of("detail", place)).text
    ended = {"ends_on": "15/05/2023", "reason": "Fermeture"}

    past = manager.post(page_of("end", place), ended | {"ends_on": "14/05/2023"})
    assert "Des séances ont pu s’y tenir jusqu’ici" in words(past)
    assert "Indiquez le motif." in words(manager.post(page_of("end", place), {"reason": ""}))
    assert manager.post(page_of("end", place), ended).status_code == 302

    held.refresh_from_db()
    assert (held.ends_on, held.reason) == (TODAY, "Fermeture")
    again = {"starts_on": "16/05/2023", "ends_on": ""}
    overlapping = manager.post(page_of("qualify", place), again | {"starts_on": "15/05/2023"})
    assert "est déjà qualifié" in words(overlapping)
    assert manager.post(page_of("qualify", place), again).status_code == 302
    assert place.qualifications.count() == 2


def test_a_place_whose_qualification_is_over_is_qualified_again_not_ended(
    manager, programme, clock
):
    place = PlaceFactory(programme=programme)
    place.qualifications.update(ends_on=dt.date(2023, 5, 1), reason="Fermeture")

    assert page_of("qualify", place) in manager.get(page_of("detail", place)).text
    assert "Elle a déjà pris fin." in words(manager.get(page_of("end", place)))


def test_who_does_not_keep_the_places_reads_them_only(client, programme):
    organisation = ParticipationFactory(programme=programme).organisation
    client = sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=organisation))
    place = PlaceFactory(programme=programme)

    page = client.get(page_of("detail", place)).text

    assert page_of("edit", place) not in page
    assert ADD not in client.get(reverse("places:index")).text
