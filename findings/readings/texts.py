"""The findings of the texts of a convention, by the rules on its clauses."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from common.findings import Finding, as_findings
from conventions.enums import AvenantState, ClauseKind, DelayOrigin, Origin
from conventions.models import Avenant, Clause, Convention, Obligation, Text
from conventions.readings.texts import (
    GRANT_BASES,
    ClausesByKind,
    amount_of,
    clause_in_words,
    day_of,
    origin_day,
)
from findings import rules
from findings.rules import duration_finding, extension_finding, origin_finding

ClauseRule = Callable[[ClausesByKind], Iterator[Finding]]
WINDOW = {ClauseKind.WINDOW_START, ClauseKind.WINDOW_END}


@dataclass(frozen=True, slots=True)
class TextClauses:
    """The clauses that a text changes and those before it; no avenant: the convention itself."""

    avenant: Avenant | None
    changed: ClausesByKind
    before: ClausesByKind

    @property
    def after(self) -> ClausesByKind:
        return self.before | self.changed

    @property
    def is_in_force(self) -> bool:
        return any(clause.effective_on for clause in self.changed.values())


def clauses_by_text(clauses: Iterable[Clause]) -> list[TextClauses]:
    """The clauses of each text that is not abandoned, in the order of their days of effect."""
    found: dict[Avenant | None, ClausesByKind] = {}
    for clause in clauses:
        if clause.avenant is None or clause.avenant.state != AvenantState.ABANDONED:
            found.setdefault(clause.avenant, {})[ClauseKind(clause.kind)] = clause
    known: ClausesByKind = {}
    texts = []
    for avenant in sorted(found, key=lambda one: _order_of_effect(one, found[one])):
        texts.append(TextClauses(avenant, found[avenant], known))
        known = known | found[avenant]
    return texts


def clauses_in_force_or_stated(texts: Sequence[TextClauses]) -> ClausesByKind:
    """The clauses in force after the last signed text; without one, those of the first text."""
    signed = [text for text in texts if text.is_in_force]
    if signed:
        return signed[-1].after
    return texts[0].after if texts and texts[0].avenant is None else {}


def text_findings(
    convention: Convention, texts: Sequence[TextClauses]
) -> Iterator[tuple[Finding, ClausesByKind]]:
    """The findings of each text, each with the clauses that it was found in.

    A stated duration is tried on its own text. The other rules are not tried on clauses that a
    later text in force has replaced.
    """
    for rank, text in enumerate(texts):
        replaced = {k for later in texts[rank + 1 :] if later.is_in_force for k in later.changed}
        for finding in _duration_findings(convention, text):
            yield finding, text.after
        for kinds, rule in _clause_rules():
            if kinds & text.changed.keys() and not kinds & replaced:
                for finding in rule(text.after):
                    yield finding, text.after


def crossing_findings(
    texts: Sequence[TextClauses],
) -> Iterator[tuple[Finding, ClausesByKind]]:
    """The values that two avenants give, signed in one order and in effect in the other."""
    signed = [text for text in texts if text.is_in_force]
    for first, ruling in combinations(signed, 2):
        early, late = first.avenant, ruling.avenant
        if early is None or late is None or not _is_signed_after(early, late):
            continue
        for kind in (one for one in first.changed if one in ruling.changed):
            before, clause = first.changed[kind], ruling.changed[kind]
            if before.effective_on and clause.effective_on and before.value != clause.value:
                ends = (early.number, before.effective_on), (late.number, clause.effective_on)
                found = rules.crossing_finding(kind, *ends, clause_in_words(clause))
                yield found, ruling.after


def _is_signed_after(one: Avenant, other: Avenant) -> bool:
    """By the days of their signatures; without them, by their numbers, as a text older than the
    system may be entered last.
    """
    if one.signed_on and other.signed_on and one.signed_on != other.signed_on:
        return one.signed_on > other.signed_on
    return one.number > other.number


def vote_findings(texts: Iterable[Text]) -> Iterator[tuple[Finding, Text]]:
    """Signatures before the vote is executory; texts are read with their deliberation."""
    for text in texts:
        vote = text.deliberation
        if vote and text.signed_on:
            days = vote.published_on, vote.transmitted_on
            found = rules.early_signature_finding(text.signed_on, vote.dated, *days)
            yield from ((one, text) for one in as_findings(found))


def delay_findings(
    obligations: Iterable[Obligation], texts: Sequence[TextClauses]
) -> Iterator[tuple[Finding, Obligation]]:
    """Delays that do not lead to the day stated with them, by the clauses of the same text, else
    by those in force on the day of its effect.
    """
    of_text = {text.avenant and text.avenant.pk: text.after for text in texts}
    for one in obligations:
        is_abandoned = one.avenant is not None and one.avenant.state == AvenantState.ABANDONED
        if one.delay_months is None or one.due_on is None or is_abandoned:
            continue
        origin = DelayOrigin(one.counted_from)
        clauses = of_text.get(one.avenant_id) or _clauses_at_effect(one, texts)
        if since := origin_day(one, clauses):
            named = origin.label.lower()
            facts = (one.title, since, one.delay_months, one.due_on, named)
            for found in as_findings(rules.delay_finding(*facts)):
                yield found, one


def _clauses_at_effect(one: Obligation, texts: Sequence[TextClauses]) -> ClausesByKind:
    """The clauses in force on the day of effect of an obligation; without a day, those of now."""
    on = one.effective_on or (one.avenant and one.avenant.stated_effective_on) or dt.date.max
    known = [text for text in texts if (_effect_of(text.changed) or on) <= on]
    return clauses_in_force_or_stated(known)


def _order_of_effect(avenant: Avenant | None, values: ClausesByKind) -> tuple[bool, dt.date, int]:
    """The first text, then avenants by day of effect, then those that have none yet.

    Of the same day, they come in the order of their entry: one at most is open at a time.
    """
    if avenant is None:
        return False, dt.date.min, 0
    effect = _effect_of(values)
    return effect is None, effect or dt.date.min, avenant.pk


def _effect_of(values: ClausesByKind) -> dt.date | None:
    return min((one.effective_on for one in values.values() if one.effective_on), default=None)


def _clause_rules() -> list[tuple[set[ClauseKind], ClauseRule]]:
    """The rules, each with the kinds that it reads: tried on texts that change one of them."""
    return [
        ({ClauseKind.ACTION_START, ClauseKind.ACTION_END, *WINDOW}, _period_findings),
        ({ClauseKind.GRANT_MAX, ClauseKind.AID_RATE, *GRANT_BASES}, _grant_findings),
        ({ClauseKind.GRANT_MAX, ClauseKind.PAYMENTS}, _payment_sum_findings),
        ({ClauseKind.PAYMENTS, *WINDOW}, _payment_day_findings),
        ({ClauseKind.DEPLOYMENT_STEPS, ClauseKind.PASSES_TARGET}, _step_findings),
        ({ClauseKind.TARGET_SHARES}, _share_findings),
    ]


def _duration_findings(convention: Convention, text: TextClauses) -> Iterator[Finding]:
    end = day_of(text.changed, ClauseKind.ACTION_END)
    if end is None:
        return
    former = day_of(text.before, ClauseKind.ACTION_END)
    extension = _number_changed(text, ClauseKind.EXTENSION_MONTHS)
    if former and extension:
        yield from as_findings(extension_finding(former, extension, end))
    start = day_of(text.after, ClauseKind.ACTION_START)
    months = _number_changed(text, ClauseKind.DURATION_MONTHS)
    if months is None:
        return
    origin = text.changed.get(ClauseKind.DURATION_FROM)
    if origin is None or origin.text != Origin.SIGNATURE:
        yield from as_findings(duration_finding(start, months, end) if start else None)
    elif convention.signed_on:
        yield from as_findings(
            _signature_duration_finding(convention.signed_on, start, months, end)
        )


def _signature_duration_finding(
    signed_on: dt.date, start: dt.date | None, months: int, end: dt.date
) -> Finding | None:
    """The duration leads to the end from the start of the action instead, or from no known day."""
    found = origin_finding(signed_on, start, months, end) if start else None
    return found or duration_finding(signed_on, months, end, origin="signature")


def _period_findings(clauses: ClausesByKind) -> Iterator[Finding]:
    for end_kind, start_kind in rules.START_OF_PERIOD.items():
        start, end = day_of(clauses, start_kind), day_of(clauses, end_kind)
        if start and end:
            yield from as_findings(rules.period_finding(start, end, end_kind))


def _grant_findings(clauses: ClausesByKind) -> Iterator[Finding]:
    grant = amount_of(clauses, ClauseKind.GRANT_MAX)
    base = next((amount for kind in GRANT_BASES if (amount := amount_of(clauses, kind))), None)
    if not grant or not base:
        return
    yield from as_findings(rules.grant_finding(grant, base))
    rate = clauses.get(ClauseKind.AID_RATE)
    if rate is not None and rate.rate is not None:
        yield from as_findings(rules.rate_finding(grant, base, rate.rate))


def _payment_sum_findings(clauses: ClausesByKind) -> Iterator[Finding]:
    grant = amount_of(clauses, ClauseKind.GRANT_MAX)
    if grant and ClauseKind.PAYMENTS in clauses:
        yield from as_findings(rules.payments_finding(clauses[ClauseKind.PAYMENTS].rows, grant))


def _payment_day_findings(clauses: ClausesByKind) -> Iterator[Finding]:
    start, end = day_of(clauses, ClauseKind.WINDOW_START), day_of(clauses, ClauseKind.WINDOW_END)
    for row in clauses[ClauseKind.PAYMENTS].rows if ClauseKind.PAYMENTS in clauses else ():
        if row.day:
            yield from as_findings(
                rules.payment_outside_window_finding(row.label, row.day, start, end)
            )


def _step_findings(clauses: ClausesByKind) -> Iterator[Finding]:
    if ClauseKind.DEPLOYMENT_STEPS in clauses:
        target = clauses.get(ClauseKind.PASSES_TARGET)
        rows = clauses[ClauseKind.DEPLOYMENT_STEPS].rows
        yield from rules.step_findings(rows, target.number if target else None)


def _share_findings(clauses: ClausesByKind) -> Iterator[Finding]:
    yield from as_findings(rules.shares_finding(clauses[ClauseKind.TARGET_SHARES].rows))


def _number_changed(text: TextClauses, kind: ClauseKind) -> int | None:
    clause = text.changed.get(kind)
    return clause.number if clause else None
