"""Budget lines: read in parts, phased to the euro, fixed once something is committed on them."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from audit.models import Event
from budget.actions import budget_lines, commitments
from budget.enums import Norm, Section
from common import errors
from common.errors import AlreadyRecorded
from tests.factories.accounts import NOON
from tests.factories.budget import BudgetLineFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM.at(NOON)}
DAY = dt.date(2022, 9, 27)


def record_line(phases, programme=None, **more):
    facts = {
        "year": 2020,
        "imputation": "935/56/6518/56000017",
        "section": Section.FUNCTIONING,
        "authorised": Decimal(763900),
    }
    return budget_lines.record(
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


def facts(**changes):
    given = {"year": 2022, "imputation": "6568//930202", "section": Section.FUNCTIONING}
    return {**given, "available": Decimal(10_000), **changes}


def test_a_line_is_read_in_parts_unless_they_are_given():
    programme = ProgrammeFactory()

    line = budget_lines.record(programme, **facts(norm=Norm.M52, function="0201"), **WHO)

    assert (line.chapter, line.function, line.nature) == ("930", "0201", "6568")
    assert budget_lines.record(programme, **facts(imputation="inconnue"), **WHO).chapter == ""


def test_a_line_is_corrected_and_the_journal_names_what_changed():
    programme = ProgrammeFactory()
    line = budget_lines.record(programme, **facts(), phases=(), **WHO)

    changes = facts(imputation="935/56/6518/56000017", authorised=Decimal(30))
    line = budget_lines.edit(
        line, **changes, phases=[(2022, Decimal(10)), (2023, Decimal(20))], **WHO
    )

    assert (line.chapter, line.budget_programme) == ("935", "56000017")
    assert [phase.amount for phase in line.phases.order_by("year")] == [10, 20]
    assert Event.objects.get(verb="budget_line.edited").details == {
        "changed": ["authorised", "imputation"]
    }


def test_a_line_does_not_become_another_one():
    programme = ProgrammeFactory()
    budget_lines.record(programme, **facts(imputation="A"), **WHO)
    line = budget_lines.record(programme, **facts(imputation="B"), **WHO)

    with pytest.raises(AlreadyRecorded):
        budget_lines.edit(line, **facts(imputation="A"), **WHO)


def test_a_year_is_phased_once():
    twice = [(2022, Decimal(10)), (2022, Decimal(20))]

    with pytest.raises(errors.Unbalanced, match="qu’une fois"):
        budget_lines.record(
            ProgrammeFactory(), **facts(authorised=Decimal(30)), phases=twice, **WHO
        )


def test_a_line_does_not_change_under_what_is_committed_on_it():
    line = BudgetLineFactory()
    commitments.commit(line, amount=Decimal(1), on=DAY, subject="NEC", **WHO)

    with pytest.raises(budget_lines.LineCommitted) as refused:
        budget_lines.edit(line, **facts(), **WHO)
    assert refused.value.code == "line_committed"
