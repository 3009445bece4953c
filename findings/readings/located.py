"""The findings of a convention or a programme, each with its text and its acceptance."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from django.db.models import OuterRef, Prefetch, QuerySet
from django.db.models.expressions import BaseExpression

from budget.enums import BudgetFinding
from budget.models import BudgetLine
from budget.readings import budget_line_findings, with_phased
from common.findings import Finding, Severity
from common.http import address
from common.json_rows import json_rows, read_as
from common.sort_key import in_reading_order
from conventions.enums import ClauseKind, ConventionFinding
from conventions.models import Avenant, Clause, Convention, Obligation, Text
from conventions.readings.texts import ClausesByKind
from deadlines.enums import DeadlineFinding
from deadlines.readings import marked_without_responsible, responsible_findings
from deliberations.enums import DeliberationFinding
from deliberations.models import Deliberation
from deliberations.readings import deliberation_findings
from financing.enums import PlanFinding
from financing.models import Plan
from financing.readings import plan_findings, plans_of
from findings.models import Acceptance
from findings.readings.texts import (
    clauses_by_text,
    clauses_in_force_or_stated,
    crossing_findings,
    delay_findings,
    text_findings,
    vote_findings,
)
from programmes.models import Programme

ACCEPTANCE_FIELDS = ("fingerprint", "reason", "accepted_by", "accepted_at")
FINDING_CODES = [
    *ConventionFinding,
    *PlanFinding,
    *BudgetFinding,
    *DeadlineFinding,
    *DeliberationFinding,
]
SEVERITY_ORDER = [Severity.BREACH, Severity.WATCH, Severity.NOTE]
SEVERITY_FAMILIES = {Severity.BREACH: "stopped", Severity.WATCH: "watch", Severity.NOTE: "to_come"}


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a higher app on conventions.

    `rows` is what it reads, as an expression on conventions: it comes with each, as `name`.
    `judge` gives the findings of a convention with its rows, from all its clauses: each finding
    with the clauses that it was found in.
    """

    name: str
    rows: Callable[[], BaseExpression]
    judge: Callable[[Convention, Sequence[Clause]], Iterable[tuple[Finding, ClausesByKind]]]


_CHECKS: dict[str, Check] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedFinding(Finding):
    """A finding with the text, article and clause where it is.

    `convention` is None for a budget line, a deliberation, or a plan tied to no convention.
    `acceptances` are the oldest first; those withdrawn are read with the whole programme only. The
    fingerprint is made from the facts: when they change it is another finding, not accepted yet.
    """

    convention: Convention | None
    text: str
    article: str
    clause: str
    fingerprint: str
    acceptances: tuple[Acceptance, ...] = ()

    @property
    def acceptance(self) -> Acceptance | None:
        """The one that stands."""
        return next((one for one in self.acceptances if one.withdrawn_at is None), None)

    @property
    def is_accepted(self) -> bool:
        return self.acceptance is not None

    @property
    def name(self) -> str:
        return self.code.label

    @property
    def rank(self) -> int:
        """0 for the gravest severity."""
        return SEVERITY_ORDER.index(self.severity)

    @property
    def about(self) -> str:
        """The title of its convention, else « Programme »."""
        return self.convention.title if self.convention else "Programme"

    @property
    def family(self) -> str:
        """The family of its severity, as `components/state.html` shows it."""
        return SEVERITY_FAMILIES[self.severity]

    @property
    def place(self) -> str:
        """`Avenant n° 1, article 2`."""
        return f"{self.text}, article {self.article}" if self.article else self.text

    def get_absolute_url(self) -> str:
        return address("findings:finding", self.fingerprint)


def register(check: Check) -> None:
    """Add a check of a higher app, when that app starts."""
    _CHECKS[check.name] = check


def fingerprint(subject: str, code: str, text: str, sentence: str) -> str:
    """Of a finding of a programme; `subject` is the code or number of what it is about."""
    facts = json.dumps([subject, code, text, sentence])
    return hashlib.sha256(facts.encode()).hexdigest()


