"""What does not hold in the texts and accounts of a programme, and what staff accepted of it."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Exists,
    F,
    Manager,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    TextChoices,
    TextField,
)
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse

from common.findings import Finding as Found
from common.findings import Severity
from common.formats import count, moment
from conventions import consistency
from conventions.enums import Cadence, ClauseKind, ConventionState
from conventions.models import (
    Acceptance,
    BudgetLine,
    BudgetPhase,
    Clause,
    Convention,
    Obligation,
    Occurrence,
    Payment,
    Plan,
    PlanItem,
    Programme,
)
from conventions.querysets import PENDING

Accepted: TypeAlias = Mapping[str, Acceptance]
ACCEPTED = ("fingerprint", "reason", "accepted_by", "accepted_at")
GRAVEST = [Severity.BREACH, Severity.WATCH, Severity.NOTE]
FAMILIES = {Severity.BREACH: "stopped", Severity.WATCH: "watch", Severity.NOTE: "to_come"}


@dataclass(frozen=True, slots=True)
class Finding:
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
        return reverse("conventions:finding", args=[self.fingerprint])


@dataclass(frozen=True, slots=True)
class Rows:
    """What is read of a convention; each plan comes with all those of the programme."""

    clauses: list[Clause]
    plans: Sequence[tuple[Plan, Sequence[Plan]]]
    obligations: list[Obligation]
    unattended: set[int]
    payments: list[Payment]


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
) -> list[Finding]:
    """The findings of a convention, the gravest first, accepted ones last.

    A page that already has them gives a convention of `readable`, its `clauses` with their
    avenant, its `obligations` as `promises.followed` reads them, and `plans`, those of the whole
    programme with their items and convention: no query is left.
    """
    if clauses is None:
        clauses = convention.clauses.select_related("avenant").order_by("pk")
    if plans is None:
        plans = list(_plans(convention.programme))
    if obligations is None:
        obligations = list(convention.obligations.select_related("avenant").order_by("pk"))
        alone = set(unattended().filter(convention=convention).values_list("pk", flat=True))
    else:
        alone = {row.pk for row in obligations if getattr(row, "is_unattended", False)}
    if not hasattr(convention, "payments_read"):
        convention = readable(Convention.objects.filter(pk=convention.pk)).get()
    own = [(plan, plans) for plan in plans if plan.convention_id == convention.pk]
    rows = Rows(list(clauses), own, list(obligations), alone, _payments_read(convention))
    return _told(_of_convention(convention, rows), _acceptances_read(convention))


def readable(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Conventions with their payments and acceptances in the same row, as JSON."""
    of_row = {"convention": OuterRef("pk")}
    paid = Payment.objects.filter(**of_row).order_by("paid_on", "pk")
    accepted = Acceptance.objects.filter(**of_row, withdrawn_at=None).order_by("pk")
    amount = Cast("amount", TextField())  # JSON has no exact decimals
    return conventions.annotate(
        payments_read=ArraySubquery(
            paid.values(row=JSONObject(reference="reference", paid_on="paid_on", amount=amount))
        ),
        acceptances_read=ArraySubquery(
            accepted.values(
                row=JSONObject(**{name: name for name in ACCEPTED}),
            )
        ),
    )


def _payments_read(convention: Convention) -> list[Payment]:
    return [
        Payment(
            reference=row["reference"],
            paid_on=dt.date.fromisoformat(row["paid_on"]),
            amount=Decimal(row["amount"]),
        )
        for row in convention.payments_read  # type: ignore[attr-defined]
    ]


def _acceptances_read(convention: Convention) -> Accepted:
    return {
        row["fingerprint"]: Acceptance(
            **{**row, "accepted_at": dt.datetime.fromisoformat(row["accepted_at"])}
        )
        for row in convention.acceptances_read  # type: ignore[attr-defined]
    }


def of_programme(programme: Programme) -> list[Finding]:
    """The findings of every convention, plan and budget line of a programme."""
    plans = list(_plans(programme))
    own: dict[int | None, list[Plan]] = {}
    for plan in plans:
        own.setdefault(plan.convention_id, []).append(plan)
    conventions = programme.conventions.select_related("funder").order_by("pk")
    rows = conventions.prefetch_related(
        Prefetch("clauses", Clause.objects.select_related("avenant").order_by("pk")),
        Prefetch("obligations", Obligation.objects.select_related("avenant").order_by("pk")),
        Prefetch("payments", Payment.objects.order_by("paid_on", "pk")),
    )
    alone = set(unattended().filter(convention__programme=programme).values_list("pk", flat=True))
    found: list[Finding] = []
    for row in rows:
        plans_of_row = [(plan, plans) for plan in own.get(row.pk, [])]
        read = Rows(
            list(row.clauses.all()),
            plans_of_row,
            list(row.obligations.all()),
            alone,
            list(row.payments.all()),
        )
        found += _of_convention(row, read)
    found += [one for plan in own.get(None, []) for one in _of_plan(plan, plans)]
    phases = Prefetch("phases", BudgetPhase.objects.order_by("year"))
    for line in programme.budget_lines.prefetch_related(phases).order_by("year", "pk"):
        found += _of_line(line)
    return _told(found, _accepted(programme.acceptances))


def open_ones(findings: Iterable[Finding]) -> list[Finding]:
    """Those that nobody accepted."""
    return [one for one in findings if not one.is_accepted]


