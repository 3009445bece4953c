"""Findings are read in as many queries, however many there are."""

import datetime as dt
from decimal import Decimal

import pytest

from audit.actors import SYSTEM
from conventions.enums import ClauseKind
from conventions.models import Convention
from findings import actions, readings
from tests.factories.conventions import ConventionFactory, ObligationFactory
from tests.factories.finance import PaymentFactory
from tests.factories.financing import PlanFactory
from tests.factories.findings import IN_FORCE, clause, findings_of, planted

pytestmark = pytest.mark.django_db


def fill(programme, number):
    """As many conventions, each with every kind of row that is read."""
    for _ in range(number):
        convention = ConventionFactory(programme=programme, signed=True)
        clause(convention, ClauseKind.WINDOW_END, day=dt.date(2022, 12, 31))
        PaymentFactory(convention=convention)
        PlanFactory(programme=programme, convention=convention)
        ObligationFactory(convention=convention, due_on=dt.date(2024, 7, 1), **IN_FORCE)
        planted(programme)


@pytest.mark.parametrize("number", [1, 5])
def test_the_findings_of_a_programme_take_as_many_queries(
    programme, number, django_assert_num_queries
):
    fill(programme, number)

    with django_assert_num_queries(8):
        told = readings.of_programme(programme)

    assert len(told) == 3 * number


def test_a_page_that_has_its_rows_pays_nothing_more(convention, django_assert_num_queries):
    clause(convention, ClauseKind.WINDOW_END, day=dt.date(2022, 12, 31))
    payment = PaymentFactory(convention=convention)
    clauses = list(convention.clauses.select_related("avenant"))
    rows = Convention.objects.filter(pk=convention.pk).select_related("deliberation")
    read = readings.with_rows_read(rows).get()

    with django_assert_num_queries(0):
        told = readings.of_convention(read, clauses=clauses, plans=[], obligations=[], avenants=[])

    assert payment.reference in told[0].sentence


def test_what_is_read_in_one_row_is_what_the_tables_hold(convention):
    clause(convention, ClauseKind.WINDOW_END, day=dt.date(2022, 12, 31))
    PaymentFactory(convention=convention, amount=Decimal("9999999999.99"))
    (found,) = findings_of(convention)
    at = dt.datetime(2023, 5, 15, 7, 0, 0, 123456, tzinfo=dt.UTC)
    kept = actions.accept(
        convention.programme,
        fingerprint=found.fingerprint,
        reason="Payé en retard.",
        by=SYSTEM.at(at),
    )

    (again,) = findings_of(convention)

    assert "9\u00a0999\u00a0999\u00a0999,99" in again.sentence
    assert again.acceptance.accepted_at == kept.accepted_at
    assert (again.acceptance.reason, again.acceptance.accepted_by) == (
        kept.reason,
        str(SYSTEM.label),
    )
