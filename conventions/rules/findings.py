"""Pure rules that say what does not hold in a text: shown with its clause, the text ruling."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from common import money
from common.findings import STATED_AMOUNT_PREVAILS, Finding, Severity
from common.formats import count, day, euros, exact_percent, number, period, rate
from common.money import ratio, round_fraction_to_cents
from common.periods import months_end, plus_months
from common.sums import sum_mismatch
from conventions.enums import ClauseKind, ConventionFinding
from conventions.rules.texts import Row

STARTS = {
    ClauseKind.ACTION_END: ClauseKind.ACTION_START,
    ClauseKind.WINDOW_END: ClauseKind.WINDOW_START,
}


def duration_finding(
    start: dt.date, months: int, end: dt.date, *, origin: str = ""
) -> Finding | None:
    """A stated duration that does not lead from its start to the stated end."""
    found = months_end(start, months)
    if found == end:
        return None
    since = f" ({origin})" if origin else ""
    return Finding(
        ConventionFinding.DURATION,
        Severity.WATCH,
        f"{count(months, 'mois')} à compter du {day(start)}{since} finissent le {day(found)}, "
        f"et non le {day(end)}.",
        kind=ClauseKind.DURATION_MONTHS,
    )


def origin_finding(signed_on: dt.date, start: dt.date, months: int, end: dt.date) -> Finding | None:
    """A duration said to run from the signature, but which only fits the start of the action."""
    if months_end(signed_on, months) == end or months_end(start, months) != end:
        return None
    return Finding(
        ConventionFinding.ORIGIN,
        Severity.WATCH,
        f"{count(months, 'mois')} mènent au {day(end)} à compter du {day(start)}, "
        f"et non de la signature ({day(signed_on)})\u00a0: "
        f"ils finiraient le {day(months_end(signed_on, months))}.",
        kind=ClauseKind.DURATION_FROM,
    )


def extension_finding(former_end: dt.date, months: int, end: dt.date) -> Finding | None:
    """A stated extension that does not lead from the former end to the new one.

    What ended with a month may end with another: 30/06 plus six months is 30/12, or 31/12.
    """
    found = plus_months(former_end, months)
    if end in (found, months_end(former_end + dt.timedelta(days=1), months)):
        return None
    return Finding(
        ConventionFinding.EXTENSION,
        Severity.WATCH,
        f"{day(former_end)} plus {count(months, 'mois')} donne le {day(found)}, "
        f"et non le {day(end)}.",
        kind=ClauseKind.EXTENSION_MONTHS,
    )


def delay_finding(
    what: str, since: dt.date, months: int, due_on: dt.date, origin: str
) -> Finding | None:
    """A stated delay that does not lead from its start to the stated due day."""
    found = plus_months(since, months)
    if found == due_on:
        return None
    return Finding(
        ConventionFinding.DELAY,
        Severity.WATCH,
        f"«\u00a0{what}\u00a0»\u00a0: {count(months, 'mois')} depuis le {day(since)} ({origin}) "
        f"mènent au {day(found)}, et non au {day(due_on)}.",
    )


def period_finding(start: dt.date, end: dt.date, kind: ClauseKind) -> Finding | None:
    """A period that ends before it begins; `kind` is the clause of its end."""
    if end >= start:
        return None
    return Finding(
        ConventionFinding.PERIOD,
        Severity.WATCH,
        f"«\u00a0{kind.label}\u00a0» ({day(end)}) précède «\u00a0{STARTS[kind].label}\u00a0» "
        f"({day(start)}).",
        "Aucun jour n’est dans la période.",
        kind,
    )


def planned_finding(
    label: str, on: dt.date, start: dt.date | None, end: dt.date | None
) -> Finding | None:
    """A payment of the funder that the text plans outside the days whose spending counts."""
    if (start is None or on >= start) and (end is None or on <= end):
        return None
    return Finding(
        ConventionFinding.OUTSIDE_WINDOW,
        Severity.NOTE,
        f"Le versement prévu «\u00a0{label}\u00a0» ({day(on)}) tombe hors de la période des "
        f"dépenses ({period(start, end)}).",
        "La période borne les dépenses, pas les versements du financeur.",
        ClauseKind.PAYMENTS,
    )


def rate_finding(grant: Decimal, base: Decimal, stated: Decimal) -> Finding | None:
    """A stated rate that is not the exact ratio of its amounts: rounded, or another one."""
    if ratio(grant, base) * 100 == Fraction(stated):
        return None
    loss = rounded_rate_loss(grant, base, stated)
    effect = f"ferait perdre {euros(loss)}" if loss >= 0 else f"donnerait {euros(-loss)} de trop"
    is_rounded = money.percent(grant, base, _places(stated)) == stated
    problem = "est arrondi" if is_rounded else f"n’est pas celui des montants, {rate(grant, base)}"
    return Finding(
        ConventionFinding.ROUNDED_RATE,
        Severity.NOTE if is_rounded else Severity.WATCH,
        f"Le taux énoncé, {exact_percent(stated)}, {problem}. "
        f"L’appliquer {effect} sur {euros(grant)}.",
        "Le rapport exact des deux montants est seul appliqué.",
        ClauseKind.AID_RATE,
    )


def grant_finding(grant: Decimal, base: Decimal) -> Finding | None:
    """A grant above the spending that it pays a part of."""
    if grant <= base:
        return None
    return Finding(
        ConventionFinding.GRANT_OVER_BASE,
        Severity.BREACH,
        f"La subvention maximale ({euros(grant)}) dépasse de {euros(grant - base)} "
        f"ce qu’elle finance ({euros(base)}).",
        "Aucune aide ne dépasse la dépense.",
        ClauseKind.GRANT_MAX,
    )


def payments_finding(rows: Sequence[Row], grant: Decimal) -> Finding | None:
    """Planned payments, amounts or parts of the grant, that do not make it."""
    if any(row.amount is None and row.rate is None for row in rows):
        return None
    parts = [_payment(row, grant) for row in rows]
    said = sum_mismatch(parts, grant, "versement", "la subvention maximale est de")
    if not parts or not said:
        return None
    return Finding(
        ConventionFinding.PAYMENTS_SUM,
        Severity.WATCH,
        said,
        STATED_AMOUNT_PREVAILS,
        ClauseKind.PAYMENTS,
    )


def _payment(row: Row, grant: Decimal) -> Decimal:
    if row.amount is not None:
        return row.amount
    return round_fraction_to_cents(Fraction(grant) * Fraction(row.rate or 0) / 100)


def step_findings(rows: Sequence[Row], target: int | None) -> Iterator[Finding]:
    """Cumulated steps that go back, or whose last one is not the target."""
    steps = sorted((row.day, row.number) for row in rows if row.day and row.number is not None)
    for (before, held), (after, reached) in itertools.pairwise(steps):
        if reached < held:
            yield _on_steps(
                f"L’échéancier recule\u00a0: {count(held, 'pass')} au {day(before)}, "
                f"puis {count(reached, 'pass')} au {day(after)}."
            )
    if steps and target is not None and steps[-1][1] != target:
        yield _on_steps(_last_step(*steps[-1], target))


def _last_step(on: dt.date, reached: int, target: int) -> str:
    gap = target - reached
    missing = "Il en manque" if gap > 0 else "Il y en a en trop\u00a0:"
    return (
        f"La dernière étape de l’échéancier ({day(on)}) porte {count(reached, 'pass')}\u00a0; "
        f"la convention en prévoit {number(target)}. {missing} {number(abs(gap))}."
    )


def _on_steps(sentence: str) -> Finding:
    return Finding(
        ConventionFinding.STEPS,
        Severity.WATCH,
        sentence,
        "Le nombre de pass à déployer fait foi.",
        ClauseKind.DEPLOYMENT_STEPS,
    )


def shares_finding(rows: Iterable[Row]) -> Finding | None:
    """Parts of the passes kept for publics that make more than all of them."""
    total = sum((row.rate for row in rows if row.rate is not None), Decimal(0))
    if total <= 100:
        return None
    return Finding(
        ConventionFinding.SHARES,
        Severity.WATCH,
        f"Les parts de public visées font {exact_percent(total)}, plus que la totalité des pass.",
        "Une personne peut relever de deux publics\u00a0: à expliquer, ou à corriger.",
        ClauseKind.TARGET_SHARES,
    )


def _places(stated: Decimal) -> int:
    exponent = stated.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def rounded_rate_loss(grant: Decimal, base: Decimal, percent: Decimal) -> Decimal:
    """What a grant loses when its rounded percentage is used in the place of the exact ratio."""
    by_rate = Fraction(base) * Fraction(percent) / 100
    return round_fraction_to_cents(Fraction(grant) - by_rate)
