"""Twelve months of occurrences in lanes, and those that a voted avenant announces."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from common.charts import Drawing
from common.formats import count, day
from common.lanes import ANNOUNCED, Due, End, Lane, Lanes, draw
from common.periods import period_end, plus_months
from conventions.enums import Cadence, ClauseKind
from conventions.models import Obligation
from conventions.readings.texts import day_of, lower_first
from deadlines.models import Occurrence
from deadlines.querysets import PENDING, OccurrenceQuerySet
from deadlines.readings import NO_RESPONSIBLE, STATE_FAMILIES, Action

MOST_LANES = 16
WORDS = {
    "watch": "en retard",
    "to_come": "à préparer",
    "under_way": "prête",
    "done": "envoyée, faite ou dispensée",
    ANNOUNCED: "annoncée\u00a0: avenant voté, pas encore signé",
}
NEEDED = (
    "obligation_id",
    "obligation__title",
    "obligation__cadence",
    "obligation__convention_id",
    "due_on",
    "state",
    "responsible_id",
    "obligation__responsible_id",
)


@dataclass(frozen=True, slots=True)
class LanesView:
    """The section: its finding, what it shows, the drawing, the words of its shapes, and `beyond`
    what its months do not reach.
    """

    title: str
    perimeter: str
    drawing: Drawing
    families: list[tuple[str, str]]
    beyond: str


@dataclass(frozen=True, slots=True)
class Window:
    """Twelve whole months, the first of which is the one before today."""

    today: dt.date

    @property
    def starts_on(self) -> dt.date:
        return plus_months(self.today.replace(day=1), -1)

    @property
    def ends_on(self) -> dt.date:
        return period_end(plus_months(self.starts_on, 11), 1)


def announced_occurrences(actions: Iterable[Action], today: dt.date) -> list[Occurrence]:
    """Those that voted avenants add within the window, the first of each obligation at least;
    they are not saved.
    """
    until, seen, found = Window(today).ends_on, set(), []
    for action in actions:
        for obligation, due_on in action.added:
            if due_on <= until or obligation.pk not in seen:
                found.append(Occurrence(obligation=obligation, due_on=due_on))
            seen.add(obligation.pk)
    return sorted(found, key=lambda one: (one.due_on, one.obligation_id))


def announced_title(actions: Iterable[Action]) -> str:
    signed = _signed("si", [one for one in actions if one.added], "est", "sont")
    return f"Annoncées\u00a0: en vigueur {signed}"


def lanes_of(
    rows: OccurrenceQuerySet, actions: Sequence[Action], today: dt.date
) -> LanesView | None:
    """One lane an obligation, the late ones first, under the action of its convention."""
    window = Window(today)
    in_window = Q(due_on__range=(window.starts_on, window.ends_on))
    read = rows.order_by("due_on", "pk").filter(in_window | Q(state__in=PENDING))
    occurrences = list(read.values_list(*NEEDED, named=True))
    by_convention = _lanes_by_convention(occurrences, actions, window)
    lanes = [
        lane
        for action in actions
        for lane in _of_action(action, by_convention, window, is_alone=len(actions) == 1)
    ]
    lanes += [lane for found in by_convention.values() for lane in found]
    if not any(lane.days for lane in lanes):
        return None
    shown = lanes[:MOST_LANES]
    families = {one.family for lane in shown for one in lane.days}
    beyond = sum(one.due_on > window.ends_on for one in occurrences)
    return LanesView(
        _title(occurrences, actions, window),
        _perimeter(actions, window, hidden=len(lanes) - len(shown)),
        draw(Lanes(window.starts_on, window.ends_on, today, shown)),
        [(family, word) for family, word in WORDS.items() if family in families],
        f"Au-delà\u00a0: {count(beyond, 'échéance')}, dans la liste." if beyond else "",
    )


def _lanes_by_convention(
    occurrences: Iterable[Any], actions: Iterable[Action], window: Window
) -> dict[int, list[Lane]]:
    """The lanes of the obligations of each convention, in the order of their first due day."""
    days: dict[int, list[Due]] = {}
    heads: dict[int, tuple[int, str, str]] = {}
    for one in occurrences:
        cadence = lower_first(Cadence(one.obligation__cadence).label)
        head = one.obligation__convention_id, one.obligation__title, cadence
        heads.setdefault(one.obligation_id, head)
        days.setdefault(one.obligation_id, []).append(_due(one, window.today))
    for action in actions:
        for obligation, due_on in action.added:
            head = obligation.convention_id, obligation.title, _announced_by(obligation, action)
            heads.setdefault(obligation.pk, head)
            days.setdefault(obligation.pk, []).append(Due(due_on, ANNOUNCED))
    found: dict[int, list[Lane]] = {}
    for pk, own in sorted(days.items(), key=lambda item: (item[1][0].on, item[0])):
        own.sort(key=lambda one: one.on)
        if own[0].on <= window.ends_on:
            convention, title, why = heads[pk]
            found.setdefault(convention, []).append(Lane(title, why, own))
    return found


def _due(one: Any, today: dt.date) -> Due:
    if one.state not in PENDING:
        return Due(one.due_on, STATE_FAMILIES[one.state])
    is_unassigned = one.responsible_id is None and one.obligation__responsible_id is None
    family = "watch" if one.due_on < today else STATE_FAMILIES[one.state]
    return Due(one.due_on, family, NO_RESPONSIBLE if is_unassigned else "")


def _announced_by(obligation: Obligation, action: Action) -> str:
    cadence = lower_first(Cadence(obligation.cadence).label)
    number = action.avenant.number if action.avenant else ""
    return f"{cadence}, annoncée par l’avenant n°\u00a0{number}"


def _of_action(
    action: Action, lanes: dict[int, list[Lane]], window: Window, *, is_alone: bool
) -> list[Lane]:
    """The lane of the action of a convention, then those of its obligations, taken from `lanes`."""
    own = lanes.pop(action.convention.pk, [])
    ends_on = action.convention.ended_on or day_of(action.in_force, ClauseKind.ACTION_END)
    announced_on = day_of(action.announced, ClauseKind.ACTION_END)
    if not own or ends_on is None:
        return own
    announced = None
    if announced_on and action.avenant and announced_on != ends_on:
        announced = End(
            announced_on, f"{day(announced_on)}, avenant n°\u00a0{action.avenant.number}"
        )
    return [
        Lane(
            "Action" if is_alone else action.convention.title,
            "fin en vigueur, fin annoncée" if announced else "fin en vigueur",
            starts_on=day_of(action.in_force, ClauseKind.ACTION_START),
            end=End(ends_on, day(ends_on)),
            announced=announced,
        ),
        *own,
    ]


def _title(occurrences: Iterable[Any], actions: Sequence[Action], window: Window) -> str:
    to_come = [
        one.due_on for one in occurrences if one.state in PENDING and one.due_on >= window.today
    ]
    until = window.ends_on
    if not to_come:
        return f"Rien n’est dû d’ici au {day(until)}"
    last = to_come[-1]
    if last > until:
        number = sum(on <= until for on in to_come)
        return f"{count(number, 'échéance')} d’ici au {day(until)}"
    later = [one for one in actions if any(on > last for _, on in one.added)]
    unless = f" {_signed('tant que', later, 'n’est pas', 'ne sont pas')}" if later else ""
    return f"{count(len(to_come), 'échéance')} d’ici au {day(last)}, puis plus rien{unless}"


def _signed(start: str, actions: Sequence[Action], one: str, several: str) -> str:
    """`si l’avenant n° 1 est signé`, `tant que les avenants votés ne sont pas signés`."""
    numbers = [action.avenant.number for action in actions if action.avenant]
    if len(numbers) == 1:
        return f"{start} l’avenant n°\u00a0{numbers[0]} {one} signé"
    return f"{start} les avenants votés {several} signés"


def _perimeter(actions: Sequence[Action], window: Window, *, hidden: int) -> str:
    titles = [one.convention.title for one in actions]
    months = f"du {day(window.starts_on)} au {day(window.ends_on)}"
    named = f"{titles[0]}, {months}" if len(titles) == 1 else months.capitalize()
    more = f" {count(hidden, 'autre obligation')} dans la liste seule." if hidden else ""
    return f"{named}. Le chiffre est le jour du mois.{more}"