def _plans(programme: Programme) -> QuerySet[Plan]:
    items = Prefetch("items", PlanItem.objects.order_by("side", "position"))
    rows = programme.plans.select_related("convention").order_by("pk")
    return rows.prefetch_related(items)


def unattended() -> QuerySet[Obligation]:
    """Obligations in force that nobody sees to, while something of them is still to be done."""
    days = Occurrence.objects.filter(obligation=OuterRef("pk"))
    waiting = days.filter(state__in=PENDING, responsible=None)
    over = Q(cadence=Cadence.ONCE, due_on__lt=F("convention__programme__managed_from"))
    return (
        Obligation.objects.filter(
            Exists(waiting) | ~Exists(days) & ~over,
            responsible=None,
            effective_on__isnull=False,
            convention__state=ConventionState.SIGNED,
        )
        .exclude(replaced_by__effective_on__isnull=False)
        .order_by("pk")
    )


def _of_convention(convention: Convention, rows: Rows) -> Iterator[Finding]:
    texts = consistency.texts(rows.clauses)
    now = consistency.held(texts)
    for found, values in consistency.on_texts(convention, texts):
        yield _on_clause(convention, found, values)
    for plan, others in rows.plans:
        for found in consistency.on_plan(plan, now, others):
            yield _on_clause(convention, found, now, otherwise=plan.title)
    for found in consistency.on_payments(rows.payments, now):
        yield _on_clause(convention, found, now)
    late = consistency.on_delays(convention, rows.obligations, now)
    alone = (one for one in rows.obligations if one.pk in rows.unattended)
    for found, duty in (*late, *consistency.on_obligations(alone)):
        yield _make(convention, convention.code, found, _named(duty), duty.article, "Obligation")


def _of_plan(plan: Plan, plans: Sequence[Plan]) -> Iterator[Finding]:
    for found in consistency.on_plan(plan, {}, plans):
        yield _make(None, plan.code, found, plan.title, "", "Plan de financement")


def _of_line(line: BudgetLine) -> Iterator[Finding]:
    subject = f"{line.year} {line.imputation} {line.operation}".strip()
    for found in consistency.on_budget_line(line):
        yield _make(None, subject, found, f"Ligne {subject}", "", "Ligne budgétaire")


def _on_clause(
    convention: Convention,
    found: Found,
    values: Mapping[ClauseKind, Clause],
    otherwise: str = "Convention",
) -> Finding:
    clause = values.get(ClauseKind(found.kind)) if found.kind else None
    if clause is None:
        return _make(convention, convention.code, found, otherwise, "", "")
    label = ClauseKind(clause.kind).label
    return _make(convention, convention.code, found, _named(clause), clause.article, label)


def _named(row: Clause | Obligation) -> str:
    return f"Avenant n°\u00a0{row.avenant.number}" if row.avenant else "Convention"


def _make(
    convention: Convention | None, subject: str, found: Found, text: str, article: str, clause: str
) -> Finding:
    return Finding(
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


def _told(found: Iterable[Finding], accepted: Accepted) -> list[Finding]:
    """Each finding once, with its acceptance; the gravest first, accepted ones last."""
    once = {one.fingerprint: one for one in found}
    told = [_with(one, accepted.get(one.fingerprint)) for one in once.values()]
    return sorted(told, key=lambda one: (one.is_accepted, one.rank))


def _with(finding: Finding, acceptance: Acceptance | None) -> Finding:
    return finding if acceptance is None else dataclasses.replace(finding, acceptance=acceptance)


def count_sentence(every: Sequence[Finding]) -> str:
    """`7 écarts ouverts, dont 1 limite dépassée. 2 écarts acceptés.`"""
    waiting = open_ones(every)
    breaches = sum(one.severity == Severity.BREACH for one in waiting)
    accepted = len(every) - len(waiting)
    grave = f", dont {count(breaches, 'limite dépassée')}" if breaches else ""
    said = f"{count(len(waiting), 'écart ouvert')}{grave}." if waiting else "Aucun écart ouvert."
    return f"{said} {count(accepted, 'écart accepté')}." if accepted else said


def strip(finding: Finding) -> list[dict[str, str]]:
    """The facts under the title of its page."""
    state = {"family": "to_come", "word": "ouvert"}
    if finding.acceptance is not None:
        state = {"family": "done", "word": "accepté"}
    gravity = {"family": FAMILIES[finding.severity], "word": finding.severity.label.lower()}
    return [
        {"key": "Gravité", **gravity},
        {"key": "État", **state},
        {"key": "Convention", "value": finding.about},
        {"key": "Texte", "value": finding.place},
    ]


def history(programme: Programme, fingerprint: str) -> list[dict[str, object]]:
    """Who accepted it and took it back, newest first."""
    steps: list[dict[str, object]] = []
    for one in programme.acceptances.filter(fingerprint=fingerprint).order_by("pk"):
        said = f"Écart accepté\u00a0: {one.reason}"
        steps.append({"what": said, "at": moment(one.accepted_at), "by": one.accepted_by})
        if one.withdrawn_at:
            when = moment(one.withdrawn_at)
            steps.append({"what": "Acceptation retirée", "at": when, "by": one.withdrawn_by})
    return [{"was": "", "now": "", **step} for step in reversed(steps)]
