"""What the page of reports shows."""

import datetime as dt

from common.formats import day
from reporting.readings.quarters import QuarterLine


def lead_of(lines: list[QuarterLine], today: dt.date) -> str:
    """The sentence under the title of the list: which report is due next."""
    coming = [line for line in reversed(lines) if line.due_on >= today and line.report is None]
    if not coming:
        return f"Aucun rapport n’est attendu après le {day(today)}."
    return f"Prochain rapport\u00a0: {coming[0].name}, dû le {day(coming[0].due_on)}."
