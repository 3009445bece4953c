"""Programmes and those who take part in them, minimal."""

import datetime as dt
from decimal import Decimal

import factory

from accounts.enums import Role
from programmes.enums import ParticipationKind
from programmes.models import Participation, Programme, ProgrammeFile
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, lettered

LETTERS = "ABCDEFGHJKMNPQRSTVWXY0123456789"  # a file adds a programme of letter Z


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """`with_calendar`: passes may be spent from 2021 to the end of 2023."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    class Params:
        with_calendar = factory.Trait(
            calendar=factory.RelatedFactory(
                "tests.factories.deliberations.CalendarFactory", factory_related_name="programme"
            )
        )

    code = factory.Sequence(lambda n: f"programme-{n}")
    name = factory.Sequence(lambda n: f"Programme {lettered(n)}")
    authority = factory.SubFactory(OrganisationFactory)
    letter = factory.Sequence(lambda n: LETTERS[n % len(LETTERS)])
    territory = factory.LazyFunction(lambda: ["62"])
    face_value = Decimal("10.00")
    managed_from = dt.date(2023, 1, 1)


class ParticipationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Participation

    class Params:
        host = factory.Trait(kind=ParticipationKind.HOST)

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = ParticipationKind.DISTRIBUTOR


CONTENT = """
[[organisations]]
code = "authority"
name = "{name}"

[programme]
code = "{code}"
name = "{code}"
authority = "authority"
letter = "{letter}"
managed_from = 2023-01-01
territory = ["62"]
"""


def described(authority, code="neuf", letter="Z") -> str:
    """The text of a file that adds a programme to an authority."""
    return CONTENT.format(name=authority.name, code=code, letter=letter)


class ProgrammeFileFactory(factory.django.DjangoModelFactory):
    """A file sent by an administrator of the authority, which adds a programme."""

    class Meta:
        model = ProgrammeFile

    authority = factory.SubFactory(OrganisationFactory)
    name = "neuf.toml"
    content = factory.LazyAttribute(lambda file: described(file.authority))
    added = factory.LazyFunction(lambda: ["Programme neuf"])
    proposed_at = NOON
    proposed_by = factory.LazyAttribute(
        lambda file: UserFactory(role=Role.ADMINISTRATOR, organisation=file.authority)
    )
