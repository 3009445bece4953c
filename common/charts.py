"""The geometry of charts, in whole pixels: cumulative lines over the same periods.

Only computes a drawing from values; the page and the PDF show the same drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_CEILING, Decimal
from itertools import count

from common.formats import number

TEXT = 14  # px, our smallest text
LINE = 18  # px, the height of a line of text
CHARACTER = 8  # px, the estimated width of a character, rounded up
MAX_SERIES = 4
INK, INK_2, BORDER, HAIRLINE = "#1A1F26", "#4B5563", "#6B7480", "#D5D9DF"
TOP, BOTTOM, LEFT_PAD = 28, 30, 10
WIDE = 600  # px: names fit beside the lines
DASHES = ("", "10 5", "2 4", "14 4 2 4")
COLOURS = ("#1D4F91", "#7A4A00", "#14602F", INK_2)

Value = int | Decimal | None


@dataclass(frozen=True)
class Series:
    """One line; `target` draws it dashed and lighter, with its last value written."""

    name: str
    values: Sequence[Value]
    target: bool = False


@dataclass(frozen=True)
class Goal:
    """A value to reach by a day: `at` is that day in periods, from 0 at the left of the first."""

    name: str
    at: Decimal
    value: int | Decimal


@dataclass(frozen=True)
class Gap:
    """What lacks on a day, `at` in periods: what the target expects, and what is reached."""

    at: Decimal
    expected: int
    reached: int

    @property
    def missing(self) -> int:
        return self.expected - self.reached


@dataclass(frozen=True)
class LineChart:
    """Cumulative lines: `finding` is the title; `measure` says what, where, when, on which basis.

    `period` heads the labels in the table of figures. `is_whole` says that the first period is that
    of the beginning: lines start from zero. `gap` is that of the day on which the lines stop, and
    `goals` are reached from there in a straight line.
    """

    finding: str
    measure: str
    labels: Sequence[str]
    series: Sequence[Series]
    period: str = "Période"
    is_whole: bool = False
    gap: Gap | None = None
    goals: Sequence[Goal] = ()


@dataclass(frozen=True)
class Text:
    x: int
    y: int
    text: str
    anchor: str = "start"
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True)
class Stroke:
    """A broken line through "x,y" points; `rank` is the series, -1 an axis."""

    points: str
    colour: str
    dash: str = ""
    width: int = 1
    rank: int = -1


@dataclass(frozen=True)
class Mark:
    """The last point of a line: its mark, in the shape of its series, and the name to write."""

    x: int
    y: int
    shape: str
    colour: str
    rank: int
    name: str


@dataclass(frozen=True)
class Column:
    x: int
    y: int
    width: int
    height: int


@dataclass
class Drawing:
    width: int
    height: int
    grid: list[Stroke] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """The area of the values; lines start at zero."""

    left: int
    right: int
    top: int
    bottom: int
    highest: Decimal

    def y(self, value: int | Decimal) -> int:
        share = Decimal(value) / self.highest
        return round(self.bottom - (self.bottom - self.top) * share)

    def x(self, at: Decimal | float, of: int) -> int:
        """Where `at` periods are over, of so many."""
        return round(self.left + (self.right - self.left) * float(at) / of)


def steps(highest: Decimal, at_most: int = 5) -> list[Decimal]:
    """Round values from zero to the first one that covers the highest."""
    if highest <= 0:
        return [Decimal(0), Decimal(1)]
    magnitude = Decimal(1).scaleb((highest / at_most).adjusted())
    for factor in (1, 2, Decimal("2.5"), 5, 10, 20):
        step = magnitude * factor
        number_of = int((highest / step).to_integral_value(ROUND_CEILING))
        if number_of <= at_most:
            break
    return [step * i for i in range(number_of + 1)]


def lines(chart: LineChart, *, size: tuple[int, int]) -> Drawing:
    """Lines from zero, each named at its end; missing values leave gaps."""
    series, periods = chart.series, len(chart.labels)
    if len(series) > MAX_SERIES:
        raise ValueError(f"at most {MAX_SERIES} series can be told apart")
    values = [value for one in series for value in one.values if value is not None]
    values += [goal.value for goal in chart.goals]
    named_aside = size[0] >= WIDE and chart.gap is None
    margin = max((len(_name(one)) for one in series), default=0) * CHARACTER if named_aside else 0
    drawing, frame = _axes(values, chart, size, margin=margin)
    _draw_goals(drawing, frame, chart)
    for rank, one in zip(_ranks(series), series, strict=True):
        points = [
            (frame.x(_end(chart, one, i), periods), frame.y(value)) if value is not None else None
            for i, value in enumerate(one.values)
        ]
        start = [(frame.left, frame.y(0))] if chart.is_whole and points and points[0] else []
        _draw_line(drawing, [*start, *points], rank, one)
    if chart.gap is not None:
        _draw_gap(drawing, frame, chart, chart.gap)
    elif named_aside:
        _name_aside(drawing, frame)
    else:
        _name_above(drawing, frame.right, drawing.marks)
    return drawing


def _end(chart: LineChart, series: Series, rank: int) -> Decimal:
    """Where the value of a period is drawn: at its end, or on the day on which the lines stop."""
    end = Decimal(rank + 1)
    return min(end, chart.gap.at) if chart.gap is not None and not series.target else end


def _draw_goals(drawing: Drawing, frame: Frame, chart: LineChart) -> None:
    """The day of each goal, named above, and the slope that would still reach it."""
    periods = len(chart.labels)
    for line, goal in enumerate(sorted(chart.goals, key=lambda one: -one.at)):
        x = frame.x(goal.at, periods)
        named_at = TEXT + line * LINE
        drawing.grid.append(Stroke(f"{x},{named_at + 6} {x},{frame.bottom}", BORDER))
        drawing.texts.append(Text(x - 6, named_at, goal.name, "end", bold=True))
        if chart.gap is not None and goal.at > chart.gap.at:
            start = f"{frame.x(chart.gap.at, periods)},{frame.y(chart.gap.reached)}"
            slope = Stroke(f"{start} {x},{frame.y(goal.value)}", COLOURS[0], "2 4", 2, 0)
            drawing.strokes.append(slope)


def _draw_gap(drawing: Drawing, frame: Frame, chart: LineChart, gap: Gap) -> None:
    """What is expected, what lacks and what is reached on the day, named at its left."""
    x = frame.x(gap.at, len(chart.labels))
    top, bottom = sorted((frame.y(gap.expected), frame.y(gap.reached)))
    drawing.strokes.append(Stroke(f"{x},{top} {x},{bottom}", COLOURS[1], "", 2))
    reached = [mark for mark in drawing.marks if mark.rank >= 0]
    expected = Mark(x, frame.y(gap.expected), "hollow", INK_2, -1, "")
    drawing.marks = [expected, *reached]
    named = f"Prévu\u00a0: {number(gap.expected)}"
    drawing.texts.append(Text(x - 12, max(expected.y + 5, TEXT), named, "end", bold=True))
    if bottom - top > (len(reached) + 5) * LINE:
        lacks = "Écart" if gap.missing > 0 else "Avance"
        said = f"{lacks}\u00a0: {number(abs(gap.missing))}"
        middle = (top + bottom) // 2
        drawing.texts.append(Text(x - 12, middle, said, "end", bold=True, colour=COLOURS[1]))
    _name_above(drawing, x - 12, reached)


def _ranks(series: Sequence[Series]) -> list[int]:
    """The style of each line: its own for the target, the accent for the first other."""
    real = count()
    return [-1 if one.target else next(real) for one in series]


def _axes(
    values: Sequence[int | Decimal], chart: LineChart, size: tuple[int, int], *, margin: int
) -> tuple[Drawing, Frame]:
    width, height = size
    highest = max((Decimal(value) for value in values), default=Decimal(1))
    ticks = steps(highest, 5 if width >= WIDE else 4)
    left = max(len(number(tick)) for tick in ticks) * CHARACTER + LEFT_PAD
    top = TOP + len(chart.goals) * LINE
    frame = Frame(left, width - margin - LEFT_PAD, top, height - BOTTOM, ticks[-1])
    drawing = Drawing(width, height)
    for tick in ticks:
        y = frame.y(tick)
        colour = BORDER if tick == 0 else HAIRLINE
        drawing.grid.append(Stroke(f"{frame.left},{y} {frame.right},{y}", colour))
        drawing.texts.append(Text(frame.left - 8, y + 5, number(tick), "end", colour=INK_2))
    name_periods(drawing, frame, chart.labels)
    return drawing, frame


def name_periods(drawing: Drawing, frame: Frame, labels: Sequence[str]) -> None:
    """As many labels as fit, at even steps back from the last one; never rotated."""
    if not labels:
        return
    slot = (frame.right - frame.left) / len(labels)
    widest = max(len(label) for label in labels) * CHARACTER + 8
    every = max(1, -(-widest // max(1, round(slot))))
    for rank in range(len(labels) - 1, -1, -every):
        x = frame.x(rank + 0.5, len(labels))
        half = len(labels[rank]) * CHARACTER // 2
        anchor, at = "middle", x
        if x + half > drawing.width:
            anchor, at = "end", min(frame.right + LEFT_PAD, drawing.width)
        elif x < half:
            anchor, at = "start", 0
        drawing.texts.append(Text(at, frame.bottom + 22, labels[rank], anchor, colour=INK_2))


def _draw_line(
    drawing: Drawing, points: Sequence[tuple[int, int] | None], rank: int, series: Series
) -> None:
    """One stroke for each run of known points, so that missing values leave gaps."""
    dash = "8 5" if series.target else DASHES[rank]
    colour = INK_2 if series.target else COLOURS[rank]
    run: list[tuple[int, int]] = []
    for point in [*points, None]:
        if point:
            run.append(point)
        elif run:
            text = " ".join(f"{x},{y}" for x, y in run)
            drawing.strokes.append(Stroke(text, colour, dash, 2 if series.target else 3, rank))
            run = []
    known = [point for point in points if point]
    if known:
        shape = "hollow" if series.target else ("disc", "square", "diamond", "triangle")[rank]
        drawing.marks.append(Mark(*known[-1], shape, colour, rank, _name(series)))


def _name(series: Series) -> str:
    known = [value for value in series.values if value is not None]
    return f"{series.name}\u00a0: {number(known[-1])}" if known else series.name


def _name_aside(drawing: Drawing, frame: Frame) -> None:
    """Names at the right of the line ends, at least one line of text apart."""
    floor = frame.bottom + TEXT
    for end in sorted(drawing.marks, key=lambda end: -end.y):
        floor = min(end.y + 5, floor - LINE)
        drawing.texts.append(Text(end.x + 12, floor, end.name, bold=True))


def _name_above(drawing: Drawing, right: int, marks: Sequence[Mark]) -> None:
    """The names in a row above the line ends, up to `right`, each after its mark."""
    groups: list[list[Mark]] = []
    for end in sorted(marks, key=lambda end: -end.y):
        if groups and groups[-1][-1].y - end.y < 2 * LINE:
            groups[-1].append(end)
        else:
            groups.append([end])
    for group in groups:
        top = group[-1].y - 12
        for line, end in enumerate(group):
            y = max(top - line * LINE, TEXT)
            x = right - len(end.name) * CHARACTER
            drawing.texts.append(Text(x, y, end.name, bold=True))
            drawing.marks.append(replace(end, x=x - TEXT, y=y - 5))
