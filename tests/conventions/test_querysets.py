import pytest

from accounts.enums import Role
from conventions.models import Avenant, Convention
from programmes.enums import ParticipationKind
from tests.factories.accounts import UserFactory
from tests.factories.conventions import AvenantFactory, ConventionFactory
from tests.factories.programmes import ParticipationFactory

pytestmark = pytest.mark.django_db


def test_nobody_reaches_anything_without_a_membership():
    AvenantFactory()
    user = UserFactory()
    user.acting = None

    for model in (Convention, Avenant):
        assert not model.objects.visible_to(user).exists()


@pytest.mark.parametrize("role", [Role.DISTRIBUTOR, Role.MEDIATOR])
def test_counters_and_places_do_not_reach_the_conventions_of_their_programme(role):
    kind = {
        Role.DISTRIBUTOR: ParticipationKind.DISTRIBUTOR,
        Role.MEDIATOR: ParticipationKind.HOST,
    }[role]
    convention = ConventionFactory()
    user = UserFactory(role=role)
    ParticipationFactory(
        programme=convention.programme, organisation=user.acting.organisation, kind=kind
    )

    assert not Convention.objects.visible_to(user).exists()
