"""What the database refuses of programmes."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.programmes import ParticipationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def refused(make, **wrong):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**wrong)
    return str(error.value)


@pytest.mark.parametrize(
    ("make", "wrong", "constraint"),
    [
        (ProgrammeFactory, {"letter": "I"}, "programme_letter_is_crockford"),
        (ProgrammeFactory, {"face_value": 0}, "programme_face_value"),
    ],
)
def test_a_constraint_refuses(make, wrong, constraint):
    assert constraint in refused(make, **wrong)


@pytest.mark.parametrize(
    ("make", "same", "constraint"),
    [
        (ProgrammeFactory, ["code"], "programmes_programme_code"),
        (ProgrammeFactory, ["letter"], "programmes_programme_letter"),
        (ParticipationFactory, ["programme", "organisation"], "participation_unique"),
    ],
)
def test_twice_the_same_is_refused(make, same, constraint):
    row = make()

    found = refused(make, **{name: getattr(row, name) for name in same})

    assert constraint in found


def test_a_participation_names_itself():
    assert str(ParticipationFactory())
