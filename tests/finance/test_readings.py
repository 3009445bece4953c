import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from common import formats
from conventions.enums import Basis, ClauseKind
from finance.readings import explanations, paid_rows, statements
from finance.readings.texts import Texts
from tests.factories.accounts import NOON
from tests.factories.conventions import ClauseFactory, ConventionFactory
from tests.factories.distribution import DepotFactory, handed_out_carnet
from tests.factories.finance import ExpenseFactory
from tests.factories.financing import PlanFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import feder_convention, spend, state_convention

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
TODAY = dt.date(2023, 5, 15)


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


def pay(programme, amount, on, **fields):
    return ExpenseFactory(
        programme=programme, amount=Decimal(amount), paid_on=on, mandat_number="1", **fields
    )


def of(convention, day=TODAY, year=None):
    (found,) = statements.statements_of([convention], day, year=year)
    return found


def test_the_state_counts_passes_on_the_day_of_their_session(programme):
    convention = state_convention(programme)
    carnet = handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=dt.date(2023, 3, 1))
    spend(carnet, 3, on=dt.date(2023, 3, 31))
    spend(carnet, 2, on=dt.date(2023, 4, 1))

    found = of(convention)

    assert found.terms.basis == Basis.CONSUMED
    lines = [(one.month, one.counted.passes, one.counted.base, one.share) for one in found.lines]
    assert lines == [
        (dt.date(2023, 3, 1), 3, Decimal(30), Decimal(15)),
        (dt.date(2023, 4, 1), 2, Decimal(20), Decimal(10)),
        (dt.date(2023, 5, 1), 0, Decimal(0), Decimal(0)),
    ]
    assert found.totals["share_reached"] == Decimal(25)


def test_engineering_counts_with_the_passes_up_to_its_cap_since_the_first_month(programme):
    convention = state_convention(programme)
    for amount, month in ((50_000, 1), (4_000, 2), (2_000, 3), (1_000, 4)):
        pay(programme, amount, dt.date(2023, month, 10), engineering=True)

    found = of(convention)

    kept = [(one.counted.engineering, one.counted.outside, one.share) for one in found.lines]
    assert kept == [
        (Decimal(50_000), 0, Decimal(25_000)),
        (Decimal(4_000), 0, Decimal(2_000)),
        (Decimal(1_000), Decimal(1_000), Decimal(500)),
        (0, Decimal(1_000), 0),
        (0, 0, 0),
    ]
    assert found.totals["engineering"] == Decimal(55_000)


def test_nothing_counts_outside_the_period_of_the_action(programme):
    convention = state_convention(programme, action_end={"day": dt.date(2023, 3, 31)})
    carnet = handed_out_carnet(DepotFactory(programme=programme, carnets=1), on=dt.date(2023, 3, 1))
    spend(carnet, 3, on=dt.date(2023, 3, 31))
    spend(carnet, 2, on=dt.date(2023, 4, 1))
    pay(programme, 100, dt.date(2020, 12, 31), engineering=True, invoiced_on=dt.date(2020, 12, 1))

    totals = of(convention).totals

    assert (totals["passes"], totals["value"], totals["engineering"]) == (3, 30, 0)
    assert totals["outside"] == 120


def test_the_days_of_spending_rule_over_those_of_the_action(programme):
    convention = state_convention(programme, window_end={"day": dt.date(2023, 12, 31)})

    period = statements.eligible_period(convention.clauses_in_force(TODAY))

    assert period == (dt.date(2021, 1, 1), dt.date(2023, 12, 31))


def test_the_state_pays_at_most_its_share_of_the_budget(programme):
    terms = statements.terms_of(state_convention(programme), TODAY)

    assert terms.aid.maximum == Decimal(275_000)
    assert terms.note == ""


def test_feder_counts_purchases_on_the_day_of_their_payment_in_its_window(programme):
    convention = feder_convention(programme)
    pay(programme, 100, dt.date(2020, 2, 29), invoiced_on=dt.date(2020, 2, 1))
    pay(programme, 200_000, dt.date(2023, 12, 31))
    pay(programme, 50_000, dt.date(2024, 1, 1), invoiced_on=dt.date(2023, 12, 20))
    pay(programme, 7_000, dt.date(2023, 6, 1), engineering=True)
    ExpenseFactory(programme=programme)

    found = of(convention, dt.date(2024, 1, 31))
    by_month = {
        line.month: (line.counted.base, line.counted.outside)
        for line in found.lines
        if line.counted.base + line.counted.outside
    }

    assert by_month == {
        dt.date(2020, 2, 1): (Decimal(0), Decimal(100)),
        dt.date(2023, 12, 1): (Decimal(200_000), Decimal(0)),
        dt.date(2024, 1, 1): (Decimal(0), Decimal(50_000)),
    }
    assert found.totals["share"] == Decimal("141489.04")


