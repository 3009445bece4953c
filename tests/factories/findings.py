"""Findings planted in a programme, and acceptances of them."""

import datetime as dt
import hashlib

import factory

from budget.enums import BudgetFinding, Section
from conventions.models import Convention
from deadlines.readings import obligations_with_next_occurrence
from financing.readings import plans_of
from findings import readings
from findings.models import Acceptance
from tests.factories.accounts import NOON
from tests.factories.budget import BudgetLineFactory
from tests.factories.conventions import ClauseFactory
from tests.factories.programmes import ProgrammeFactory

IN_FORCE = {"effective_on": dt.date(2021, 3, 11), "recorded_at": NOON}


class AcceptanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Acceptance

    class Params:
        withdrawn = factory.Trait(withdrawn_by="Claire Duhem", withdrawn_at=NOON)

    programme = factory.SubFactory(ProgrammeFactory)
    finding = BudgetFinding.SECTION
    fingerprint = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    sentence = "Un écart."
    reason = "Lettre du 12 mai 2023"
    accepted_by = "Claire Duhem"
    accepted_at = NOON


def planted(programme) -> readings.LocatedFinding:
    """A line of functioning said to be of investment."""
    line = BudgetLineFactory(programme=programme, section=Section.INVESTMENT, chapter="930")
    return next(one for one in readings.of_programme(programme) if line.imputation in one.text)


def findings_of(convention):
    """The findings of a convention, from the rows that its page reads."""
    return readings.of_convention(
        readings.with_rows_read(Convention.objects.filter(pk=convention.pk)).get(),
        clauses=list(convention.clauses.select_related("avenant").order_by("pk")),
        plans=plans_of(convention.programme),
        obligations=obligations_with_next_occurrence(convention),
        avenants=list(convention.avenants.order_by("number")),
    )


def clause(convention, kind, *, avenant=None, in_force=True, **value):
    dates = {k: value.pop(k, day) for k, day in IN_FORCE.items()} if in_force else {}
    return ClauseFactory(
        convention=convention,
        avenant=avenant,
        kind=kind,
        day=value.pop("day", None),
        **dates,
        **value,
    )
