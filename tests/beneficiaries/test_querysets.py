import pytest

from accounts.enums import Role
from beneficiaries.models import Decision, Person, ReglementVersion
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [None, Role.MEDIATOR, Role.FINANCE, Role.COMPTABLE])
def test_without_the_permission_neither_people_nor_decisions_nor_rules_are_seen(role):
    decision = DecisionFactory()
    authority = decision.request.person.programme.authority
    user = UserFactory(role=role or Role.MANAGER, organisation=authority)
    if role is None:
        user.acting = None

    for model in (Person, Decision, ReglementVersion):
        assert not model.objects.visible_to(user).exists()


def test_the_manager_of_the_programme_sees_all_three():
    decision = DecisionFactory()
    authority = decision.request.person.programme.authority
    user = UserFactory(role=Role.MANAGER, organisation=authority)

    for model in (Person, Decision, ReglementVersion):
        assert model.objects.visible_to(user).count() == 1


def test_a_distributor_sees_the_decisions_of_its_own_people_alone():
    first, second = DecisionFactory(), DecisionFactory()
    organisation = first.request.person.registered_by
    user = UserFactory(role=Role.DISTRIBUTOR, organisation=organisation)

    assert Decision.objects.visible_to(user).get() == first
    assert second not in Decision.objects.visible_to(user)
