"""Rules of attribution, people and decisions, minimal."""

import datetime as dt

import factory

from beneficiaries import rules
from beneficiaries.enums import Status
from beneficiaries.models import (
    Category,
    Decision,
    Establishment,
    Person,
    ReglementVersion,
    Request,
)
from common.sort_key import sort_key
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.places import CommuneFactory
from tests.factories.programmes import ProgrammeFactory


class ReglementVersionFactory(factory.django.DjangoModelFactory):
    """For requests filed since 2021, without end, and no category."""

    class Meta:
        model = ReglementVersion

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"version-{n}")
    title = factory.Sequence(lambda n: f"Règlement {n}")
    starts_on = dt.date(2021, 1, 1)


class CategoryFactory(factory.django.DjangoModelFactory):
    """Jobseekers of any age: 10 passes a year. `open_to_all` asks for nothing."""

    class Meta:
        model = Category

    class Params:
        open_to_all = factory.Trait(statuses=factory.LazyFunction(list))

    version = factory.SubFactory(ReglementVersionFactory)
    code = factory.Sequence(lambda n: f"public-{n}")
    label = "Demandeurs d’emploi"
    position = factory.Sequence(lambda n: n)
    statuses = factory.LazyFunction(lambda: [Status.JOBSEEKER])
    passes_granted = 10
    ceiling = 10


class EstablishmentFactory(factory.django.DjangoModelFactory):
    """A place of the list, without a name."""

    class Meta:
        model = Establishment

    programme = factory.SubFactory(ProgrammeFactory)
    position = factory.Sequence(lambda n: n + 1)


class PersonFactory(factory.django.DjangoModelFactory):
    """Someone of Arras born on 01/06/1994, registered by an organisation."""

    class Meta:
        model = Person

    programme = factory.SubFactory(ProgrammeFactory)
    registered_by = factory.SubFactory(OrganisationFactory)
    last_name = factory.Sequence(lambda n: f"Nom{n}")
    first_name = "Dominique"
    born_on = dt.date(1994, 6, 1)
    commune = factory.SubFactory(CommuneFactory)
    registered_at = NOON
    identity_key = factory.LazyAttribute(
        lambda p: rules.identity_key(p.last_name, p.first_name, p.born_on, p.commune.pk)
    )
    sort_key = factory.LazyAttribute(lambda p: f"{sort_key(p.last_name)} {sort_key(p.first_name)}")


class RequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Request

    person = factory.SubFactory(PersonFactory)
    filed_on = dt.date(2023, 5, 15)
    status = Status.JOBSEEKER
    filed_with = factory.LazyAttribute(lambda request: request.person.registered_by)


def version_of(programme):
    """The first version of a programme, made with one category if there is none."""
    version = programme.reglements.order_by("starts_on").first()
    if version is None:
        version = ReglementVersionFactory(programme=programme)
        CategoryFactory(version=version)
    return version


class DecisionFactory(factory.django.DjangoModelFactory):
    """Grants 10 passes to `person` in the first category of the programme, without counting them
    against a quota (the action does). `refused` grants nothing.
    """

    class Meta:
        model = Decision

    class Params:
        person = factory.SubFactory(PersonFactory)
        refused = factory.Trait(granted=False, passes=0, category=None)

    request = factory.SubFactory(RequestFactory, person=factory.SelfAttribute("..person"))
    version = factory.LazyAttribute(lambda decision: version_of(decision.request.person.programme))
    category = factory.LazyAttribute(lambda decision: decision.version.categories.first())
    granted = True
    passes = 10
    facts = factory.LazyFunction(dict)
    reasons = factory.LazyFunction(list)
    decided_on = factory.LazyAttribute(lambda decision: decision.request.filed_on)
    decided_at = NOON
    decided_by = "Camille Agent"
