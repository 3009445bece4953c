"""Pure rules that say what does not hold in a text: shown with its clause, the text ruling."""

import datetime as dt

from common.findings import Finding, Severity
from common.formats import count, day, period
from common.periods import months_end, plus_months
from conventions.enums import ClauseKind, FindingCode

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
        FindingCode.DURATION,
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
        FindingCode.ORIGIN,
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
        FindingCode.EXTENSION,
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
        FindingCode.DELAY,
        Severity.WATCH,
        f"«\u00a0{what}\u00a0»\u00a0: {count(months, 'mois')} depuis le {day(since)} ({origin}) "
        f"mènent au {day(found)}, et non au {day(due_on)}.",
    )


def period_finding(start: dt.date, end: dt.date, kind: ClauseKind) -> Finding | None:
    """A period that ends before it begins; `kind` is the clause of its end."""
    if end >= start:
        return None
    return Finding(
        FindingCode.PERIOD,
        Severity.WATCH,
        f"«\u00a0{kind.label}\u00a0» ({day(end)}) précède «\u00a0{STARTS[kind].label}\u00a0» "
        f"({day(start)}).",
        "Aucun jour n’est dans la période.",
        kind,
    )


def window_finding(
    what: str, on: dt.date, start: dt.date | None, end: dt.date | None
) -> Finding | None:
    """A payment made outside the days whose spending counts; both ends are inside."""
    if (start is None or on >= start) and (end is None or on <= end):
        return None
    return Finding(
        FindingCode.OUTSIDE_WINDOW,
        Severity.BREACH,
        f"{what}, payé le {day(on)}, est hors de la période des dépenses ({period(start, end)}).",
        "Cette dépense ne compte pas dans la subvention.",
        ClauseKind.WINDOW_END if end is not None and on > end else ClauseKind.WINDOW_START,
    )


def planned_finding(
    label: str, on: dt.date, start: dt.date | None, end: dt.date | None
) -> Finding | None:
    """A payment of the funder that the text plans outside the days whose spending counts."""
    if (start is None or on >= start) and (end is None or on <= end):
        return None
    return Finding(
        FindingCode.OUTSIDE_WINDOW,
        Severity.NOTE,
        f"Le versement prévu «\u00a0{label}\u00a0» ({day(on)}) tombe hors de la période des "
        f"dépenses ({period(start, end)}).",
        "La période borne les dépenses, pas les versements du financeur.",
        ClauseKind.PAYMENTS,
    )


def responsible_finding(title: str) -> Finding:
    """An obligation in force that nobody sees to."""
    return Finding(
        FindingCode.NO_RESPONSIBLE,
        Severity.WATCH,
        f"Personne n’est responsable de «\u00a0{title}\u00a0».",
        "Les rappels vont à tous les gestionnaires du programme.",
    )
