import pytest
from django.db import IntegrityError, transaction

from accounts.actions import memberships, organisations, users
from accounts.enums import Role
from accounts.models import Membership, Organisation
from audit.actors import SYSTEM
from audit.models import Event
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, give

pytestmark = pytest.mark.django_db


def add(**kwargs):
    return organisations.add(name="Département", by=SYSTEM.at(NOON), **kwargs)


def test_an_organisation_is_added_with_its_siret_whatever_its_spaces():
    organisation = add(siret="226 200 012 00012", accent="#1D4F91")

    assert organisation.siret == "22620001200012"
    assert Event.objects.get().verb == "organisation.added"


def test_a_siret_with_a_slip_is_refused_at_its_field():
    with pytest.raises(organisations.WrongSiret) as refusal:
        add(siret="22620001200013")
    assert (refusal.value.code, refusal.value.field) == ("wrong_siret", "siret")
    assert not Organisation.objects.exists()


def test_a_colour_too_light_is_refused_with_its_contrast():
    with pytest.raises(organisations.ColourTooLight, match="il faut 4,5"):
        add(accent="#FFCC00")


def test_an_account_is_added_once_whatever_the_case_of_its_address():
    new = {"first_name": "A", "last_name": "B", "password": "douze caractères"}
    new["by"] = SYSTEM.at(NOON)
    user = users.add(email="Agent@Exemple.fr", **new)

    assert user.email == "agent@exemple.fr"
    assert user.check_password("douze caractères")
    with pytest.raises(users.EmailTaken):
        users.add(email="agent@exemple.fr", **new)


def test_the_database_refuses_an_address_twice_whatever_its_case():
    """Sign-in finds one account by an address, whatever its case."""
    UserFactory(email="agent@exemple.fr")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(email="Agent@Exemple.fr")


def test_a_role_given_twice_is_given_once():
    user, organisation = UserFactory(), OrganisationFactory()
    for _ in range(2):
        memberships.grant(user, organisation=organisation, role=Role.FINANCE, by=SYSTEM.at(NOON))

    assert Membership.objects.filter(user=user, organisation=organisation).count() == 1
    assert Event.objects.filter(verb="membership.granted").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"siret": "123"}, {"accent": "bleu"}, {"siret": "2262000120001X"}]
)
def test_the_database_refuses_an_organisation(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(**wrong)


def test_the_database_refuses_a_siret_twice_but_not_an_unknown_one():
    OrganisationFactory(siret="22620001200012")
    OrganisationFactory(), OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(siret="22620001200012")


def test_the_database_refuses_an_unknown_role():
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory(role="king")


def test_the_database_refuses_a_membership_twice():
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        give(user, user.acting.role, user.acting.organisation)
