"""Plans: balanced to the cent, replaced when they change, confirmed once signed."""

from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from budget.enums import Side
from common import errors
from common.errors import AlreadyRecorded
from financing import actions
from financing.actions import ItemSpec
from financing.enums import Perimeter
from financing.models import Plan
from tests.factories.accounts import NOON
from tests.factories.conventions import ConventionFactory
from tests.factories.finance import ExpenseFactory
from tests.factories.financing import PlanFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
POSTS = ["57356.25", "1228232.50", "100226.91", "1085403.70", "500000"]


def record_plan(posts=POSTS, resources=("2101975", "275000", "594244.36"), programme=None):
    charges = [ItemSpec(Side.CHARGE, f"Poste {i}", Decimal(a)) for i, a in enumerate(posts)]
    aids = [ItemSpec(Side.RESOURCE, f"Aide {i}", Decimal(a)) for i, a in enumerate(resources)]
    return actions.record(
        programme or ProgrammeFactory(),
        code="feder",
        title="Plan FEDER",
        perimeter=Perimeter.OPERATION,
        total=Decimal("2971219.36"),
        items=[*charges, *aids],
        **WHO,
    )


def test_five_posts_that_add_up_to_the_cent_are_kept_in_order():
    plan = record_plan()

    kept = plan.items.filter(side=Side.CHARGE).order_by("position")
    assert [item.amount for item in kept] == [Decimal(amount) for amount in POSTS]


def test_posts_that_miss_ten_cents_are_refused_and_the_gap_is_said():
    with pytest.raises(errors.Unbalanced) as refused:
        record_plan(posts=[*POSTS[:4], "499999.90"])

    assert refused.value.sentence == (
        "Les 5\u00a0postes font 2\u00a0971\u00a0219,26\u00a0€\u00a0; "
        "le plan annonce 2\u00a0971\u00a0219,36\u00a0€. Il manque 0,10\u00a0€."
    )
    assert not Plan.objects.exists()


def test_an_aid_for_a_part_that_the_plan_does_not_name_is_refused():
    aid = ItemSpec(Side.RESOURCE, "FEDER", Decimal(10), is_for_part=True)

    with pytest.raises(actions.NoPart):
        actions.record(
            ProgrammeFactory(),
            code="part",
            title="Plan",
            perimeter=Perimeter.OPERATION,
            total=Decimal(10),
            items=[ItemSpec(Side.CHARGE, "Pass", Decimal(10)), aid],
            **WHO,
        )


def test_resources_that_exceed_the_total_are_refused():
    with pytest.raises(errors.Unbalanced, match="de trop"):
        record_plan(resources=("2101975", "275000", "594244.37"))


def test_a_plan_without_resources_is_refused():
    with pytest.raises(errors.Unbalanced, match="Pas de ressource"):
        record_plan(resources=())


def test_a_plan_comes_once():
    programme = ProgrammeFactory()
    record_plan(programme=programme)

    with pytest.raises(AlreadyRecorded):
        record_plan(programme=programme)


def sides(amount):
    return [ItemSpec(Side.CHARGE, "Pass", amount), ItemSpec(Side.RESOURCE, "État", amount)]


def edit_plan(plan, amount=Decimal(700), **changes):
    terms = {
        "title": "Plan revu",
        "perimeter": Perimeter.OPERATION,
        "total": amount,
        "items": sides(amount),
        "convention": plan.convention,
    }
    return actions.edit(plan, **{**terms, **changes}, **WHO)


def test_a_plan_is_replaced_and_the_journal_keeps_both_totals():
    edit_plan(plan := PlanFactory())

    plan.refresh_from_db()
    assert (plan.title, plan.total, plan.items.count()) == ("Plan revu", Decimal(700), 2)
    event = Event.objects.get(verb="plan.edited")
    assert event.details == {"total_before": "550.00", "total_after": "700"}


def test_an_edited_plan_still_balances():
    plan = PlanFactory()

    with pytest.raises(errors.Unbalanced):
        edit_plan(plan, items=sides(Decimal(699)))
    assert plan.items.count() == 4


def test_the_plan_of_a_signed_convention_changes_only_when_confirmed():
    convention = ConventionFactory(signed=True)
    plan = PlanFactory(programme=convention.programme, convention=convention)

    with pytest.raises(actions.SignedPlan) as refused:
        edit_plan(plan)
    assert (refused.value.code, refused.value.field) == ("signed_plan", "confirmed")
    assert edit_plan(plan, confirmed=True).total == Decimal(700)


@pytest.mark.parametrize("state", ["draft", "voted"])
def test_the_plan_of_a_text_not_signed_changes_freely(state):
    convention = ConventionFactory(voted=state == "voted")
    plan = PlanFactory(programme=convention.programme, convention=convention)

    assert edit_plan(plan).total == Decimal(700)


@pytest.mark.parametrize(
    "terms",
    [
        {"aid_limit": Decimal(0), "limit_reason": "règle"},
        {"aid_limit": Decimal("100.1"), "limit_reason": "règle"},
        {"aid_limit": Decimal(80)},
        {"limit_reason": "règle"},
    ],
)
def test_a_limit_is_a_part_and_has_its_rule(terms):
    with pytest.raises(actions.WrongLimit) as refused:
        edit_plan(PlanFactory(), **terms)
    assert refused.value.code == "wrong_limit"


def test_the_convention_of_a_plan_is_of_its_programme():
    with pytest.raises(actions.ConventionOfAnotherProgramme):
        edit_plan(PlanFactory(), convention=ConventionFactory())


def test_a_post_keeps_its_row_and_its_expenses_and_is_not_taken_away_with_them():
    plan = PlanFactory()
    post = plan.items.get(label="Accompagnement")
    expense = ExpenseFactory(programme=plan.programme, kind="other", post=post)
    terms = {"title": plan.title, "perimeter": plan.perimeter, "total": Decimal(600), **WHO}
    aid = ItemSpec(Side.RESOURCE, "Département", Decimal(600))
    moved = [ItemSpec(Side.CHARGE, one, Decimal(300)) for one in ("Accompagnement", "Autre")]

    actions.edit(plan, items=[*moved, aid], **terms)

    expense.refresh_from_db()
    assert (expense.post, expense.post.position, expense.post.amount) == (post, 1, 300)
    assert list(plan.items.order_by("side", "position").values_list("label", flat=True)) == [
        "Accompagnement", "Autre", "Département",
    ]  # fmt: skip
    with pytest.raises(actions.PostWithExpenses):
        actions.edit(plan, items=[ItemSpec(Side.CHARGE, "Autre", Decimal(600)), aid], **terms)
    assert plan.items.count() == 3
