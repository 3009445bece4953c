"""Counts of stores, made by the actions."""

from counts import actions
from counts.enums import Reason
from counts.readings.comparisons import sheet_of
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory


def count_of(depot=None, *, found=(), on=TODAY, **journal):
    """An open count, in which these carnets were found."""
    depot = depot or DepotFactory(carnets=3)
    made = actions.open_count(depot, counted_on=on, **(journal or JOURNAL))
    if found:
        actions.add(made, ranges=list(found), **(journal or JOURNAL))
    return made


def closed_count_of(depot=None, **asked):
    """A closed count: each of its gaps was looked for."""
    made = count_of(depot, **asked)
    for gap in sheet_of(made).gaps:
        actions.explain(made, ranges=[(gap.first, gap.last)], reason=Reason.UNEXPLAINED, **JOURNAL)
    return actions.close(made, **JOURNAL)
