"""What does not hold in the texts, plans and lines of a programme, and what was accepted of it."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Manager, OuterRef, Prefetch, QuerySet, TextChoices
from django.db.models.expressions import BaseExpression
from django.db.models.functions import JSONObject
from django.urls import reverse

from budget.enums import BudgetFinding
from budget.models import BudgetLine, BudgetPhase
from budget.readings import budget_line_findings
from common.findings import Finding, Severity
from conventions.enums import ClauseKind, ConventionFinding
from conventions.models import Clause, Convention, Obligation
from conventions.readings.findings import (
    Values,
    delay_findings,
    text_findings,
    texts_in_order,
    values_held,
)
from deadlines.enums import DeadlineFinding
from deadlines.readings import obligations_without_responsible, responsible_findings
from financing.enums import PlanFinding
from financing.models import Plan, PlanItem
from financing.readings import plan_findings
from findings.models import Acceptance
from programmes.models import Programme

Accepted: TypeAlias = Mapping[str, Acceptance]


@dataclass(frozen=True, slots=True)
class Check:
    """What a higher floor checks of a convention, with the values in force.

    `rows` is what it reads, as an expression on conventions: it comes with them, as `name`.
    """

    name: str
    rows: Callable[[], BaseExpression]
    judge: Callable[[Convention, Values], Iterable[Finding]]


_CHECKS: dict[str, Check] = {}
ACCEPTED = ("fingerprint", "reason", "accepted_by", "accepted_at")
CODES = [*ConventionFinding, *PlanFinding, *BudgetFinding, *DeadlineFinding]
GRAVEST = [Severity.BREACH, Severity.WATCH, Severity.NOTE]
FAMILIES = {Severity.BREACH: "stopped", Severity.WATCH: "watch", Severity.NOTE: "to_come"}


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """A finding with the text and the clause that it is about.

    `convention` is none for what belongs to the programme: a budget line, a plan of its own.
    Its fingerprint is that of these facts: other facts make another finding, not accepted yet.
    """

    convention: Convention | None
    code: TextChoices
    severity: Severity
    text: str
    article: str
    clause: str
    sentence: str
    ruling: str
    fingerprint: str
    acceptance: Acceptance | None = None

    @property
    def is_accepted(self) -> bool:
        return self.acceptance is not None

    @property
    def name(self) -> str:
        return self.code.label

    @property
    def rank(self) -> int:
        """The gravest first."""
        return GRAVEST.index(self.severity)

    @property
    def about(self) -> str:
        """Its convention, else the programme as a whole."""
        return self.convention.title if self.convention else "Programme"

    @property
    def family(self) -> str:
        """The shape of its gravity; what is accepted is settled."""
        return "done" if self.is_accepted else FAMILIES[self.severity]

    @property
    def place(self) -> str:
        """`Avenant n° 1, article 2`."""
        return f"{self.text}, article {self.article}" if self.article else self.text

    def get_absolute_url(self) -> str:
        return reverse("findings:finding", args=[self.fingerprint])


@dataclass(frozen=True, slots=True)
class Rows:
    """What is read of a convention; each plan comes with all those of the programme."""

    clauses: list[Clause]
    plans: Sequence[tuple[Plan, Sequence[Plan]]]
    obligations: list[Obligation]
    without_responsible: set[int]


def register(check: Check) -> None:
    """Add a check when its app starts."""
    _CHECKS[check.name] = check


def fingerprint(subject: str, code: str, text: str, sentence: str) -> str:
    """Of a finding inside its programme; `subject` is the code of its convention, plan or line."""
    facts = json.dumps([subject, code, text, sentence])
    return hashlib.sha256(facts.encode()).hexdigest()


def of_convention(
    convention: Convention,
    *,
    clauses: Iterable[Clause] | None = None,
    plans: Sequence[Plan] | None = None,
    obligations: Sequence[Obligation] | None = None,
) -> list[LocatedFinding]:
    """The findings of a convention, the gravest first, accepted ones last.

    A page that already has them gives a convention of `with_rows_read`, its `clauses` with their
    avenant, its `obligations` as `deadlines.readings.obligations_with_next_occurrence` reads them,
    and `plans`, those of the whole programme with their items and convention: no query is left.
    """
    if clauses is None:
        clauses = convention.clauses.select_related("avenant").order_by("pk")
    if plans is None:
        plans = list(_plans(convention.programme))
    if obligations is None:
        obligations = list(convention.obligations.select_related("avenant").order_by("pk"))
        alone = set(
            obligations_without_responsible()
            .filter(convention=convention)
            .values_list("pk", flat=True)
        )
    else:
        alone = {row.pk for row in obligations if getattr(row, "is_without_responsible", False)}
    if not hasattr(convention, "acceptances_read"):
        convention = with_rows_read(Convention.objects.filter(pk=convention.pk)).get()
    own = [(plan, plans) for plan in plans if plan.convention_id == convention.pk]
    rows = Rows(list(clauses), own, list(obligations), alone)
    return _told(_of_convention(convention, rows), _acceptances_read(convention))


def with_rows_read(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Conventions with their acceptances, and what the registered checks read, in the same row."""
    accepted = Acceptance.objects.filter(convention=OuterRef("pk"), withdrawn_at=None)
    row = JSONObject(**{name: name for name in ACCEPTED})
    acceptances = ArraySubquery(accepted.order_by("pk").values(row=row))
    return _with_rows_of_checks(conventions).annotate(acceptances_read=acceptances)


