"""Pure rules that find what does not hold in the clauses of a text."""

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
from common.stated_totals import sum_mismatch
from conventions.enums import ClauseKind, ConventionFinding
from conventions.rules.clause_rows import Row

START_OF_PERIOD = {
    ClauseKind.ACTION_END: ClauseKind.ACTION_START,
    ClauseKind.WINDOW_END: ClauseKind.WINDOW_START,
}


def early_signature_finding(
    signed_on: dt.date, vote: str, published_on: dt.date | None, transmitted_on: dt.date | None
) -> Finding | None:
    """A signature before its vote is executory; an unknown day is not looked at.

    Articles L.3131-1 (départements) and L.4141-1 (régions) of the Code général des collectivités
    territoriales: once published and transmitted to the representative of the State.
    """
    steps = {"la publication": published_on, "la transmission": transmitted_on}
    late = [(on, what) for what, on in steps.items() if on and on > signed_on]
    if not late:
        return None
    on, what = max(late)
    return Finding(
        ConventionFinding.EARLY_SIGNATURE,
        Severity.WATCH,
        f"La signature ({day(signed_on)}) précède {what} de la délibération {vote}, "
        f"le {day(on)}\u00a0: elle n’était pas encore exécutoire.",
        "Les jours énoncés font foi.",
    )


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
    """A duration stated from the signature that leads to the end only from another start."""
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

    When the former end is the last day of a month, so may be the new one: six months after 30/06
    is 30/12 or 31/12.
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
    """A stated delay that does not lead from its start to the stated day."""
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
        f"«\u00a0{kind.label}\u00a0» ({day(end)}) précède "
        f"«\u00a0{START_OF_PERIOD[kind].label}\u00a0» ({day(start)}).",
        "Aucun jour n’est dans la période.",
        kind,
    )


def payment_outside_window_finding(
    label: str, on: dt.date, start: dt.date | None, end: dt.date | None
) -> Finding | None:
    """A payment of the funder planned outside the window of eligible spending."""
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
    is_rounded = money.percent(grant, base, _decimal_places(stated)) == stated
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
    """A grant above the eligible spending or the budget that it finances."""
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
    """Planned payments, in euros or parts of the grant, whose sum is not the grant."""
    if any(row.amount is None and row.rate is None for row in rows):
        return None
    parts = [_payment_amount(row, grant) for row in rows]
    sentence = sum_mismatch(parts, grant, "versement", "la subvention maximale est de")
    if not parts or not sentence:
        return None
    return Finding(
        ConventionFinding.PAYMENTS_SUM,
        Severity.WATCH,
        sentence,
        STATED_AMOUNT_PREVAILS,
        ClauseKind.PAYMENTS,
    )


def step_findings(rows: Sequence[Row], target: int | None) -> Iterator[Finding]:
    """Cumulated steps that decrease, or whose last one is not the number of passes to deploy."""
    steps = sorted((row.day, row.number) for row in rows if row.day and row.number is not None)
    for (before, former), (after, reached) in itertools.pairwise(steps):
        if reached < former:
            yield _steps_finding(
                f"L’échéancier recule\u00a0: {count(former, 'pass')} au {day(before)}, "
                f"puis {count(reached, 'pass')} au {day(after)}."
            )
    if steps and target is not None and steps[-1][1] != target:
        yield _steps_finding(_last_step_sentence(*steps[-1], target))


def shares_finding(rows: Iterable[Row]) -> Finding | None:
    """Parts of the passes for target publics whose sum is above 100 %."""
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


def crossing_finding(
    kind: ClauseKind, signed_last: tuple[int, dt.date], ruling: tuple[int, dt.date], value: str
) -> Finding:
    """A value that an avenant signed last does not change: another rules from a later effect.

    Each avenant is told by its number and its day of effect (docs/adr/0013).
    """
    (last, effect), (other, since) = signed_last, ruling
    return Finding(
        ConventionFinding.CROSSING,
        Severity.WATCH,
        f"L’avenant n°\u00a0{last}, signé après l’avenant n°\u00a0{other}, prend effet avant "
        f"lui\u00a0: le {day(effect)}, et non le {day(since)}. Pour «\u00a0{kind.label}\u00a0», "
        f"la valeur de l’avenant n°\u00a0{other} ({value.rstrip('.')}) fait foi à partir du "
        f"{day(since)}.",
        "Le jour d’effet le plus récent fait foi, quel que soit l’ordre des signatures.",
        kind,
    )


def rounded_rate_loss(grant: Decimal, base: Decimal, percent: Decimal) -> Decimal:
    """What a grant loses, in euros, when a rounded percentage replaces the exact ratio."""
    by_rate = Fraction(base) * Fraction(percent) / 100
    return round_fraction_to_cents(Fraction(grant) - by_rate)


def _payment_amount(row: Row, grant: Decimal) -> Decimal:
    if row.amount is not None:
        return row.amount
    return round_fraction_to_cents(Fraction(grant) * Fraction(row.rate or 0) / 100)


def _last_step_sentence(on: dt.date, reached: int, target: int) -> str:
    gap = target - reached
    missing = "Il en manque" if gap > 0 else "Il y en a en trop\u00a0:"
    return (
        f"La dernière étape de l’échéancier ({day(on)}) porte {count(reached, 'pass')}\u00a0; "
        f"la convention en prévoit {number(target)}. {missing} {number(abs(gap))}."
    )


def _steps_finding(sentence: str) -> Finding:
    return Finding(
        ConventionFinding.STEPS,
        Severity.WATCH,
        sentence,
        "Le nombre de pass à déployer fait foi.",
        ClauseKind.DEPLOYMENT_STEPS,
    )


def _decimal_places(stated: Decimal) -> int:
    return max(0, -int(stated.normalize().as_tuple().exponent))
