"""A programme is created once, with what no text fixes."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from audit.actors import SYSTEM
from audit.models import Event
from programmes.actions import programmes
from programmes.enums import ParticipationKind
from programmes.reference import code_of
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}


def create(**changes):
    facts = {
        "code": "pas-de-calais",
        "name": "Pass numériques du Pas-de-Calais",
        "authority": OrganisationFactory(),
        "letter": "P",
        "managed_from": dt.date(2023, 1, 1),
    }
    return programmes.create(**{**facts, **changes}, **WHO)


def test_a_programme_is_created_with_the_parameters_that_no_text_fixes():
    programme = create(territory=["62"])

    assert (programme.face_value, programme.tolerance_days) == (10, 31)
    assert Event.objects.get().verb == "programme.created"


@pytest.mark.parametrize(
    ("changes", "field"), [({"letter": "H"}, "code"), ({"code": "autre"}, "letter")]
)
def test_a_code_and_a_letter_belong_to_one_programme(changes, field):
    create()

    with pytest.raises(programmes.ProgrammeTaken) as refused:
        create(**changes)
    assert refused.value.field == field


def test_a_departement_that_is_not_one_is_refused():
    with pytest.raises(ValidationError, match="Aucun département n’a le code 99"):
        create(territory=["62", "99"])


@pytest.mark.parametrize(
    ("typed", "code"),
    [("62", "62"), ("2a", "2A"), ("1", "01"), ("VAL D'OISE", "95"), ("974 La Réunion", "974")],
)
def test_a_departement_is_found_by_its_code_or_its_name(typed, code):
    assert code_of(typed) == code


def test_taking_part_twice_is_taking_part_once():
    programme, organisation = ProgrammeFactory(), OrganisationFactory()

    first, second = (
        programmes.take_part(programme, organisation, ParticipationKind.HOST, **WHO)
        for _ in range(2)
    )

    assert first == second
    assert Event.objects.filter(verb="programme.joined").count() == 1
