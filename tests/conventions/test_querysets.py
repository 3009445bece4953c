import datetime as dt

import pytest

from accounts.enums import Role
from conventions.models import Avenant, Convention, Obligation
from programmes.enums import ParticipationKind
from tests.factories.accounts import UserFactory
from tests.factories.conventions import AvenantFactory, ConventionFactory, ObligationFactory
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


def test_obligations_are_in_force_from_their_effect_while_the_convention_stands():
    signed = ConventionFactory(signed=True)
    obligation = ObligationFactory(convention=signed, in_force=True)
    ObligationFactory(convention=signed)

    on = Obligation.objects.in_force_on

    assert list(on(dt.date(2021, 3, 11))) == [obligation]
    assert not on(dt.date(2021, 3, 10)).exists()
