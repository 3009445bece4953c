"""Organisations, users and memberships, minimal."""

import datetime as dt
import time
from typing import Any

import factory
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client

from accounts.actions import second_factors
from accounts.enums import MembershipState, Role
from accounts.models import Membership, Organisation, SavedFilter, User
from accounts.session_store import FACTS, SessionStore, real_now
from audit.actors import SYSTEM
from common import clock

# A Monday noon in Paris: the instant of tests that do not care.
NOON = dt.datetime(2023, 5, 15, 10, tzinfo=dt.UTC)


def lettered(n: int) -> str:
    """A number in letters: in a long run, its digits would be those of a thousand, not parted."""
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in str(n))


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {lettered(n)}")


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
    last_name = factory.Sequence(lambda n: f"Agent {lettered(n)}")

    @classmethod
    def _generate(cls, strategy: Any, params: dict[str, Any]) -> User:
        role = params.pop("role", Role.MANAGER)
        organisation = params.pop("organisation", None) or OrganisationFactory()
        user = super()._generate(strategy, params)
        membership = give(user, role, organisation)
        user.acting = membership
        user.held = (membership,)
        return user


def give(user: User, role: Role, organisation: Organisation | None = None) -> Membership:
    """A role in use, in another organisation if none is named."""
    organisation = organisation or OrganisationFactory()
    return Membership.objects.create(
        user=user, organisation=organisation, role=role, granted_at=NOON
    )


class SavedFilterFactory(factory.django.DjangoModelFactory):
    """The expenses not paid yet, for the organisation under which their user acts."""

    class Meta:
        model = SavedFilter

    user = factory.SubFactory(UserFactory)
    organisation = factory.LazyAttribute(lambda saved: saved.user.acting.organisation)
    path = "/finances/depenses/"
    url = "/finances/depenses/?payee=non"
    name = factory.Sequence(lambda n: f"À payer {n}")


def add_factor(user: User, secret: str = "") -> list[str]:
    """An application that gives codes; its recovery codes."""
    secret = secret or generate_totp_secret()
    return second_factors.add_application(
        user,
        secret=secret,
        code=code_of(secret),
        by=SYSTEM.at(NOON),
        real_now=clock.real_now(),
    )


def code_of(secret: str, later: int = -1) -> str:
    """What the application shows, some half-minutes later; each code serves once."""
    step = int(totp.time.time()) // 30 + later
    return totp.format_hotp_value(totp.hotp_value(secret, step))


def end_roles(user: User) -> None:
    """The user holds no role any more."""
    Membership.objects.filter(user=user).update(state=MembershipState.ENDED, ended_at=NOON)


def sign_in(client: Client, user: User) -> Client:
    """The client acts as this user, who has just said who they are; what a sign-in does besides has
    its own tests.
    """
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.allauth_adapter.Backend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session[FACTS] = {
        "device": "Firefox, Linux",
        "address": "127.0.0.1",
        "started_at": real_now().isoformat(),
    }
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
