"""An administrator changes what no text and no pass fixes of a programme."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.models import Event
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.programmes import ProgrammeFactory
from tests.reading import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def programme():
    return ProgrammeFactory(hotline="0300000000", territory=["62"])


@pytest.fixture
def administrator(client, programme):
    return sign_in(client, UserFactory(role=Role.ADMINISTRATOR, organisation=programme.authority))


def address(programme):
    return reverse("programmes:parameters", args=[programme.public_id])


def typed(page, **changed):
    form = page.context["form"]
    kept = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in kept.items()} | changed


def test_a_parameter_is_changed_and_its_former_value_kept(administrator, programme):
    page = administrator.get(address(programme))
    assert "Valeur d’un pass 10,00 €" in words(page)
    assert address(programme) in administrator.get(reverse("programmes")).text

    answer = administrator.post(address(programme), typed(page, pace_days="60", last_year="2026"))

    programme.refresh_from_db()
    assert answer.url == reverse("programmes")
    assert (programme.pace_days, programme.last_year) == (60, 2026)
    former = Event.objects.get(verb="programme.edited").details["former"]
    assert former == {"pace_days": 90, "last_year": None}


def test_nothing_changed_says_nothing_in_the_journal(administrator, programme):
    administrator.post(address(programme), typed(administrator.get(address(programme))))

    assert not Event.objects.filter(verb="programme.edited").exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Indiquez le nom du programme."),
        ({"pace_days": "0"}, "1"),
        ({"last_year": "2001"}, "La fin doit suivre le début."),
        ({"mandat_pattern": "XX-99"}, "Écrivez 9 pour un chiffre, A pour une lettre."),
    ],
)
def test_a_wrong_parameter_is_told_and_nothing_changes(administrator, programme, wrong, said):
    page = administrator.get(address(programme))
    answer = administrator.post(address(programme), typed(page, **wrong))

    assert answer.status_code == 200
    assert said in words(answer)
    former = programme.name, programme.pace_days, programme.last_year, programme.mandat_pattern
    programme.refresh_from_db()
    assert (
        programme.name,
        programme.pace_days,
        programme.last_year,
        programme.mandat_pattern,
    ) == former


def test_a_change_made_meanwhile_is_not_overwritten(administrator, programme):
    sent = typed(administrator.get(address(programme)), pace_days="60", seen="autre")

    answer = administrator.post(address(programme), sent)

    assert "a été modifié depuis que vous l’avez ouverte" in words(answer)
    programme.refresh_from_db()
    assert programme.pace_days == 90
