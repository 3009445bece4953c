"""An administrator makes a programme of their authority by a form."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from places.models import Commune
from programmes.models import Programme
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.programmes import ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

URL = "/programmes/ajouter/"
TYPED = {
    "name": "Pass de la Somme",
    "code": "somme",
    "letter": "S",
    "face_value": "10,00 €",
    "territory": "somme, 02, 80 Somme",
    "time_zone": "America/Martinique",
    "managed_from": "1er mars 2023",
    "first_year": "2020",
    "tolerance_days": "31",
    "objection_days": "7",
    "redemption_window_days": "31",
    "report_delay_days": "30",
    "proof_days": "5",
    "carnet_sizes": "10",
    "validity_months": "24",
    "pace_days": "90",
    "asleep_weeks": "8",
    "reminder_weeks": "8",
    "retention_months": "24",
    "granted_per_day": "500",
    "watched_amount": "10 000",
}


@pytest.fixture
def authority():
    return OrganisationFactory(name="Département de la Somme")


@pytest.fixture
def administrator(client, authority):
    return sign_in(client, UserFactory(role=Role.ADMINISTRATOR, organisation=authority))


def test_a_programme_is_made_with_its_communes(administrator, authority):
    page = administrator.get(URL)
    assert "Collectivité qui le conduit : Département de la Somme." in words(page)
    assert URL in administrator.get(reverse("programmes")).text
    assert page.context["form"]["tolerance_days"].value() == "31"

    answer = administrator.post(URL, TYPED, follow=True)

    assert "Programme créé : Pass de la Somme." in words(answer)
    found = Programme.objects.get(code="somme")
    assert (found.authority, found.letter, found.territory) == (authority, "S", ["02", "80"])
    assert (found.face_value, found.first_year, found.last_year) == (10, 2020, None)
    assert (str(found.managed_from), found.is_demonstration) == ("2023-03-01", False)
    assert found.time_zone == "America/Martinique"
    assert {*Commune.objects.values_list("departement", flat=True)} == {"02", "80"}
    assert Event.objects.get(verb="programme.created").programme_id == found.pk


def test_only_free_letters_are_offered_and_nothing_says_whose_the_others_are(administrator):
    other = ProgrammeFactory(letter="S", code="pass-du-nord")
    page = administrator.get(URL)

    letters = [letter for letter, _ in page.context["form"].fields["letter"].choices]
    assert letters == ["", *"ABCDEFGHJKMNPQRTVWXYZ0123456789"]
    assert str(other) not in page.text
    assert str(other.authority) not in page.text

    answer = administrator.post(URL, TYPED)
    assert "Choisissez la lettre de série dans la liste." in words(answer)
    assert str(other) not in answer.text
    assert not Programme.objects.filter(code="somme").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "pris", "letter": "B"}, "Un autre programme porte déjà ce code."),
        ({"code": "La Somme"}, "Vérifiez le code du programme."),
        ({"letter": ""}, "Choisissez la lettre de série."),
        ({"territory": "80, Picardie"}, "Aucun département ne s’appelle « Picardie »."),
        ({"last_year": "2019"}, "La fin doit suivre le début."),
    ],
)
def test_a_wrong_answer_is_told_and_kept(administrator, wrong, said):
    ProgrammeFactory(code="pris", letter="A")

    answer = administrator.post(URL, TYPED | wrong)

    assert said in words(answer)
    assert answer.context["form"]["name"].value() == "Pass de la Somme"
    assert Programme.objects.count() == 1
