"""Organisations, users and memberships, minimal."""

import datetime as dt
from typing import Any

import factory
from django.test import Client

from accounts.enums import Role
from accounts.models import Membership, Organisation, User

# A Monday noon in Paris: the instant of tests that do not care.
NOON = dt.datetime(2023, 5, 15, 10, tzinfo=dt.UTC)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")


class UserFactory(factory.django.DjangoModelFactory):
    """A user with one membership (`role`, `organisation`), which they act under."""

    class Meta:
        model = User
        exclude = ("role", "organisation")
        skip_postgeneration_save = True

    role = Role.MANAGER
    organisation = None
    email = factory.Sequence(lambda n: f"agent{n}@exemple.fr")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Agent {n}")

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> User:
        role = params.pop("role", Role.MANAGER)
        organisation = params.pop("organisation", None) or OrganisationFactory()
        user = super()._generate(strategy, params)
        membership = Membership.objects.create(user=user, organisation=organisation, role=role)
        user.acting = membership
        user.held = (membership,)
        return user


def sign_in(client: Client, user: User) -> Client:
    """The client acts as this user from now on."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
