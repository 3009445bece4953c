import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from common import errors
from common.errors import AlreadyRecorded
from conventions.actions import budget, commitments, plans, subsidies
from conventions.actions.plans import ItemSpec
from conventions.actions.subsidies import SubTotal
from conventions.enums import Perimeter, Section, Side
from conventions.models import Commitment, Plan, Subsidy
from tests.factories.accounts import NOON, OrganisationFactory
from tests.factories.conventions import (
    BudgetLineFactory,
    DeliberationFactory,
    ProgrammeFactory,
)

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM, "at": NOON}
DAY = dt.date(2022, 9, 27)
POSTS = ["57356.25", "1228232.50", "100226.91", "1085403.70", "500000"]


def record_plan(posts=POSTS, resources=("2101975", "275000", "594244.36"), programme=None):
    charges = [ItemSpec(Side.CHARGE, f"Poste {i}", Decimal(a)) for i, a in enumerate(posts)]
    aids = [ItemSpec(Side.RESOURCE, f"Aide {i}", Decimal(a)) for i, a in enumerate(resources)]
    return plans.record(
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


def record_line(phases, programme=None, **more):
    facts = {
        "year": 2020,
        "imputation": "935/56/6518/56000017",
        "section": Section.FUNCTIONING,
        "authorised": Decimal(763900),
    }
    return budget.record(
        programme or ProgrammeFactory(),
        phases=[(year, Decimal(amount)) for year, amount in phases],
        **{**facts, **more},
        **WHO,
    )


PHASES = [(2020, 244450), (2021, 427780), (2022, 91670)]


def test_a_phasing_makes_its_authorisation():
    line = record_line(PHASES)

    assert sum(phase.amount for phase in line.phases.all()) == line.authorised


@pytest.mark.parametrize("changes", [{}, {"authorised": None}])
def test_a_phasing_that_misses_its_authorisation_is_refused(changes):
    with pytest.raises(errors.Unbalanced):
        record_line([*PHASES[:2], (2022, 91671)], **changes)


def test_a_budget_line_comes_once():
    programme = ProgrammeFactory()
    record_line([], programme)

    with pytest.raises(AlreadyRecorded):
        record_line([], programme)


def commit(line, amount):
    return commitments.commit(line, amount=Decimal(amount), on=DAY, subject="NEC", **WHO)


def test_a_line_is_committed_to_its_last_euro_and_no_further():
    line = BudgetLineFactory()
    commit(line, 10_000)
    line.refresh_from_db()

    assert line.balance == 0
    with pytest.raises(commitments.OverBudget) as refused:
        commit(line, 1)
    assert refused.value.code == "over_budget"
    assert "Il manque 1,00\u00a0€" in refused.value.sentence
    assert Commitment.objects.count() == 1


def test_nothing_is_committed_where_the_text_gives_no_appropriation():
    line = BudgetLineFactory(available=None)

    assert line.balance is None
    with pytest.raises(commitments.NothingAvailable):
        commit(line, 1)


def test_a_commitment_is_positive():
    with pytest.raises(commitments.NotAnAmount):
        commit(BudgetLineFactory(), 0)


def subsidise(programme, line, charges=(("Achats", 300, ()), ("Salaires", 186, ())), **more):
    facts = {
        "deliberation": DeliberationFactory(programme=programme),
        "beneficiary": OrganisationFactory(),
        "purpose": "NEC 2022",
        "amount": Decimal(100),
        "third_party_budget": Decimal(486),
    }
    sub_totals = [
        SubTotal(Side.CHARGE, label, Decimal(amount), [(n, Decimal(a)) for n, a in posts])
        for label, amount, posts in charges
    ]
    sub_totals.append(SubTotal(Side.RESOURCE, "Subventions", Decimal(486)))
    return subsidies.record(
        programme, line=line, sub_totals=sub_totals, on=DAY, **{**facts, **more}, **WHO
    )


def test_a_subsidy_takes_its_amount_on_the_line_and_keeps_the_third_party_budget():
    line = BudgetLineFactory()
    posts = (("Chef de projet", 200), ("Imprimeur", 100))

    subsidy = subsidise(
        line.programme, line, charges=(("Achats", 300, posts), ("Salaires", 186, ()))
    )

    line.refresh_from_db()
    assert line.balance == 9_900
    bought = subsidy.items.get(label="Achats")
    assert sum(post.amount for post in bought.posts.all()) == bought.amount


@pytest.mark.parametrize(
    ("charges", "said"),
    [
        ((("Achats", 300, ()), ("Salaires", 185, ())), "Les 2\u00a0charges font"),
        ((("Achats", 486, (("Imprimeur", 485),)),), "1\u00a0poste fait"),
    ],
)
def test_a_third_party_budget_that_does_not_add_up_is_refused(charges, said):
    line = BudgetLineFactory()

    with pytest.raises(errors.Unbalanced, match=said):
        subsidise(line.programme, line, charges=charges)
    line.refresh_from_db()
    assert (line.committed, Subsidy.objects.count()) == (0, 0)


def test_a_subsidy_comes_once():
    line = BudgetLineFactory()
    first = subsidise(line.programme, line)

    with pytest.raises(AlreadyRecorded):
        subsidise(
            line.programme,
            line,
            deliberation=first.deliberation,
            beneficiary=first.beneficiary,
        )
