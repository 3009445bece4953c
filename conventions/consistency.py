"""Where the rules on findings look: the texts of a convention, its plans, duties and payments."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.findings import Finding
from common.formats import euros
from conventions import rules
from conventions.enums import (
    AvenantState,
    ClauseKind,
    Origin,
    Perimeter,
    Section,
    Side,
)
from conventions.financing import own_aid
from conventions.models import (
    Avenant,
    BudgetLine,
    Clause,
    Convention,
    Obligation,
    Payment,
    Plan,
    PlanItem,
)
from conventions.rules import findings, imbalances

Kind = ClauseKind
Values = dict[ClauseKind, Clause]
Rule = Callable[[Values], Iterator[Finding]]
BASES = (Kind.ELIGIBLE_BASE, Kind.BUDGET)


@dataclass(frozen=True, slots=True)
class Text:
    """What a text changes, and what stands once it is read after the former ones."""

    avenant: Avenant | None
    changed: Values
    before: Values

    @property
    def after(self) -> Values:
        return self.before | self.changed

    @property
    def is_in_force(self) -> bool:
        return any(clause.effective_on for clause in self.changed.values())


def texts(clauses: Iterable[Clause]) -> list[Text]:
    """The texts that were not abandoned, in the order in which their values replace others."""
    found: dict[Avenant | None, Values] = {}
    for clause in clauses:
        if clause.avenant is None or clause.avenant.state != AvenantState.ABANDONED:
            found.setdefault(clause.avenant, {})[Kind(clause.kind)] = clause
    known: Values = {}
    read = []
    for avenant in sorted(found, key=lambda one: _rank(one, found[one])):
        read.append(Text(avenant, found[avenant], known))
        known = known | found[avenant]
    return read


def _rank(avenant: Avenant | None, values: Values) -> tuple[bool, dt.date, int]:
    """The first text, then avenants by day of effect, then those that have none yet."""
    if avenant is None:
        return False, dt.date.min, 0
    effect = min((c.effective_on for c in values.values() if c.effective_on), default=None)
    return effect is None, effect or dt.date.min, avenant.number


def held(read: Sequence[Text]) -> Values:
    """The last values in force; of a text that is not signed yet, those that it states."""
    signed = [text for text in read if text.is_in_force]
    if signed:
        return signed[-1].after
    return read[0].after if read and read[0].avenant is None else {}


def on_texts(convention: Convention, read: Sequence[Text]) -> Iterator[tuple[Finding, Values]]:
    """What each text says and that does not hold, with the values it is read in.

    A sum that a later signed text has replaced is not said again; a stated duration is.
    """
    for rank, text in enumerate(read):
        replaced = {k for later in read[rank + 1 :] if later.is_in_force for k in later.changed}
        for finding in _on_durations(convention, text):
            yield finding, text.after
        for kinds, rule in ON_VALUES:
            if kinds & text.changed.keys() and not kinds & replaced:
                for finding in rule(text.after):
                    yield finding, text.after


def _on_durations(convention: Convention, text: Text) -> Iterator[Finding]:
    end = _day(text.changed, Kind.ACTION_END)
    if end is None:
        return
    former, extension = _day(text.before, Kind.ACTION_END), _number(text, Kind.EXTENSION_MONTHS)
    if former and extension:
        yield from _some(rules.extension_finding(former, extension, end))
    start, months = _day(text.after, Kind.ACTION_START), _number(text, Kind.DURATION_MONTHS)
    if months is None:
        return
    origin = text.changed.get(Kind.DURATION_FROM)
    if origin is None or origin.text != Origin.SIGNATURE:
        yield from _some(rules.duration_finding(start, months, end) if start else None)
    elif convention.signed_on:
        yield from _some(_from_signature(convention.signed_on, start, months, end))


def _from_signature(
    signed_on: dt.date, start: dt.date | None, months: int, end: dt.date
) -> Finding | None:
    """It fits the start of the action instead, or nothing at all."""
    found = rules.origin_finding(signed_on, start, months, end) if start else None
    return found or rules.duration_finding(signed_on, months, end, origin="signature")


def _periods(now: Values) -> Iterator[Finding]:
    for end_kind, start_kind in findings.STARTS.items():
        start, end = _day(now, start_kind), _day(now, end_kind)
        if start and end:
            yield from _some(findings.period_finding(start, end, end_kind))


def _grant(now: Values) -> Iterator[Finding]:
    grant = _amount(now, Kind.GRANT_MAX)
    base = next((amount for kind in BASES if (amount := _amount(now, kind))), None)
    if not grant or not base:
        return
    yield from _some(imbalances.grant_finding(grant, base))
    rate = now.get(Kind.AID_RATE)
    if rate is not None and rate.rate is not None:
        yield from _some(imbalances.rate_finding(grant, base, rate.rate))


def _payments(now: Values) -> Iterator[Finding]:
    grant = _amount(now, Kind.GRANT_MAX)
    if grant and Kind.PAYMENTS in now:
        yield from _some(imbalances.payments_finding(now[Kind.PAYMENTS].rows, grant))


def _planned(now: Values) -> Iterator[Finding]:
    start, end = _day(now, Kind.WINDOW_START), _day(now, Kind.WINDOW_END)
    for row in now[Kind.PAYMENTS].rows if Kind.PAYMENTS in now else ():
        if row.day:
            yield from _some(findings.planned_finding(row.label, row.day, start, end))


def _steps(now: Values) -> Iterator[Finding]:
    if Kind.DEPLOYMENT_STEPS in now:
        target = now.get(Kind.PASSES_TARGET)
        rows = now[Kind.DEPLOYMENT_STEPS].rows
        yield from imbalances.step_findings(rows, target.number if target else None)


def _shares(now: Values) -> Iterator[Finding]:
    if Kind.TARGET_SHARES in now:
        yield from _some(imbalances.shares_finding(now[Kind.TARGET_SHARES].rows))


WINDOW = {Kind.WINDOW_START, Kind.WINDOW_END}
# What each rule reads: it speaks of the text that changed one of these last.
ON_VALUES: list[tuple[set[ClauseKind], Rule]] = [
    ({Kind.ACTION_START, Kind.ACTION_END, *WINDOW}, _periods),
    ({Kind.GRANT_MAX, Kind.AID_RATE, *BASES}, _grant),
    ({Kind.GRANT_MAX, Kind.PAYMENTS}, _payments),
    ({Kind.PAYMENTS, *WINDOW}, _planned),
    ({Kind.DEPLOYMENT_STEPS, Kind.PASSES_TARGET}, _steps),
    ({Kind.TARGET_SHARES}, _shares),
]


def on_plan(plan: Plan, now: Values, others: Iterable[Plan]) -> Iterator[Finding]:
    """What a plan breaks: its convention's amounts, the cap beside the passes, limits of aid.

    `now` are the values of its convention, none without one; `others` the plans of the programme.
    """
    items = list(plan.items.all())
    yield from _on_amounts(plan, items, now)
    passes = _passes(items)
    cap = now.get(Kind.ENGINEERING_CAP)
    if passes and plan.perimeter == Perimeter.OPERATION:
        yield from _some(imbalances.cap_finding(plan.total, passes, cap.rate if cap else None))
    aids = [item for item in items if item.is_public_aid]
    if plan.aid_limit is not None:
        aid = sum((item.amount for item in aids), Decimal(0))
        found = imbalances.aid_finding(aid, plan.total, plan.aid_limit, plan.limit_reason)
        yield from _some(found)
    if passes and len(aids) > 1:
        own = [pair for other in others if (pair := own_aid(other, plan)) is not None]
        on_line = rules.aid_at(passes, [aid for _, aid in own])
        yield from _some(imbalances.line_aid_finding(on_line, passes, _line_ruling(plan)))


def _on_amounts(plan: Plan, items: Iterable[PlanItem], now: Values) -> Iterator[Finding]:
    if plan.perimeter == Perimeter.OPERATION:
        for kind in BASES:
            if stated := _amount(now, kind):
                yield from _some(imbalances.total_finding(plan.title, plan.total, stated, kind))
                break
    grant, base = _amount(now, Kind.GRANT_MAX), _amount(now, Kind.ELIGIBLE_BASE)
    if grant and base and plan.convention:
        funder = plan.convention.funder_id
        aids = (one for one in items if one.is_public_aid and one.funder_id != funder)
        others = sum((one.amount for one in aids), Decimal(0))
        yield from _some(imbalances.reading_finding(grant, base, others))


def _line_ruling(plan: Plan) -> str:
    if plan.aid_limit is None or plan.perimeter != Perimeter.OPERATION:
        return "Aucun plafond n’est énoncé pour ce périmètre."
    return f"Le plafond porte sur l’opération entière ({plan.limit_reason.rstrip('.')})."


def _passes(items: Iterable[PlanItem]) -> Decimal:
    charges = (item for item in items if item.side == Side.CHARGE and item.pays_passes)
    return sum((item.amount for item in charges), Decimal(0))


def on_obligations(obligations: Iterable[Obligation]) -> Iterator[tuple[Finding, Obligation]]:
    """`obligations` are those in force that nobody sees to."""
    for one in obligations:
        yield findings.responsible_finding(one.title), one


def on_delays(
    convention: Convention, obligations: Iterable[Obligation], now: Values
) -> Iterator[tuple[Finding, Obligation]]:
    """Delays stated beside a due day that they do not lead to."""
    days = {
        Origin.SIGNATURE: convention.signed_on,
        Origin.ACTION_START: _day(now, Kind.ACTION_START),
    }
    for one in obligations:
        if one.delay_months is None or one.due_on is None:
            continue
        origin = Origin(one.counted_from)
        if since := days[origin]:
            named = origin.label.lower()
            facts = (one.title, since, one.delay_months, one.due_on, named)
            for found in _some(findings.delay_finding(*facts)):
                yield found, one


def on_payments(payments: Iterable[Payment], now: Values) -> Iterator[Finding]:
    start, end = _day(now, Kind.WINDOW_START), _day(now, Kind.WINDOW_END)
    for one in payments:
        what = f"«\u00a0{one.reference}\u00a0» ({euros(one.amount)})"
        yield from _some(findings.window_finding(what, one.paid_on, start, end))


def on_budget_line(line: BudgetLine) -> Iterator[Finding]:
    """`line` comes with its phases."""
    if line.authorised is not None:
        years = [phase.amount for phase in line.phases.all()]
        yield from _some(imbalances.phasing_finding(years, line.authorised))
    found = imbalances.section_finding(Section(line.section), line.chapter, line.nature)
    yield from _some(found)


def _day(values: Values, kind: ClauseKind) -> dt.date | None:
    clause = values.get(kind)
    return clause.day if clause else None


def _number(text: Text, kind: ClauseKind) -> int | None:
    clause = text.changed.get(kind)
    return clause.number if clause else None


def _amount(values: Values, kind: ClauseKind) -> Decimal | None:
    clause = values.get(kind)
    return clause.amount if clause else None


def _some(finding: Finding | None) -> list[Finding]:
    return [] if finding is None else [finding]
