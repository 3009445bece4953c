"""What the texts of a convention say and that does not hold; shown, the stated value ruling."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from common.formats import euros, number, percent
from conventions import rules
from conventions.enums import AvenantState, ClauseKind, Origin
from conventions.models import Avenant, Clause, Convention, Plan
from conventions.rules import Finding

Kind = ClauseKind
Values = dict[ClauseKind, Clause]


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding, and the text that it is about."""

    text: str
    sentence: str
    ruling: str


def of(convention: Convention, clauses: Iterable[Clause], plans: Iterable[Plan]) -> list[Remark]:
    """Findings on the first text, then on each avenant that was not abandoned.

    `clauses` come with their avenant, whatever their state; `plans` with their items.
    """
    texts: dict[Avenant | None, Values] = {}
    for clause in clauses:
        if clause.avenant is None or clause.avenant.state != AvenantState.ABANDONED:
            texts.setdefault(clause.avenant, {})[Kind(clause.kind)] = clause
    known: Values = {}
    remarks: list[Remark] = []
    for avenant in sorted(texts, key=lambda one: one.number if one else 0):
        changed = texts[avenant]
        named = f"Avenant n°\u00a0{avenant.number}" if avenant else "Convention"
        found = _on_durations(convention, known, changed)
        remarks += [Remark(named, one.sentence, one.ruling) for one in found]
        known = known | changed
    return remarks + [Remark("Plan", one.sentence, one.ruling) for one in _on_aid(known, plans)]


def _on_durations(convention: Convention, known: Values, changed: Values) -> Iterator[Finding]:
    days, numbers = _days(changed), _numbers(changed)
    former, end = _days(known).get(Kind.ACTION_END), days.get(Kind.ACTION_END)
    if end is None:
        return
    extension, months = numbers.get(Kind.EXTENSION_MONTHS), numbers.get(Kind.DURATION_MONTHS)
    if former and extension:
        yield from _some(rules.extension_finding(former, extension, end))
    start = _days(known | changed).get(Kind.ACTION_START)
    if start is None or months is None:
        return
    origin = changed.get(Kind.DURATION_FROM)
    if origin is None or origin.text != Origin.SIGNATURE:
        yield from _some(rules.duration_finding(start, months, end))
    elif convention.signed_on:
        yield from _some(rules.origin_finding(convention.signed_on, start, months, end))


def _days(values: Values) -> dict[ClauseKind, dt.date]:
    return {kind: clause.day for kind, clause in values.items() if clause.day is not None}


def _numbers(values: Values) -> dict[ClauseKind, int]:
    return {kind: clause.number for kind, clause in values.items() if clause.number is not None}


def _on_aid(known: Values, plans: Iterable[Plan]) -> Iterator[Finding]:
    """A rounded rate beside exact amounts, and how the grant may have been computed."""
    grant, base = known.get(Kind.GRANT_MAX), known.get(Kind.ELIGIBLE_BASE)
    rate = known.get(Kind.AID_RATE)
    if grant is None or base is None or grant.amount is None or base.amount is None:
        return
    if rate is not None and rate.rate is not None:
        loss = rules.rounded_rate_loss(grant.amount, base.amount, rate.rate)
        if loss:
            yield Finding(
                f"Le taux énoncé, {percent(rate.rate.normalize())}, est arrondi. "
                f"L’appliquer ferait perdre {euros(loss)} sur {euros(grant.amount)}.",
                "Le rapport exact des deux montants est seul appliqué.",
            )
    for plan in plans:
        others = sum(
            item.amount
            for item in plan.items.all()
            if item.is_public_aid
            and plan.convention
            and item.funder_id != plan.convention.funder_id
        )
        exact = rules.eighty_percent_reading(grant.amount, base.amount, Decimal(others))
        if exact is not None:
            yield Finding(
                f"Notre lecture\u00a0: 80\u00a0% de {euros(base.amount)}, moins les autres aides "
                f"publiques ({euros(others)}), font {number(exact.normalize())}\u00a0€. "
                "À l’euro inférieur, c’est la subvention.",
                "Le montant énoncé fait foi.",
            )


def _some(finding: Finding | None) -> list[Finding]:
    return [] if finding is None else [finding]
