import pytest

from accounts.enums import Role
from places.models import Place
from tests.factories.accounts import UserFactory
from tests.factories.places import PlaceFactory, QualificationFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_a_mediator_sees_the_places_of_their_structure_alone():
    place, _other = PlaceFactory(), PlaceFactory()
    mediator = UserFactory(role=Role.MEDIATOR, organisation=place.structure.organisation)

    assert Place.objects.visible_to(mediator).get() == place


def test_a_place_qualified_twice_by_a_programme_is_seen_once():
    programme = ProgrammeFactory()
    held = QualificationFactory(programme=programme, ends_on="2022-01-01")
    QualificationFactory(place=held.place, programme=programme, starts_on="2022-02-01")
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)

    assert Place.objects.visible_to(manager).get() == held.place


def test_without_a_membership_nothing_is_seen():
    PlaceFactory(programme=ProgrammeFactory())
    user = UserFactory()
    user.acting = None
    assert not Place.objects.visible_to(user).exists()
