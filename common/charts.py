"""The geometry of our two charts, in whole pixels: bars, and cumulative lines.

Pure values in, a drawing out; the same drawing serves the page and the PDF.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from common.formats import number

TEXT = 14  # px, the smallest text of the house
CHARACTER = 8  # px, a wide guess of one character at that size
MAX_SERIES = 4
TOP, BOTTOM, LEFT_PAD = 28, 30, 10
DASHES = ("", "10 5", "2 4", "14 4 2 4")
COLOURS = ("#1D4F91", "#7A4A00", "#14602F", "#4B5563")

Value = int | Decimal | None


@dataclass(frozen=True)
class Bar:
    """One bar; a value of None is a missing period and stays a gap."""

    label: str
    value: Value


@dataclass(frozen=True)
class Series:
    """One line; `target` draws it dashed and lighter, with its last value written."""

    name: str
    values: Sequence[Value]
    target: bool = False


@dataclass(frozen=True)
class BarChart:
    """`finding` is the title; `measure` says what, where, when, on which basis.

    `noun` heads the column of figures, `period` that of the labels.
    """

    finding: str
    measure: str
    noun: str
    items: Sequence[Bar]
    target: Value = None
    period: str = "Période"


@dataclass(frozen=True)
class LineChart:
    """Cumulative lines over the same periods."""

    finding: str
    measure: str
    labels: Sequence[str]
    series: Sequence[Series]
    period: str = "Période"


@dataclass(frozen=True)
class Text:
    x: int
    y: int
    text: str
    anchor: str = "start"
    bold: bool = False
    colour: str = "#1A1F26"


@dataclass(frozen=True)
class Rect:
    x: int
    y: int
    width: int
    height: int


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
    """The last point of a line, with a shape of its own."""

    x: int
    y: int
    shape: str
    colour: str
    rank: int


@dataclass
class Drawing:
    width: int
    height: int
    rects: list[Rect] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """Where values fall: bars and lines start at zero."""

    left: int
    right: int
    top: int
    bottom: int
    highest: Decimal

    def y(self, value: int | Decimal) -> int:
        share = Decimal(value) / self.highest
        return round(self.bottom - (self.bottom - self.top) * share)

    def centre(self, rank: int, of: int) -> int:
        return round(self.left + (self.right - self.left) * (rank + 0.5) / of)


def steps(highest: Decimal, at_most: int = 5) -> list[Decimal]:
    """Round values from zero to the first one that covers the highest."""
    if highest <= 0:
        return [Decimal(0), Decimal(1)]
    magnitude = Decimal(1).scaleb((highest / at_most).adjusted())
    for factor in (1, 2, Decimal("2.5"), 5, 10, 20):
        step = magnitude * factor
        count = -(-highest // step)
        if count <= at_most:
            break
    return [step * i for i in range(int(count) + 1)]


def bars(items: Sequence[Bar], *, target: Value = None, size: tuple[int, int]) -> Drawing:
    """Bars from zero, their values above them where they fit, and a dashed target line."""
    values = [item.value for item in items if item.value is not None]
    drawing, frame = _axes([*values, target or 0], [item.label for item in items], size)
    slot = (frame.right - frame.left) / max(len(items), 1)
    width = max(4, round(slot * 0.64))
    room = max((len(number(value)) for value in values), default=1) * CHARACTER < slot + 4
    last = max((i for i, item in enumerate(items) if item.value is not None), default=-1)
    for rank, item in enumerate(items):
        if item.value is None:
            continue
        x, y = frame.centre(rank, len(items)), frame.y(item.value)
        drawing.rects.append(Rect(x - width // 2, y, width, frame.bottom - y))
        if room or rank == last or item.value == max(values):
            anchor = "middle" if room or rank != last else "end"
            at = x if anchor == "middle" else x + width // 2
            drawing.texts.append(Text(at, y - 6, number(item.value), anchor, bold=True))
    if target is not None:
        _target_line(drawing, frame, target)
    return drawing


def lines(labels: Sequence[str], series: Sequence[Series], *, size: tuple[int, int]) -> Drawing:
    """Lines from zero, each named at its end; missing values leave gaps."""
    if len(series) > MAX_SERIES:
        raise ValueError(f"at most {MAX_SERIES} series can be told apart")
    values = [value for one in series for value in one.values if value is not None]
    named_aside = size[0] >= 600
    margin = max((len(_name(one)) for one in series), default=0) * CHARACTER if named_aside else 0
    drawing, frame = _axes(values, labels, size, margin=margin)
    ends: list[tuple[int, int, int]] = []
    for rank, one in enumerate(series):
        points = [
            (frame.centre(i, len(labels)), frame.y(value)) if value is not None else None
            for i, value in enumerate(one.values)
        ]
        _draw_line(drawing, points, rank, target=one.target)
        known = [point for point in points if point]
        if known:
            ends.append((*known[-1], rank))
    _name_ends(drawing, frame, ends, [_name(one) for one in series], aside=named_aside)
    return drawing


def _axes(
    values: Sequence[int | Decimal],
    labels: Sequence[str],
    size: tuple[int, int],
    *,
    margin: int = 0,
) -> tuple[Drawing, Frame]:
    width, height = size
    highest = max((Decimal(value) for value in values), default=Decimal(1))
    ticks = steps(highest, 5 if width >= 600 else 4)
    left = max(len(number(tick)) for tick in ticks) * CHARACTER + LEFT_PAD
    frame = Frame(left, width - margin - LEFT_PAD, TOP, height - BOTTOM, ticks[-1])
    drawing = Drawing(width, height)
    for tick in ticks:
        y = frame.y(tick)
        colour = "#6B7480" if tick == 0 else "#D5D9DF"
        drawing.strokes.append(Stroke(f"{frame.left},{y} {frame.right},{y}", colour))
        drawing.texts.append(Text(frame.left - 8, y + 5, number(tick), "end", colour="#4B5563"))
    _name_periods(drawing, frame, labels)
    return drawing, frame


def _name_periods(drawing: Drawing, frame: Frame, labels: Sequence[str]) -> None:
    """As many labels as fit, evenly, counted back from the last one; never turned."""
    if not labels:
        return
    slot = (frame.right - frame.left) / len(labels)
    widest = max(len(label) for label in labels) * CHARACTER + 8
    every = max(1, -(-widest // max(1, round(slot))))
    for rank in range(len(labels) - 1, -1, -every):
        x = frame.centre(rank, len(labels))
        half = len(labels[rank]) * CHARACTER // 2
        anchor, at = ("end", frame.right + LEFT_PAD) if x + half > drawing.width else ("middle", x)
        drawing.texts.append(Text(at, frame.bottom + 22, labels[rank], anchor, colour="#4B5563"))


def _target_line(drawing: Drawing, frame: Frame, target: int | Decimal) -> None:
    y = frame.y(target)
    points = f"{frame.left},{y} {frame.right},{y}"
    drawing.strokes.append(Stroke(points, "#1A1F26", dash="8 5", width=2))
    label = f"prévu\u00a0: {number(target)}"
    drawing.texts.append(Text(frame.left + 4, y - 7, label))


def _draw_line(
    drawing: Drawing, points: Sequence[tuple[int, int] | None], rank: int, *, target: bool
) -> None:
    """One stroke per run of known points, so that missing periods stay gaps."""
    dash = "8 5" if target else DASHES[rank]
    colour = "#4B5563" if target else COLOURS[rank]
    run: list[tuple[int, int]] = []
    for point in [*points, None]:
        if point:
            run.append(point)
            continue
        if run:
            text = " ".join(f"{x},{y}" for x, y in run)
            width, drawn = (2, -1) if target else (3, rank)
            drawing.strokes.append(Stroke(text, colour, dash, width, drawn))
        run = []
    known = [point for point in points if point]
    if known:
        shape = "hollow" if target else ("disc", "square", "diamond", "triangle")[rank]
        drawing.marks.append(Mark(*known[-1], shape, colour, -1 if target else rank))


def _name(series: Series) -> str:
    known = [value for value in series.values if value is not None]
    return f"{series.name}\u00a0: {number(known[-1])}" if known else series.name


def _name_ends(
    drawing: Drawing,
    frame: Frame,
    ends: Sequence[tuple[int, int, int]],
    names: Sequence[str],
    *,
    aside: bool,
) -> None:
    """Names at the end of their lines, never closer than one line of text."""
    placed = frame.bottom + TEXT
    for x, y, rank in sorted(ends, key=lambda end: -end[1]):
        at = min(y + 5 if aside else y - 10, placed - TEXT - 4)
        placed = at
        where, anchor = (x + 12, "start") if aside else (frame.right, "end")
        drawing.texts.append(Text(where, at, names[rank], anchor, bold=True))
