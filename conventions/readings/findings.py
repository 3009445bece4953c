"""What does not hold in the texts of a convention."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from common.findings import Finding, as_findings
from conventions.enums import AvenantState, ClauseKind, Origin
from conventions.models import Avenant, Clause, Convention, Obligation
from conventions.rules import findings
from conventions.rules.findings import duration_finding, extension_finding, origin_finding

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


def texts_in_order(clauses: Iterable[Clause]) -> list[Text]:
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


def values_held(read: Sequence[Text]) -> Values:
    """The last values in force; of a text that is not signed yet, those that it states."""
    signed = [text for text in read if text.is_in_force]
    if signed:
        return signed[-1].after
    return read[0].after if read and read[0].avenant is None else {}


def text_findings(convention: Convention, read: Sequence[Text]) -> Iterator[tuple[Finding, Values]]:
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
    end = day_of(text.changed, Kind.ACTION_END)
    if end is None:
        return
    former, extension = day_of(text.before, Kind.ACTION_END), _number(text, Kind.EXTENSION_MONTHS)
    if former and extension:
        yield from as_findings(extension_finding(former, extension, end))
    start, months = day_of(text.after, Kind.ACTION_START), _number(text, Kind.DURATION_MONTHS)
    if months is None:
        return
    origin = text.changed.get(Kind.DURATION_FROM)
    if origin is None or origin.text != Origin.SIGNATURE:
        yield from as_findings(duration_finding(start, months, end) if start else None)
    elif convention.signed_on:
        yield from as_findings(_from_signature(convention.signed_on, start, months, end))


def _from_signature(
    signed_on: dt.date, start: dt.date | None, months: int, end: dt.date
) -> Finding | None:
    """It fits the start of the action instead, or nothing at all."""
    found = origin_finding(signed_on, start, months, end) if start else None
    return found or duration_finding(signed_on, months, end, origin="signature")


def _periods(now: Values) -> Iterator[Finding]:
    for end_kind, start_kind in findings.STARTS.items():
        start, end = day_of(now, start_kind), day_of(now, end_kind)
        if start and end:
            yield from as_findings(findings.period_finding(start, end, end_kind))


def _grant(now: Values) -> Iterator[Finding]:
    grant = amount_of(now, Kind.GRANT_MAX)
    base = next((amount for kind in BASES if (amount := amount_of(now, kind))), None)
    if not grant or not base:
        return
    yield from as_findings(findings.grant_finding(grant, base))
    rate = now.get(Kind.AID_RATE)
    if rate is not None and rate.rate is not None:
        yield from as_findings(findings.rate_finding(grant, base, rate.rate))


def _payments(now: Values) -> Iterator[Finding]:
    grant = amount_of(now, Kind.GRANT_MAX)
    if grant and Kind.PAYMENTS in now:
        yield from as_findings(findings.payments_finding(now[Kind.PAYMENTS].rows, grant))


def _planned(now: Values) -> Iterator[Finding]:
    start, end = day_of(now, Kind.WINDOW_START), day_of(now, Kind.WINDOW_END)
    for row in now[Kind.PAYMENTS].rows if Kind.PAYMENTS in now else ():
        if row.day:
            yield from as_findings(findings.planned_finding(row.label, row.day, start, end))


def _steps(now: Values) -> Iterator[Finding]:
    if Kind.DEPLOYMENT_STEPS in now:
        target = now.get(Kind.PASSES_TARGET)
        rows = now[Kind.DEPLOYMENT_STEPS].rows
        yield from findings.step_findings(rows, target.number if target else None)


def _shares(now: Values) -> Iterator[Finding]:
    if Kind.TARGET_SHARES in now:
        yield from as_findings(findings.shares_finding(now[Kind.TARGET_SHARES].rows))


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


def delay_findings(
    convention: Convention, obligations: Iterable[Obligation], now: Values
) -> Iterator[tuple[Finding, Obligation]]:
    """Delays stated beside a due day that they do not lead to."""
    days = {
        Origin.SIGNATURE: convention.signed_on,
        Origin.ACTION_START: day_of(now, Kind.ACTION_START),
    }
    for one in obligations:
        if one.delay_months is None or one.due_on is None:
            continue
        origin = Origin(one.counted_from)
        if since := days[origin]:
            named = origin.label.lower()
            facts = (one.title, since, one.delay_months, one.due_on, named)
            for found in as_findings(findings.delay_finding(*facts)):
                yield found, one


def day_of(values: Values, kind: ClauseKind) -> dt.date | None:
    clause = values.get(kind)
    return clause.day if clause else None


def _number(text: Text, kind: ClauseKind) -> int | None:
    clause = text.changed.get(kind)
    return clause.number if clause else None


def amount_of(values: Values, kind: ClauseKind) -> Decimal | None:
    clause = values.get(kind)
    return clause.amount if clause else None
