import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from tests.factories.places import (
    CommuneFactory,
    PlaceFactory,
    QualificationFactory,
    StructureFactory,
)

pytestmark = pytest.mark.django_db


def test_a_structure_has_places_of_one_name_in_two_communes_and_not_in_one():
    place = PlaceFactory()
    same = {"structure": place.structure, "name": place.name}
    PlaceFactory(**same, commune=CommuneFactory(in_picardie=True))

    with pytest.raises(IntegrityError, match="place_name_unique"), transaction.atomic():
        PlaceFactory(**same, commune=place.commune)


def test_the_database_refuses_two_structures_of_one_organisation():
    structure = StructureFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        StructureFactory(organisation=structure.organisation)


def test_the_database_refuses_a_qualification_that_ends_before_it_starts():
    with pytest.raises(IntegrityError, match="qualification_in_order"), transaction.atomic():
        QualificationFactory(ends_on=dt.date(2021, 11, 14))


@pytest.mark.parametrize("starts_on", [dt.date(2021, 11, 15), dt.date(2025, 1, 1)])
def test_the_database_refuses_two_qualifications_on_one_day(starts_on):
    held = QualificationFactory()
    with pytest.raises(IntegrityError, match="qualification_no_overlap"), transaction.atomic():
        QualificationFactory(place=held.place, programme=held.programme, starts_on=starts_on)


def test_a_place_with_a_history_is_not_deleted():
    held = QualificationFactory()
    with pytest.raises(ProtectedError):
        held.place.delete()


def test_rows_say_their_name():
    held = QualificationFactory()
    assert str(held) == f"{held.place.name} – {held.programme.name}"
    assert str(held.place.structure) == held.place.structure.organisation.name
    assert str(held.place.commune.epci) == "CU d’Arras"


def test_the_database_keeps_each_qualification():
    held = QualificationFactory()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        held.delete()