def test_a_post_of_the_plan_counts_what_is_paid_for_it_in_the_window(programme):
    feder, other = feder_convention(programme), feder_convention(ProgrammeFactory())
    plan = PlanFactory(programme=programme, convention=feder)
    post = plan.items.get(label="Accompagnement")
    pay(programme, 100, dt.date(2022, 4, 20))
    pay(programme, 30, dt.date(2022, 4, 20), kind="other", post=post)
    pay(programme, 7, dt.date(2020, 2, 1), kind="engineering", post=post)
    pay(programme, 5, dt.date(2022, 4, 20), kind="other")

    found = of(feder)

    paid = [(one.label, one.planned, one.paid, one.post) for one in found.posts]
    assert paid == [("Pass numériques", 500, 100, None), ("Accompagnement", 50, 30, post.pk)]
    assert (found.totals["value"], found.totals["outside"]) == (130, 7)
    said = explained(found)
    assert said["Dépenses payées"].formula.startswith(
        "100,00 € de pass + 30,00 € des autres postes"
    )
    assert said["Achats de pass"].amount == 100
    assert of(other).posts == []


def test_purchases_of_passes_that_no_post_of_the_plan_pays_are_said_apart(programme):
    feder = feder_convention(programme)
    plan = PlanFactory(programme=programme, convention=feder)
    plan.items.update(pays_passes=False)
    pay(programme, 100, dt.date(2022, 4, 20))

    assert [(one.label, one.paid) for one in of(feder).posts] == [
        ("Pass numériques", 0),
        ("Accompagnement", 0),
        ("Achats de pass, hors du plan", 100),
    ]


def test_the_terms_of_a_voted_convention_are_those_of_its_text_and_said_so(programme):
    terms = statements.terms_of(feder_convention(programme), TODAY)

    assert (terms.aid.part, terms.aid.whole) == (Decimal("2101975.00"), Decimal("2971219.36"))
    unsigned = "Convention votée, signature non communiquée"
    assert terms.note == f"{unsigned}\u00a0: ses termes sont ceux du texte voté."


def test_a_year_shows_its_months_and_what_was_reached_before(programme):
    convention = feder_convention(programme)
    pay(programme, 1_000, dt.date(2022, 12, 1))
    pay(programme, 500, dt.date(2023, 2, 1))

    found = of(convention, year=2023)

    assert found.lines[0].month == dt.date(2023, 1, 1)
    assert found.totals["value"] == Decimal(500)
    assert found.totals["base_reached"] == Decimal(1_500)


def test_open_windows_count_every_payment(programme):
    convention = ConventionFactory(programme=programme, signed=True)
    for kind, value in (
        (ClauseKind.BASIS, {"text": Basis.PURCHASED}),
        (ClauseKind.AID_RATE, {"rate": Decimal(40)}),
    ):
        ClauseFactory(convention=convention, kind=kind, **{"day": None, **value}, in_force=True)
    pay(programme, 100, dt.date(2022, 4, 20))

    found = of(convention)
    assert found.totals["share"] == 40
    assert "Au plus" not in explained(found)


def test_a_convention_that_does_not_say_what_it_counts_has_no_statement(programme):
    silent = state_convention(programme, basis=None)
    rateless = state_convention(ProgrammeFactory(), aid_rate=None)

    assert statements.statements_of([silent, rateless], TODAY) == []


def test_nothing_counted_yet_is_an_empty_account(programme):
    found = of(state_convention(programme))

    assert list(found.lines) == []
    assert found.totals["base_reached"] == 0


def test_terms_that_do_not_say_what_counts_make_no_statement(programme):
    convention = state_convention(programme, basis=None)

    assert paid_rows.stated_basis(Texts(convention.programme).on(convention, TODAY)) is None
    assert statements.statements_of([convention], TODAY) == []


def test_a_stated_grant_is_the_maximum_and_a_cap_may_be_of_the_eligible_base(programme):
    convention = state_convention(programme, grant_max={"amount": Decimal(250_000)})
    of_base = state_convention(
        ProgrammeFactory(), budget=None, eligible_base={"amount": Decimal(1_000)}
    )

    assert statements.terms_of(convention, TODAY).aid.maximum == Decimal(250_000)
    assert statements.terms_of(of_base, TODAY).cap.amount == Decimal(100)


