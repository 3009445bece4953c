"""Balances, findings on budget lines, and how far a subsidy is paid."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.models import Organisation
from budget import rules
from budget.enums import Section
from budget.models import BudgetLine, Subsidy, SubsidyPayment
from common.findings import Finding, as_findings
from common.formats import day, number, percent_of


def budget_line_findings(line: BudgetLine) -> Iterator[Finding]:
    """`line` comes with its phases."""
    if line.authorised is not None:
        years = [phase.amount for phase in line.phases.all()]
        yield from as_findings(rules.phasing_finding(years, line.authorised))
    found = rules.section_finding(Section(line.section), line.chapter, line.nature)
    yield from as_findings(found)


def balance(available: Decimal | None, committed: Decimal) -> str:
    """What is left on a budget line, in words when no appropriation is given."""
    return "sans objet" if available is None else number(available - committed, 2)


def subsidy_share(subsidy: Subsidy) -> str:
    """`2,06 %`: what the subsidy is of the third party's budget."""
    return percent_of(subsidy.amount, subsidy.third_party_budget)


def with_payments(subsidies: QuerySet[Subsidy]) -> QuerySet[Subsidy]:
    """Each subsidy with its payments, its line and who receives it: four queries in all."""
    paid = Prefetch("payments", SubsidyPayment.objects.order_by("paid_on", "pk"))
    return subsidies.select_related(
        "beneficiary", "deliberation", "commitment__line", "programme"
    ).prefetch_related(paid, "commitment__releases")


PAID, PARTLY, COMMITTED = "payée", "payée en partie", "engagée"


CUT, DROPPED = "soldée", "abandonnée"


SUBSIDY_FAMILIES = {
    PAID: "done",
    CUT: "done",
    PARTLY: "under_way",
    COMMITTED: "to_come",
    DROPPED: "stopped",
}


def payment_state(subsidy: Subsidy) -> str:
    """Told by the payments and by what was given back, never stored."""
    if not subsidy.due:
        return DROPPED
    if not subsidy.paid:
        return COMMITTED
    if subsidy.left:
        return PARTLY
    return PAID if subsidy.due == subsidy.amount else CUT


def report_state(subsidy: Subsidy, today: dt.date) -> tuple[str, str]:
    """The family and the words of the third party's report."""
    if subsidy.report_received_on:
        return "done", f"reçu le {day(subsidy.report_received_on)}"
    if subsidy.is_report_late_on(today):
        return "watch", f"en retard, attendu le {day(subsidy.report_due_on)}"
    if subsidy.report_due_on:
        return "to_come", f"attendu le {day(subsidy.report_due_on)}"
    return "to_come", "aucun jour fixé"


def subsidised_organisations(authority: Organisation) -> QuerySet[Any]:
    return Subsidy.objects.filter(programme__authority=authority).values("beneficiary")
