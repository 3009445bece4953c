"""One account per role and authority, and the agents of the counters and places."""

import datetime as dt
import secrets
from dataclasses import dataclass

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from faker import Faker

from accounts import actions
from accounts.enums import Role
from accounts.models import Organisation, User
from audit.actors import SYSTEM
from programmes.models import Programme

# What stands before the @ of an account.
LABELS = {
    Role.MANAGER: "gestionnaire",
    Role.DISTRIBUTOR: "distributeur",
    Role.MEDIATOR: "mediateur",
    Role.REGISSEUR: "regisseur",
    Role.COMPTABLE: "comptable",
    Role.FINANCE: "finances",
    Role.AUDITOR: "controleur",
    Role.ADMINISTRATOR: "administrateur",
}
HASHER = PBKDF2PasswordHasher()


@dataclass(frozen=True, slots=True)
class Account:
    """What is printed for the visitor: the password is made anew for each demonstration."""

    role: Role
    email: str
    password: str


def add_all(
    programme: Programme,
    *,
    hosts: dict[Role, Organisation],
    suffix: str,
    fake: Faker,
    at: dt.datetime,
) -> list[Account]:
    """One account per role; `hosts` names the organisations that are not the authority."""
    return [
        _add(role, hosts.get(role, programme.authority), suffix=suffix, fake=fake, at=at)
        for role in Role
    ]


def _add(
    role: Role, organisation: Organisation, *, suffix: str, fake: Faker, at: dt.datetime
) -> Account:
    account = Account(role, f"{LABELS[role]}@{suffix}.exemple", secrets.token_urlsafe(12))
    user = actions.add_user(
        email=account.email,
        first_name=fake.first_name(),
        last_name=fake.last_name(),
        password=None,
        by=SYSTEM.at(at),
    )
    # Ninety-six random bits need no slow hash; the first sign-in makes it one.
    user.password = HASHER.encode(account.password, HASHER.salt(), iterations=1000)
    user.save(update_fields=["password"])
    actions.grant(user, organisation=organisation, role=role, by=SYSTEM.at(at))
    return account


class Agents:
    """Who signs the acts of the past for each organisation; nobody signs in as them.

    Those of a team are hired for one work, so that two works never hire the same person.
    """

    HIRED_AT = dt.datetime(2021, 11, 2, 9, tzinfo=dt.UTC)

    def __init__(self, team: str) -> None:
        self.team = team
        self.fake = Faker("fr_FR")
        self.fake.seed_instance(team)
        self.found: dict[tuple[int, Role], User] = {}

    def are_known(self) -> bool:
        """Whether the work of this team is done: it is one transaction."""
        return User.objects.filter(email__endswith=f"@{self.team}.exemple").exists()

    def of(self, organisation: Organisation, role: Role) -> User:
        """The one agent of an organisation in a role, hired on first need."""
        key = (organisation.pk, role)
        if key not in self.found:
            self.found[key] = self._hire(organisation, role)
        return self.found[key]

    def _hire(self, organisation: Organisation, role: Role) -> User:
        user = actions.add_user(
            email=f"{role.value}-{organisation.pk}@{self.team}.exemple",
            first_name=self.fake.first_name(),
            last_name=self.fake.last_name(),
            password=None,
            by=SYSTEM.at(self.HIRED_AT),
        )
        actions.grant(user, organisation=organisation, role=role, by=SYSTEM.at(self.HIRED_AT))
        return user
