"""A corrected value is read by the findings as any other."""

from decimal import Decimal

import pytest

from conventions.actions.texts import ClauseSpec
from conventions.enums import ClauseKind, ConventionFinding
from corrections import actions as corrections
from tests.factories.accounts import UserFactory
from tests.factories.corrections import REASON, by, signed_by
from tests.factories.findings import findings_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def found(convention):
    return [one.code for one in findings_of(convention)]


def test_a_corrected_rate_that_no_longer_fits_its_amounts():
    first, second = UserFactory(), UserFactory()
    signed = signed_by(first)
    spec = ClauseSpec(ClauseKind.BUDGET, Decimal(550_000))
    for clause_spec in (spec, ClauseSpec(ClauseKind.AID_RATE, Decimal(50))):
        correct(signed, first, second, clause_spec)
    assert ConventionFinding.ROUNDED_RATE not in found(signed)

    correct(signed, first, second, ClauseSpec(ClauseKind.AID_RATE, Decimal(40)))

    assert ConventionFinding.ROUNDED_RATE in found(signed)


def correct(signed, first, second, clause_spec):
    facts = {"kind": clause_spec.kind, "clause": clause_spec, "reason": REASON}
    made = corrections.propose_clause(signed, **facts, by=by(first))
    corrections.approve(made, by=by(second))
