"""Financing plans, minimal."""

from decimal import Decimal

import factory

from budget.enums import Side
from financing.enums import Perimeter
from financing.models import Plan, PlanItem
from tests.factories.programmes import ProgrammeFactory


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
