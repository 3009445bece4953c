"""The passes expected on a day, on a straight line from the start of the action to its end."""

import datetime as dt

LINEAR = "linear"
LINEAR_LABEL = "hypothèse linéaire"


def linear_target(on: dt.date, start: dt.date, end: dt.date, total: int) -> int:
    """Passes expected at the end of a day, on a straight line. Shown with `LINEAR_LABEL`."""
    if on < start:
        return 0
    if on >= end:
        return total
    return total * ((on - start).days + 1) // ((end - start).days + 1)
