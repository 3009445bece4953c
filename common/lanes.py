"""The geometry of lanes, in whole pixels: what falls due month by month, one lane a thing."""

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from common.charts import (
    CHARACTER,
    COLOURS,
    HAIRLINE,
    INK,
    INK_2,
    LINE,
    TEXT,
    TOP,
    Column,
    Drawing,
    Mark,
    Stroke,
    Text,
)
from common.formats import NBSP, day_and_month, month_short
from common.periods import period_end

WIDTH, NAMES, RIGHT = 976, 240, 44  # px: at 1,024 px of screen a text keeps its size
EARLIER, PAD, BAR = 60, 8, 14
ROOM = 12  # px, from the middle of a mark to its day
ANNOUNCED = "announced"
COLOURS_OF = {"watch": COLOURS[1], "done": COLOURS[2], "under_way": COLOURS[0]}


@dataclass(frozen=True, slots=True)
class Due:
    """A due day of a lane: `family` is the shape of its state, `said` what is added if it fits."""

    on: dt.date
    family: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The day on which something ends, in force or announced, and the words written under it."""

    on: dt.date
    said: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One thing: its name, a word on it, its due days in order, or its ends."""

    name: str
    why: str
    days: Sequence[Due] = ()
    starts_on: dt.date | None = None
    end: End | None = None
    announced: End | None = None


@dataclass(frozen=True, slots=True)
class Lanes:
    """Lanes over whole months, and the day that is today in them."""

    starts_on: dt.date
    ends_on: dt.date
    today: dt.date
    lanes: Sequence[Lane]

    @property
    def left(self) -> int:
        """Where months begin: what was due before stands at their left."""
        is_earlier = any(lane.days and lane.days[0].on < self.starts_on for lane in self.lanes)
        return NAMES + (EARLIER if is_earlier else 0)

    def x(self, on: dt.date) -> int:
        """Where a day is drawn, at an edge when it is beyond it."""
        days = (min(max(on, self.starts_on), self.ends_on) - self.starts_on).days
        return round(
            self.left + (WIDTH - RIGHT - self.left) * days / (self.ends_on - self.starts_on).days
        )


def draw(lanes: Lanes) -> Drawing:
    """Months above, a lane under the other, today as a line through all of them."""
    drawing, y = Drawing(WIDTH, 0), TOP
    for lane in lanes.lanes:
        drawing.grid.append(Stroke(f"0,{y} {WIDTH},{y}", HAIRLINE))
        names = textwrap.wrap(lane.name, (NAMES - PAD) // CHARACTER)
        for rank, line in enumerate(names, 1):
            drawing.texts.append(Text(0, y + rank * LINE, line, bold=True))
        words = textwrap.wrap(lane.why, (NAMES - PAD) // CHARACTER)
        for rank, line in enumerate(words, len(names) + 1):
            drawing.texts.append(Text(0, y + rank * LINE, line, colour=INK_2))
        _draw_ends(drawing, lanes, lane, y + PAD)
        _draw_days(drawing, lanes, lane, y + LINE + PAD)
        y += (len(names) + len(words)) * LINE + 2 * PAD
    drawing.height = y + LINE + PAD
    _draw_months(drawing, lanes, y)
    return drawing


def _draw_months(drawing: Drawing, lanes: Lanes, bottom: int) -> None:
    if lanes.left > NAMES:
        drawing.texts.append(Text(NAMES, TEXT, "avant", colour=INK_2))
    first = lanes.starts_on
    while first <= lanes.ends_on:
        x, last = lanes.x(first), period_end(first, 1)
        drawing.grid.append(Stroke(f"{x},{TOP - PAD} {x},{bottom}", HAIRLINE))
        is_new_year = first.month == 1 or first == lanes.starts_on
        named = month_short(first)
        shown = named if is_new_year else named.rpartition(NBSP)[0]
        drawing.texts.append(Text((x + lanes.x(last)) // 2, TEXT, shown, "middle", colour=INK_2))
        first = last + dt.timedelta(days=1)
    x = lanes.x(lanes.today)
    drawing.strokes.append(Stroke(f"{x},{TOP - PAD} {x},{drawing.height}", INK, "", 2))
    said = f"Aujourd’hui, {day_and_month(lanes.today)}"
    drawing.texts.append(Text(x + PAD, bottom + LINE, said, bold=True))


def _draw_ends(drawing: Drawing, lanes: Lanes, lane: Lane, top: int) -> None:
    """The end in force as a solid bar, the announced one as a dashed outline after it."""
    x = lanes.x(max(lane.starts_on or lanes.starts_on, lanes.starts_on))
    said_at = top + BAR + LINE - 2
    if lane.end is not None:
        right = lanes.x(lane.end.on)
        if right > x:
            drawing.columns.append(Column(x, top, right - x, BAR))
        _say(drawing, right, said_at, lane.end.said, from_left=x)
        x = right
    if lane.announced is not None:
        left, right = sorted((x, lanes.x(lane.announced.on)))
        corners = [(left, top), (right, top), (right, top + BAR), (left, top + BAR), (left, top)]
        outline = " ".join(f"{at},{y}" for at, y in corners)
        drawing.strokes.append(Stroke(outline, INK_2, "4 3", 2))
        _say(drawing, right, said_at, lane.announced.said, from_left=left + PAD)


def _say(drawing: Drawing, x: int, y: int, said: str, *, from_left: int) -> None:
    """Words that end with a bar where they fit under it, else begin with it, in the drawing."""
    width = len(said) * CHARACTER
    if x - from_left >= width:
        drawing.texts.append(Text(x, y, said, "end", bold=True))
    elif from_left + width <= WIDTH:
        drawing.texts.append(Text(from_left, y, said, bold=True))
    else:
        drawing.texts.append(Text(WIDTH, y, said, "end", bold=True))


def _draw_days(drawing: Drawing, lanes: Lanes, lane: Lane, y: int) -> None:
    earlier = [one for one in lane.days if one.on < lanes.starts_on]
    if earlier:
        _mark(drawing, NAMES + ROOM, y, earlier[0].family)
        drawing.texts.append(Text(NAMES + 2 * ROOM, y + 5, str(len(earlier)), bold=True))
    shown = [one for one in lane.days if lanes.starts_on <= one.on <= lanes.ends_on]
    places = [lanes.left - ROOM, *(lanes.x(one.on) for one in shown), WIDTH + ROOM]
    today = lanes.x(lanes.today)
    for one, before, x, after in zip(shown, places, places[1:], places[2:], strict=False):
        _mark(drawing, x, y, one.family)
        room = ((min(after, today) if x < today else after) - x - 2 * ROOM) // CHARACTER
        day = str(one.on.day)
        in_full = f"{day}{NBSP}{one.said}" if one.said else day
        written = in_full if len(in_full) <= room else day
        month_ends = lanes.x(period_end(one.on.replace(day=1), 1))
        is_beyond = x + ROOM + len(day) * CHARACTER > month_ends  # it would be read as the next
        if len(written) <= room and not (is_beyond and written == day):
            drawing.texts.append(Text(x + ROOM, y + 5, written, bold=True))
        elif (is_beyond or x < today) and len(day) <= (x - before - 2 * ROOM) // CHARACTER:
            drawing.texts.append(Text(x - ROOM, y + 5, day, "end", bold=True))
        else:
            drawing.texts.append(Text(x, y - ROOM, day, "middle", bold=True))


def _mark(drawing: Drawing, x: int, y: int, family: str) -> None:
    drawing.marks.append(Mark(x, y, "icon", COLOURS_OF.get(family, INK), -1, family))
