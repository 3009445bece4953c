"""Accounts of both authorities, and the agents of the counters and places."""

import datetime as dt
import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from faker import Faker

from accounts.actions import memberships, users
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


def add_all(
    programme: Programme,
    *,
    hosts: dict[Role, Organisation],
    suffix: str,
    fake: Faker,
    at: dt.datetime,
) -> list[dict[str, str]]:
    """What is printed for the visitor, one account per role: the password is made anew each time.

    `hosts` names the organisations that are not the authority.
    """
    return [
        _add(f"{LABELS[role]}@{suffix}", role, hosts.get(role, programme.authority), fake, at)
        for role in Role
    ]


def add_colleague(
    programme: Programme, *, suffix: str, fake: Faker, at: dt.datetime
) -> dict[str, str]:
    """A second manager, who decides the corrections that the first proposes."""
    name = f"{LABELS[Role.MANAGER]}-2@{suffix}"
    return _add(name, Role.MANAGER, programme.authority, fake, at)


def _add(
    name: str, role: Role, organisation: Organisation, fake: Faker, at: dt.datetime
) -> dict[str, str]:
    email, password = f"{name}.exemple", secrets.token_urlsafe(12)
    user = _member(email, role, organisation, fake=fake, at=at)
    # Ninety-six random bits need no slow hash; the first sign-in makes it one.
    user.password = HASHER.encode(password, HASHER.salt(), iterations=1000)
    user.save(update_fields=["password"])
    return {"role": role.value, "email": email, "password": password}


def _member(
    email: str, role: Role, organisation: Organisation, *, fake: Faker, at: dt.datetime
) -> User:
    """An account with an invented name and no password, in a role."""
    first, last = fake.first_name(), fake.last_name()
    user = users.add(email=email, first_name=first, last_name=last, password=None, by=SYSTEM.at(at))
    memberships.grant(user, organisation=organisation, role=role, by=SYSTEM.at(at))
    return user


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
            email = f"{role.value}-{organisation.pk}@{self.team}.exemple"
            hired = _member(email, role, organisation, fake=self.fake, at=self.HIRED_AT)
            self.found[key] = hired
        return self.found[key]
