"""Programmes and their agreements, minimal; a trait per situation."""

import datetime as dt

import factory

from conventions.enums import AvenantState, Cadence, ClauseKind, ConventionState
from conventions.models import Avenant, Clause, Convention, Obligation
from tests.factories.accounts import NOON, OrganisationFactory, lettered
from tests.factories.deliberations import DeliberationFactory
from tests.factories.programmes import ProgrammeFactory


class ConventionFactory(factory.django.DjangoModelFactory):
    """A draft. `voted` and `signed` follow; clauses are added with `ClauseFactory`."""

    class Meta:
        model = Convention

    class Params:
        voted = factory.Trait(
            state=ConventionState.VOTED,
            voted_on=dt.date(2021, 2, 8),
            deliberation=factory.SubFactory(
                DeliberationFactory, programme=factory.SelfAttribute("..programme")
            ),
        )
        signed = factory.Trait(
            state=ConventionState.SIGNED,
            voted_on=dt.date(2021, 2, 8),
            deliberation=factory.SubFactory(
                DeliberationFactory, programme=factory.SelfAttribute("..programme")
            ),
            signed_on=dt.date(2021, 3, 11),
            signed_at=NOON,
        )

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"convention-{n}")
    title = factory.Sequence(lambda n: f"Convention {lettered(n)}")
    funder = factory.SubFactory(OrganisationFactory)


class AvenantFactory(factory.django.DjangoModelFactory):
    """A draft on a signed convention. `voted` and `signed` follow."""

    class Meta:
        model = Avenant

    class Params:
        voted = factory.Trait(
            state=AvenantState.VOTED,
            voted_on=dt.date(2023, 5, 15),
            deliberation=factory.SubFactory(
                DeliberationFactory, programme=factory.SelfAttribute("..convention.programme")
            ),
        )
        signed = factory.Trait(
            state=AvenantState.SIGNED,
            voted_on=dt.date(2023, 5, 15),
            deliberation=factory.SubFactory(
                DeliberationFactory, programme=factory.SelfAttribute("..convention.programme")
            ),
            signed_on=dt.date(2023, 6, 1),
            signed_at=NOON,
        )
        abandoned = factory.Trait(state=AvenantState.ABANDONED, abandoned_at=NOON)

    convention = factory.SubFactory(ConventionFactory, signed=True)
    number = factory.LazyAttribute(lambda made: made.convention.avenants.count() + 1)
    subject = "Prolongation"


class ClauseFactory(factory.django.DjangoModelFactory):
    """The end of the action, without effect; `in_force` from the signature of 11/03/2021."""

    class Meta:
        model = Clause

    class Params:
        in_force = factory.Trait(
            effective_on=dt.date(2021, 3, 11),
            recorded_at=NOON,
            convention=factory.SubFactory(ConventionFactory, signed=True),
        )

    convention = factory.SubFactory(ConventionFactory)
    kind = ClauseKind.ACTION_END
    day = dt.date(2023, 7, 30)


class ObligationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Obligation

    class Params:
        in_force = factory.Trait(
            effective_on=dt.date(2021, 3, 11),
            recorded_at=NOON,
            convention=factory.SubFactory(ConventionFactory, signed=True),
        )

    convention = factory.SubFactory(ConventionFactory)
    title = factory.Sequence(lambda n: f"Obligation {lettered(n)}")
    cadence = Cadence.ONCE
    due_on = dt.date(2022, 1, 31)