def _with_rows_of_checks(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    return conventions.annotate(**{name: check.rows() for name, check in _CHECKS.items()})


def _acceptances_read(convention: Convention) -> Accepted:
    return {
        row["fingerprint"]: Acceptance(
            **{**row, "accepted_at": dt.datetime.fromisoformat(row["accepted_at"])}
        )
        for row in convention.acceptances_read  # type: ignore[attr-defined]
    }


def of_programme(programme: Programme) -> list[LocatedFinding]:
    """The findings of every convention, plan and budget line of a programme."""
    plans = list(_plans(programme))
    own: dict[int | None, list[Plan]] = {}
    for plan in plans:
        own.setdefault(plan.convention_id, []).append(plan)
    conventions = programme.conventions.select_related("funder").order_by("pk")
    rows = _with_rows_of_checks(conventions).prefetch_related(
        Prefetch("clauses", Clause.objects.select_related("avenant").order_by("pk")),
        Prefetch("obligations", Obligation.objects.select_related("avenant").order_by("pk")),
    )
    alone = set(
        obligations_without_responsible()
        .filter(convention__programme=programme)
        .values_list("pk", flat=True)
    )
    found: list[LocatedFinding] = []
    for row in rows:
        plans_of_row = [(plan, plans) for plan in own.get(row.pk, [])]
        read = Rows(
            list(row.clauses.all()),
            plans_of_row,
            list(row.obligations.all()),
            alone,
        )
        found += _of_convention(row, read)
    found += [one for plan in own.get(None, []) for one in _of_plan(plan, plans)]
    phases = Prefetch("phases", BudgetPhase.objects.order_by("year"))
    for line in programme.budget_lines.prefetch_related(phases).order_by("year", "pk"):
        found += _of_line(line)
    return _told(found, _accepted(programme.acceptances))


def open_ones(findings: Iterable[LocatedFinding]) -> list[LocatedFinding]:
    """Those that nobody accepted."""
    return [one for one in findings if not one.is_accepted]


def _plans(programme: Programme) -> QuerySet[Plan]:
    items = Prefetch("items", PlanItem.objects.order_by("side", "position"))
    rows = programme.plans.select_related("convention").order_by("pk")
    return rows.prefetch_related(items)


def _of_convention(convention: Convention, rows: Rows) -> Iterator[LocatedFinding]:
    texts = texts_in_order(rows.clauses)
    now = values_held(texts)
    for found, values in text_findings(convention, texts):
        yield _on_clause(convention, found, values)
    for plan, others in rows.plans:
        for found in plan_findings(plan, now, others):
            yield _on_clause(convention, found, now, otherwise=plan.title)
    for check in _CHECKS.values():
        for found in check.judge(convention, now):
            yield _on_clause(convention, found, now)
    late = delay_findings(convention, rows.obligations, now)
    alone = (one for one in rows.obligations if one.pk in rows.without_responsible)
    for found, duty in (*late, *responsible_findings(alone)):
        yield _make(convention, convention.code, found, _named(duty), duty.article, "Obligation")


def _of_plan(plan: Plan, plans: Sequence[Plan]) -> Iterator[LocatedFinding]:
    for found in plan_findings(plan, {}, plans):
        yield _make(None, plan.code, found, plan.title, "", "Plan de financement")


def _of_line(line: BudgetLine) -> Iterator[LocatedFinding]:
    subject = f"{line.year} {line.imputation} {line.operation}".strip()
    for found in budget_line_findings(line):
        yield _make(None, subject, found, f"Ligne {subject}", "", "Ligne budgétaire")


def _on_clause(
    convention: Convention,
    found: Finding,
    values: Mapping[ClauseKind, Clause],
    otherwise: str = "Convention",
) -> LocatedFinding:
    clause = values.get(ClauseKind(found.kind)) if found.kind else None
    if clause is None:
        return _make(convention, convention.code, found, otherwise, "", "")
    label = ClauseKind(clause.kind).label
    return _make(convention, convention.code, found, _named(clause), clause.article, label)


def _named(row: Clause | Obligation) -> str:
    return f"Avenant n°\u00a0{row.avenant.number}" if row.avenant else "Convention"


def _make(
    convention: Convention | None,
    subject: str,
    found: Finding,
    text: str,
    article: str,
    clause: str,
) -> LocatedFinding:
    return LocatedFinding(
        convention,
        found.code,
        found.severity,
        text,
        article,
        clause,
        found.sentence,
        found.ruling,
        fingerprint(subject, found.code, text, found.sentence),
    )


def _accepted(rows: Manager[Acceptance] | QuerySet[Acceptance]) -> Accepted:
    return {one.fingerprint: one for one in rows.filter(withdrawn_at=None).order_by("pk")}


def _told(found: Iterable[LocatedFinding], accepted: Accepted) -> list[LocatedFinding]:
    """Each finding once, with its acceptance; the gravest first, accepted ones last."""
    once = {one.fingerprint: one for one in found}
    told = [_with(one, accepted.get(one.fingerprint)) for one in once.values()]
    return sorted(told, key=lambda one: (one.is_accepted, one.rank))


def _with(finding: LocatedFinding, acceptance: Acceptance | None) -> LocatedFinding:
    return finding if acceptance is None else dataclasses.replace(finding, acceptance=acceptance)
