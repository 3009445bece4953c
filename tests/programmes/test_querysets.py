"""Who reaches which programme."""

import pytest

from accounts.enums import Role
from programmes.enums import ParticipationKind
from programmes.models import Programme
from tests.factories.accounts import UserFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def test_nobody_reaches_a_programme_without_a_membership():
    ProgrammeFactory()
    user = UserFactory()
    user.acting = None

    assert not Programme.objects.visible_to(user).exists()


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.DISTRIBUTOR, ParticipationKind.DISTRIBUTOR),
        (Role.MEDIATOR, ParticipationKind.HOST),
    ],
)
def test_counters_and_places_reach_the_programmes_that_they_take_part_in(role, kind):
    ProgrammeFactory()
    user = UserFactory(role=role)
    reached = ParticipationFactory(organisation=user.acting.organisation, kind=kind).programme

    assert Programme.objects.visible_to(user).get() == reached


def test_an_authority_reaches_its_own_programmes_only():
    own, other = ProgrammeFactory(), ProgrammeFactory()
    user = UserFactory(role=Role.FINANCE, organisation=own.authority)

    assert list(Programme.objects.visible_to(user).order_by("pk")) == [own]
    assert other.authority != own.authority
