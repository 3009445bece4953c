"""Programmes and their agreements, minimal; a trait per situation."""

import datetime as dt
from decimal import Decimal

import factory

from conventions.enums import (
    AvenantState,
    Cadence,
    ClauseKind,
    ConventionState,
    ObligationNature,
    OccurrenceState,
    ParticipationKind,
    Perimeter,
    Section,
    Side,
)
from conventions.models import (
    Avenant,
    BudgetLine,
    Calendar,
    Clause,
    Convention,
    Deliberation,
    Obligation,
    Occurrence,
    Participation,
    Plan,
    PlanItem,
    Programme,
    Subsidy,
)
from tests.factories.accounts import NOON, OrganisationFactory

LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """`with_calendar`: passes may be spent from 2021 to the end of 2023."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    class Params:
        with_calendar = factory.Trait(
            calendar=factory.RelatedFactory(
                "tests.factories.conventions.CalendarFactory", factory_related_name="programme"
            )
        )

    code = factory.Sequence(lambda n: f"programme-{n}")
    name = factory.Sequence(lambda n: f"Programme {n}")
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
            state=ConventionState.SIGNED, signed_on=dt.date(2021, 3, 11), signed_at=NOON
        )

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"convention-{n}")
    title = factory.Sequence(lambda n: f"Convention {n}")
    funder = factory.SubFactory(OrganisationFactory)


class AvenantFactory(factory.django.DjangoModelFactory):
    """A draft on a signed convention. `voted` and `signed` follow."""

    class Meta:
        model = Avenant

    class Params:
        voted = factory.Trait(state=AvenantState.VOTED, voted_on=dt.date(2023, 5, 15))
        signed = factory.Trait(
            state=AvenantState.SIGNED, signed_on=dt.date(2023, 6, 1), signed_at=NOON
        )

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
    title = factory.Sequence(lambda n: f"Obligation {n}")
    cadence = Cadence.ONCE
    due_on = dt.date(2022, 1, 31)


class OccurrenceFactory(factory.django.DjangoModelFactory):
    """Due on 31/05/2023, of an obligation in force; what a state needs is filled."""

    class Meta:
        model = Occurrence
        exclude = ("is_sent", "is_waived")

    class Params:
        nature = ObligationNature.SEND

    obligation = factory.SubFactory(
        ObligationFactory, in_force=True, nature=factory.SelfAttribute("..nature")
    )
    due_on = dt.date(2023, 5, 31)
    state = OccurrenceState.TO_PREPARE
    sent_on = factory.Maybe("is_sent", dt.date(2023, 5, 12), None)
    sent_at = factory.Maybe("is_sent", NOON, None)
    waived_reason = factory.Maybe("is_waived", "Réunion annulée", "")

    is_sent = factory.LazyAttribute(lambda made: made.state == OccurrenceState.SENT)
    is_waived = factory.LazyAttribute(lambda made: made.state == OccurrenceState.WAIVED)


class PlanFactory(factory.django.DjangoModelFactory):
    """500 € of passes beside 50 € of engineering, half paid by a funder."""

    class Meta:
        model = Plan
        skip_postgeneration_save = True

    programme = factory.SubFactory(ProgrammeFactory)
    code = factory.Sequence(lambda n: f"plan-{n}")
    title = "Plan de financement"
    perimeter = Perimeter.OPERATION
    total = Decimal("550.00")

    @factory.post_generation
    def items(self, create, extracted, **kwargs):
        for side, label, amount, passes in (
            (Side.CHARGE, "Pass numériques", 500, True),
            (Side.CHARGE, "Accompagnement", 50, False),
            (Side.RESOURCE, "État", 275, False),
            (Side.RESOURCE, "Département", 275, False),
        ):
            PlanItem.objects.create(
                plan=self,
                side=side,
                position=self.items.filter(side=side).count() + 1,
                label=label,
                amount=amount,
                pays_passes=passes,
            )


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    programme = factory.SubFactory(ProgrammeFactory)
    year = 2022
    imputation = factory.Sequence(lambda n: f"6568//93020{n}")
    section = Section.FUNCTIONING
    available = Decimal("10000.00")


class SubsidyFactory(factory.django.DjangoModelFactory):
    """A subsidy of 10,000 € that takes its whole budget line."""

    class Meta:
        model = Subsidy

    programme = factory.SubFactory(ProgrammeFactory)
    deliberation = factory.SubFactory(
        DeliberationFactory, programme=factory.SelfAttribute("..programme")
    )
    beneficiary = factory.SubFactory(OrganisationFactory)
    purpose = "Numérique en Commun[s]"
    amount = Decimal("10000.00")
    third_party_budget = Decimal("486000.00")

    @factory.lazy_attribute
    def commitment(self):
        line = BudgetLineFactory(programme=self.programme, committed=self.amount)
        return line.commitments.create(
            committed_on=dt.date(2022, 9, 27), amount=self.amount, subject=self.purpose
        )
