"""The depots beside their own pace, and the carnets proposed to each."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from allocation import rules
from allocation.enums import Basis, Standing
from common.periods import WEEK
from distribution.models import Depot
from distribution.readings.depots import DAY, Flows


@dataclass(frozen=True, slots=True)
class Pace:
    """A depot: its carnets, those that it handed out in the days of the pace, how many weeks it
    lasts, what it lacks to last those asked, and the carnets proposed.
    """

    depot: Depot
    held: int
    handed_out: int
    weeks: int | None
    missing: int
    last_handed_on: dt.date | None
    standing: Standing
    proposed: int | None = None


def paces_of(depots: Sequence[Depot], days: int, weeks: int, *, on: dt.date) -> list[Pace]:
    """The depots of `with_last_hand_out`, on a day: their pace is that of the last `days`."""
    first = on - dt.timedelta(days=days - 1)
    flows, found = Flows(depots, first, on + DAY), []
    for depot in depots:
        held = flows.here([depot], on).carnets
        given = flows.handed_out(depot, first, on)
        last = depot.last_handed_on  # type: ignore[attr-defined]
        is_silent = last is None or last <= on - weeks * WEEK
        state = rules.standing(held, given, days, weeks, is_silent=is_silent)
        left, lack = rules.weeks_left(held, given, days), rules.missing(held, given, days, weeks)
        found.append(Pace(depot, held, given, left, lack, last, state))
    return found


def proposed(paces: Collection[Pace], carnets: int, fixed: int, basis: str) -> list[Pace]:
    """The same depots with their share of carnets."""
    weights = {Basis.PACE: "handed_out", Basis.LACK: "missing"}.get(Basis(basis))
    by = [max(getattr(one, weights), 0) if weights else 1 for one in paces]
    parts = rules.shares(carnets, fixed, by)
    return [replace(one, proposed=part) for one, part in zip(paces, parts, strict=True)]
