"""What the database refuses of financing plans."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from budget.enums import Side
from financing.enums import Progress
from financing.models import PlanItem
from tests.factories.financing import PlanFactory

pytestmark = pytest.mark.django_db


def refused(make, **wrong):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        make(**wrong)
    return str(error.value)


def test_the_total_of_a_plan_is_positive():
    assert "plan_total_positive" in refused(PlanFactory, total=-1)


def test_a_code_names_one_plan_of_a_programme():
    plan = PlanFactory()

    assert "plan_code_unique" in refused(PlanFactory, programme=plan.programme, code=plan.code)


def test_a_plan_keeps_one_item_by_place_and_no_negative_amount():
    plan = PlanFactory()
    item = {"plan": plan, "side": Side.CHARGE, "label": "Autre"}

    found = refused(PlanItem.objects.create, **item, position=1, amount=1)
    assert "plan_item_position_unique" in found
    assert "plan_item_positive" in refused(PlanItem.objects.create, **item, position=9, amount=-1)


def test_the_database_refuses_a_limit_without_its_rule():
    plan = PlanFactory()
    plan.aid_limit = Decimal(80)

    with pytest.raises(IntegrityError, match="plan_limit_is_a_part"), transaction.atomic():
        plan.save()


def test_the_database_refuses_a_part_without_its_cost():
    assert "plan_part_has_a_cost" in refused(PlanFactory, part_name="Picardie")
    assert "plan_part_has_a_cost" in refused(PlanFactory, part_amount=1)


def test_an_item_names_its_plan():
    assert str(PlanFactory().items.first()).endswith("Plan de financement")


@pytest.mark.parametrize(
    ("side", "wrong"),
    [
        (Side.CHARGE, {"is_public_aid": True}),
        (Side.CHARGE, {"is_for_part": True}),
        (Side.RESOURCE, {"pays_passes": True}),
        (Side.RESOURCE, {"progress": Progress.DONE}),
    ],
)
def test_the_database_refuses_an_aid_among_charges_and_a_purchase_among_resources(side, wrong):
    item = {"plan": PlanFactory(), "side": side, "position": 9, "label": "Autre", "amount": 1}

    assert "plan_item_is_of_its_side" in refused(PlanItem.objects.create, **item, **wrong)
