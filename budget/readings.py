"""Findings on budget lines, and the state of the payments and report of a subsidy."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet

from accounts.models import Organisation
from budget import rules
from budget.enums import Section
from budget.models import BudgetLine, BudgetPhase, Subsidy, SubsidyPayment
from common.findings import Finding, as_findings
from common.formats import day

PAID, PARTLY_PAID, COMMITTED = "payée", "payée en partie", "engagée"
SETTLED, ABANDONED = "soldée", "abandonnée"
PAYMENT_STATE_FAMILIES = {
    PAID: "done",
    SETTLED: "done",
    PARTLY_PAID: "under_way",
    COMMITTED: "to_come",
    ABANDONED: "stopped",
}


def with_phased(lines: QuerySet[BudgetLine]) -> QuerySet[BudgetLine]:
    """Budget lines, each with the amounts of its phases as `phased`."""
    phases = BudgetPhase.objects.filter(line=OuterRef("pk")).order_by("year")
    return lines.annotate(phased=ArraySubquery(phases.values("amount")))


def budget_line_findings(line: BudgetLine) -> Iterator[Finding]:
    """The findings on a line that is read by `with_phased`."""
    if line.authorised is not None:
        years = line.phased  # type: ignore[attr-defined]
        yield from as_findings(rules.phasing_finding(years, line.authorised))
    found = rules.section_finding(Section(line.section), line.chapter, line.nature)
    yield from as_findings(found)


def with_payments_and_line(subsidies: QuerySet[Subsidy]) -> QuerySet[Subsidy]:
    """Subsidies with the rows that their pages need, in four queries in all."""
    payments = Prefetch("payments", SubsidyPayment.objects.order_by("paid_on", "pk"))
    return subsidies.select_related(
        "beneficiary", "deliberation", "commitment__line", "programme"
    ).prefetch_related(payments, "commitment__releases")


def payment_state(subsidy: Subsidy) -> str:
    """The state of the payments in French, computed from payments and releases."""
    if not subsidy.due:
        return ABANDONED
    if not subsidy.paid:
        return COMMITTED
    if subsidy.left:
        return PARTLY_PAID
    return PAID if subsidy.due == subsidy.amount else SETTLED


def report_state(subsidy: Subsidy, today: dt.date) -> tuple[str, str]:
    """The state of the third party's report: its icon family, and its French words."""
    if subsidy.report_received_on:
        return "done", f"reçu le {day(subsidy.report_received_on)}"
    if subsidy.is_report_late_on(today):
        return "watch", f"en retard, attendu le {day(subsidy.report_due_on)}"
    if subsidy.report_due_on:
        return "to_come", f"attendu le {day(subsidy.report_due_on)}"
    return "to_come", "aucun jour fixé"


def subsidised_organisations(authority: Organisation) -> QuerySet[Any]:
    """The ids of the organisations to which an authority pays a subsidy."""
    return Subsidy.objects.filter(programme__authority=authority).values("beneficiary")
