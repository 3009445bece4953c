"""Findings are read in as many queries, however many there are."""

import datetime as dt

import pytest

from conventions import findings
from conventions.enums import ClauseKind as Kind
from tests.factories.conventions import ConventionFactory, ObligationFactory, PlanFactory
from tests.factories.findings import IN_FORCE, PaymentFactory, clause, planted

pytestmark = pytest.mark.django_db


def fill(programme, number):
    """As many conventions, each with every kind of row that is read."""
    for _ in range(number):
        convention = ConventionFactory(programme=programme, signed=True)
        clause(convention, Kind.WINDOW_END, day=dt.date(2022, 12, 31))
        PaymentFactory(convention=convention)
        PlanFactory(programme=programme, convention=convention)
        ObligationFactory(convention=convention, due_on=dt.date(2024, 7, 1), **IN_FORCE)
        planted(programme)


@pytest.mark.parametrize("number", [1, 5])
def test_the_findings_of_a_programme_take_ten_queries(programme, number, django_assert_num_queries):
    fill(programme, number)

    with django_assert_num_queries(10):
        told = findings.of_programme(programme)

    assert len(told) == 3 * number


def test_a_page_that_has_its_rows_pays_three_queries(convention, django_assert_num_queries):
    clause(convention, Kind.WINDOW_END, day=dt.date(2022, 12, 31))
    PaymentFactory(convention=convention)
    clauses = list(convention.clauses.select_related("avenant"))

    with django_assert_num_queries(3):
        told = findings.of_convention(convention, clauses=clauses, plans=[], obligations=[])

    assert len(told) == 1