def of_convention(
    convention: Convention,
    *,
    clauses: Sequence[Clause],
    plans: Sequence[Plan],
    obligations: Sequence[Obligation],
    avenants: Sequence[Avenant],
) -> list[LocatedFinding]:
    """The findings of a convention, the gravest first, accepted ones last: no query is made.

    The convention is read by `with_rows_read`, with its deliberation as its `avenants` are with
    theirs, its `clauses` with their avenant, its `obligations`
    by `deadlines.readings.obligations_with_next_occurrence`, the `plans` of the whole programme by
    `financing.readings.plans_of`.
    """
    found = [
        *_convention_findings(convention, clauses, plans, obligations),
        *_vote_findings(convention, [convention, *avenants]),
    ]
    return _sorted_with_acceptances(
        found,
        (read_as(Acceptance, row) for row in convention.acceptances_read),  # type: ignore[attr-defined]
    )


def with_rows_read(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    """Conventions with their acceptances and the rows of the registered checks: no more query."""
    accepted = Acceptance.objects.filter(convention=OuterRef("pk"), withdrawn_at=None)
    acceptances = json_rows(accepted.order_by("pk"), *ACCEPTANCE_FIELDS)
    return _with_rows_of_checks(conventions).annotate(acceptances_read=acceptances)


def _with_rows_of_checks(conventions: QuerySet[Convention]) -> QuerySet[Convention]:
    return conventions.annotate(**{name: check.rows() for name, check in _CHECKS.items()})


def conventions_of(programme: Programme) -> list[Convention]:
    """The conventions of a programme in reading order, with what `of_programme` reads of each."""
    rows = programme.conventions.select_related("funder")
    signed = Avenant.objects.filter(convention=OuterRef("pk"), signed_on__isnull=False)
    obligations = marked_without_responsible(Obligation.objects.select_related("avenant"))
    avenants = json_rows(signed.order_by("number"), "number", "signed_on", "deliberation_id")
    read = _with_rows_of_checks(rows.annotate(signed_read=avenants)).prefetch_related(
        Prefetch("clauses", Clause.objects.select_related("avenant").order_by("pk")),
        Prefetch("obligations", obligations.order_by("pk")),
    )
    return list(in_reading_order(read, "title", "pk"))


def of_programme(
    programme: Programme, conventions: Sequence[Convention] | None = None
) -> list[LocatedFinding]:
    """The findings of every convention, plan, budget line and deliberation of a programme; its
    `conventions_of`, when they are read already.
    """
    plans = plans_of(programme)
    conventions = conventions_of(programme) if conventions is None else conventions
    votes = {one.pk: one for one in programme.deliberations.order_by("session_on", "pk")}
    found: list[LocatedFinding] = []
    for row in sorted(conventions, key=lambda one: one.pk):
        clauses, obligations = list(row.clauses.all()), list(row.obligations.all())
        found += _convention_findings(row, clauses, plans, obligations)
        signed = [read_as(Avenant, one) for one in row.signed_read]  # type: ignore[attr-defined]
        texts: list[Text] = [row, *signed]
        for text in texts:
            text.deliberation = votes[text.deliberation_id] if text.deliberation_id else None
        found += _vote_findings(row, texts)
    for plan in plans:
        if plan.convention_id is None:
            found += _plan_findings(plan, plans)
    for line in with_phased(programme.budget_lines.order_by("year", "pk")):
        found += _budget_line_findings(line)
    for deliberation in votes.values():
        found += _deliberation_findings(deliberation)
    return _sorted_with_acceptances(found, programme.acceptances.order_by("pk"))


def not_accepted(findings: Iterable[LocatedFinding]) -> list[LocatedFinding]:
    """The findings that nobody accepted."""
    return [one for one in findings if not one.is_accepted]


def _convention_findings(
    convention: Convention,
    clauses: Sequence[Clause],
    plans: Sequence[Plan],
    obligations: Sequence[Obligation],
) -> Iterator[LocatedFinding]:
    """`plans` are all those of the programme; `obligations` are `marked_without_responsible`."""
    texts = clauses_by_text(clauses)
    now = clauses_in_force_or_stated(texts)
    for found, values in (*text_findings(convention, texts), *crossing_findings(texts)):
        yield _located_on_clause(convention, found, values)
    for plan in (one for one in plans if one.convention_id == convention.pk):
        for found in plan_findings(plan, now, plans):
            yield _located_on_clause(convention, found, now, otherwise=plan.title)
    for check in _CHECKS.values():
        for found, values in check.judge(convention, clauses):
            yield _located_on_clause(convention, found, values)
    late = delay_findings(obligations, texts)
    nobodys = (one for one in obligations if one.is_without_responsible)  # type: ignore[attr-defined]
    for found, row in (*late, *responsible_findings(nobodys)):
        where = _text_name(row), row.article, "Obligation"
        yield _located(convention, convention.code, found, *where)


def _plan_findings(plan: Plan, plans: Sequence[Plan]) -> Iterator[LocatedFinding]:
    for found in plan_findings(plan, {}, plans):
        yield _located(None, plan.code, found, plan.title, "", "Plan de financement")


def _budget_line_findings(line: BudgetLine) -> Iterator[LocatedFinding]:
    subject = f"{line.year} {line.imputation} {line.operation}".strip()
    for found in budget_line_findings(line):
        yield _located(None, subject, found, f"Ligne {subject}", "", "Ligne budgétaire")


def _deliberation_findings(deliberation: Deliberation) -> Iterator[LocatedFinding]:
    for found in deliberation_findings(deliberation):
        where = f"Délibération {deliberation.in_full}"
        yield _located(None, deliberation.number, found, where, "", "Vote")


def _vote_findings(convention: Convention, texts: Iterable[Text]) -> Iterator[LocatedFinding]:
    """`texts` are the convention and its avenants, with their deliberation."""
    for found, text in vote_findings(texts):
        where = f"Avenant n°\u00a0{text.number}" if isinstance(text, Avenant) else "Convention"
        yield _located(convention, convention.code, found, where, "", "Signature")


def _located_on_clause(
    convention: Convention,
    found: Finding,
    values: Mapping[ClauseKind, Clause],
    otherwise: str = "Convention",
) -> LocatedFinding:
    clause = values.get(ClauseKind(found.kind)) if found.kind else None
    if clause is None:
        return _located(convention, convention.code, found, otherwise, "", "")
    label = ClauseKind(clause.kind).label
    return _located(convention, convention.code, found, _text_name(clause), clause.article, label)


def _text_name(row: Clause | Obligation) -> str:
    return f"Avenant n°\u00a0{row.avenant.number}" if row.avenant else "Convention"


def _located(
    convention: Convention | None,
    subject: str,
    found: Finding,
    text: str,
    article: str,
    clause: str,
) -> LocatedFinding:
    return LocatedFinding(
        **{one.name: getattr(found, one.name) for one in fields(found)},
        convention=convention,
        text=text,
        article=article,
        clause=clause,
        fingerprint=fingerprint(subject, found.code, text, found.sentence),
    )


def _sorted_with_acceptances(
    found: Iterable[LocatedFinding], acceptances: Iterable[Acceptance]
) -> list[LocatedFinding]:
    """Each finding once, with its acceptances if any; the gravest first, accepted ones last."""
    once, own = {one.fingerprint: one for one in found}, defaultdict[str, list[Acceptance]](list)
    for acceptance in acceptances:
        own[acceptance.fingerprint].append(acceptance)
    listed = [replace(one, acceptances=tuple(own[key])) for key, one in once.items()]
    return sorted(listed, key=lambda one: (one.is_accepted, one.rank))
