"""What the list of occurrences shows: an answer, twelve months in lanes, the rows by nearness."""

import datetime as dt
from typing import Any

from accounts.enums import Permission
from accounts.models import User
from common.formats import count
from conventions.models import Convention
from deadlines.filters import OccurrenceFilters
from deadlines.pages.lanes import announced_occurrences, announced_title, lanes_of
from deadlines.pages.nearness import Counts
from deadlines.querysets import OccurrenceQuerySet
from deadlines.readings import actions_of
from deadlines.tables import GroupedTable
from programmes.models import Programme


def occurrences_page(
    user: User,
    programme: Programme,
    rows: OccurrenceQuerySet,
    filters: OccurrenceFilters,
    today: dt.date,
) -> dict[str, Any]:
    """The answer and the lanes are of all `rows`, the title and the list of what filters find.

    Filtered, the page has the list alone, without what voted avenants announce; those from before
    the programme was managed here are listed when a filter finds them.
    """
    is_filtered = bool(filters.applied)
    listed = filters.qs if is_filtered else filters.qs.followed()
    counts = Counts.of(rows, today)
    found = Counts.of(listed, today) if is_filtered else counts
    conventions = Convention.objects.visible_to(user).filter(programme=programme)
    actions = [] if is_filtered else actions_of(conventions, today)
    announced = announced_occurrences(actions, today)
    number = sum(found.groups.values()) + found.earlier * is_filtered
    table = GroupedTable(
        listed.with_what_a_list_shows(),
        length=number,
        today=today,
        headings=found.headings,
        convention=found.convention,
        can_follow=user.can(Permission.OBLIGATION_FOLLOW),
        announced=announced,
        announced_title=announced_title(actions),
    )
    return {
        "table": table,
        "title": count(number, "échéance"),
        "announced": len(announced),
        "late": found.late,
        "counts": counts,
        "earlier": 0 if is_filtered else counts.earlier,
        "lanes": None if is_filtered else lanes_of(listed, actions, today),
        "today": today,
    }