def test_an_eligible_base_of_nothing_is_no_ratio(programme):
    zero = {"eligible_base": {"amount": Decimal(0)}, "grant_max": {"amount": Decimal(10)}}

    assert statements.terms_of(state_convention(programme, **zero), TODAY).aid.whole == 100


def advanced(programme, **changed):
    """The convention of the call of 2019: a grant due whole at the signature."""
    terms = {
        "basis": {"text": Basis.ADVANCE},
        "grant_max": {"amount": Decimal(488_900)},
        "eligible_base": {"amount": Decimal(763_900)},
    }
    return state_convention(programme, **(terms | changed))


def test_an_advance_is_earned_at_the_exact_ratio_and_the_rest_is_repaid(programme):
    convention = advanced(programme)
    carnet = handed_out_carnet(
        DepotFactory(programme=programme, carnets=1), on=dt.date(2022, 12, 1)
    )
    spend(carnet, 3, on=dt.date(2022, 12, 31))
    pay(programme, 70, dt.date(2023, 3, 1), engineering=True)

    whole, of_year = of(convention), of(convention, year=2023)

    # 488,900 / 763,900 of 100 €, down to the cent.
    assert (whole.advance.due, whole.advance.earned) == (Decimal(488_900), Decimal("64.00"))
    assert whole.advance.to_repay == Decimal("488836.00")
    assert of_year.advance == whole.advance
    assert whole.totals["share_reached"] == whole.advance.earned


def test_an_advance_of_which_nothing_is_earned_is_repaid_whole(programme):
    found = of(advanced(programme))

    assert found.advance.to_repay == found.advance.due == Decimal(488_900)


def test_without_a_maximum_nothing_is_said_to_be_repaid(programme):
    found = of(advanced(programme, grant_max=None, budget=None))

    assert found.advance is None


@pytest.mark.parametrize("stated", [{"grant_max": None}, {}])
def test_each_amount_is_explained_by_what_computed_it(programme, stated):
    convention = advanced(programme, window_end={"day": dt.date(2023, 4, 30)}, **stated)
    carnet = handed_out_carnet(
        DepotFactory(programme=programme, carnets=1), on=dt.date(2022, 12, 1)
    )
    spend(carnet, 3, on=dt.date(2022, 12, 31))
    pay(programme, 60_000, dt.date(2023, 3, 1), engineering=True)
    pay(programme, 1, dt.date(2023, 5, 1), engineering=True)

    found = of(convention)
    said = explained(found)

    kept = said["Coûts annexes retenus"]
    assert kept.amount == found.totals["engineering"] == 55_000
    assert kept.formula == (
        "60 000,00 € payés du 1er janvier 2021 au 30 avril 2023 inclus, jusqu’au "
        "plafond (550 000,00 € × 10 % = 55 000,00 €)"
    )
    assert kept.sources[0].startswith("Plafond des coûts annexes, du total\u00a0: 10\u00a0%. ")
    assert "En vigueur depuis le" in kept.sources[0]
    assert said["Non retenu"].formula.startswith("1,00 € hors période + 5 000,00 €")
    assert said["Non retenu"].amount == found.totals["outside"]
    share = said["Part du financeur"]
    assert share.amount == found.totals["share_reached"]
    by_grant = "55 030,00 € × 488 900,00 € ÷ 763 900,00 € = 35 219,48 €"
    by_rate = "55 030,00 € × 50 % = 27 515,00 €"
    assert (by_rate if stated else by_grant) in share.formula
    assert said["Au plus"].formula == (
        "550 000,00 € × 50 % = 275 000,00 €" if stated else "montant énoncé"
    )
    repaid = said["À rembourser si plus rien n’est consommé"]
    assert repaid.amount == found.advance.to_repay
    assert repaid.formula.endswith(f"= {formats.euros(repaid.amount)}".replace("\u00a0", " "))


def explained(found):
    """The explanations by label, their formulas with plain spaces."""
    return {
        one.label: replace(one, formula=one.formula.replace("\u00a0", " "))
        for one in explanations.explanations_of(found, TODAY)
    }


def test_what_counts_without_days_nor_cap_is_said_so(programme):
    open_ended = {"action_start": None, "action_end": None, "engineering_cap": None}
    of_state, of_feder = state_convention(programme, **open_ended), feder_convention(programme)

    state, feder = explained(of(of_state)), explained(of(of_feder))

    assert state["Coûts annexes retenus"].formula.endswith("sans limite de jours, sans plafond")
    bought = "achats de pass payés du 1er mars 2020 au 31 décembre 2023 inclus"
    assert feder["Dépenses payées"].formula.startswith(bought)
