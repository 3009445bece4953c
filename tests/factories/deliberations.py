"""Deliberations and calendars, minimal."""

import datetime as dt

import factory

from deliberations.models import Calendar, Deliberation
from tests.factories.programmes import ProgrammeFactory


class DeliberationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Deliberation

    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda n: f"2021-{n}")
    assembly = "Commission permanente"
    session_on = dt.date(2021, 2, 8)
    subject = "Dispositif Pass numériques"


class CalendarFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Calendar

    programme = factory.SubFactory(ProgrammeFactory)
    in_force_on = dt.date(2021, 2, 8)
    starts_on = dt.date(2021, 1, 1)
    ends_on = dt.date(2023, 12, 31)
