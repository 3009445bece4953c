"""The geometry of charts: honest axes, nothing that overlaps, gaps where nothing is known."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.charts import LINE, Gap, Goal, LineChart, Series, lines, steps

WIDE, NARROW = (760, 340), (328, 300)
SIZES = st.sampled_from([WIDE, NARROW])


def drawn(labels, series, size=WIDE, **more):
    return lines(LineChart("", "", labels, series, **more), size=size)


VALUES = st.lists(st.integers(0, 10**7), min_size=1, max_size=24)


@given(st.decimals(0, 10**9, places=2), st.integers(2, 6))
def test_an_axis_starts_at_zero_and_covers_the_highest_value(highest, at_most):
    ticks = steps(highest, at_most)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert 2 <= len(ticks) <= at_most + 1


@given(VALUES, SIZES)
def test_lines_stand_on_zero_and_keep_their_proportions(values, size):
    values = [0, *values]
    drawing = drawn([f"m{i}" for i in range(len(values))], [Series("x", values)], size)
    zero = int(drawing.grid[0].points.split(",")[-1])
    heights = [zero - int(point.split(",")[1]) for point in drawing.strokes[0].points.split()]
    by_value = sorted(zip(values, heights, strict=True))
    assert heights[0] == 0
    assert [height for _, height in by_value] == sorted(heights)


@given(VALUES, SIZES)
def test_no_two_labels_of_the_axis_touch(values, size):
    labels = [f"mois {i:02d}" for i in range(len(values))]
    drawing = drawn(labels, [Series("x", values)], size)
    places = sorted(text.x for text in drawing.texts if text.text in labels)
    assert places
    gaps = [right - left for left, right in itertools.pairwise(places)]
    assert all(gap >= len(labels[0]) * 6 for gap in gaps)


def test_a_missing_period_is_a_gap_not_a_zero():
    drawing = drawn(["a", "b", "c", "d"], [Series("x", [1, None, 2, 3])], WIDE)
    assert [len(stroke.points.split()) for stroke in drawing.strokes] == [1, 2]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_lines_are_named_at_their_ends_without_overlap(size):
    series = [Series("Prévu", [50, 100], target=True), *(Series(f"s{i}", [0, i]) for i in range(3))]
    drawing = drawn(["a", "b"], series, size)
    assert drawing.strokes[0].dash
    named = [text for text in drawing.texts if "\u00a0: " in text.text]
    assert [text.text for text in named if "Prévu" in text.text] == ["Prévu\u00a0: 100"]
    heights = sorted(text.y for text in named)
    assert all(b - a >= LINE for a, b in itertools.pairwise(heights))


def test_lines_differ_by_dash_and_mark_as_well_as_colour():
    series = [Series(f"s{i}", [1, 10 * i]) for i in range(4)]
    drawing = drawn(["a", "b"], series, WIDE)
    for looks in (
        {stroke.dash for stroke in drawing.strokes},
        {stroke.colour for stroke in drawing.strokes},
        {mark.shape for mark in drawing.marks},
    ):
        assert len(looks) == 4


def test_a_fifth_series_is_refused():
    with pytest.raises(ValueError, match="at most 4"):
        drawn(["a"], [Series(str(i), [1]) for i in range(5)])


def test_nothing_to_draw_still_has_its_axes():
    assert drawn([], [], NARROW).grid
    assert drawn([], []).grid


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_gap_is_told_on_its_day_and_goals_are_reached_from_there(size):
    series = [Series("Prévu", [50, 100, 100], target=True), Series("Remis", [5, 9, None])]
    gap, goal = Gap(Decimal("1.5"), 75, 9), Goal("31 juil. : fin", Decimal("2.5"), 100)

    drawing = drawn(["a", "b", "c"], series, size, is_whole=True, gap=gap, goals=[goal])

    said = {text.text: text for text in drawing.texts}
    assert {"Prévu\u00a0: 75", "Écart\u00a0: 66", "Remis\u00a0: 9", "31 juil. : fin"} <= set(said)
    slope = next(one for one in drawing.strokes if one.rank == 0 and one.width == 2)
    start, end = (point.split(",") for point in slope.points.split())
    stops = next(one for one in drawing.strokes if one.rank == 0 and one.width == 3)
    assert stops.points.split()[-1].split(",")[0] == start[0]
    assert stops.points.split()[0].split(",")[1] == drawing.grid[0].points.split(",")[-1]
    assert int(end[0]) > int(start[0])
    assert int(end[1]) < int(start[1])


def test_an_advance_is_no_gap_and_a_small_one_is_not_written():
    series = [Series("Prévu", [50], target=True), Series("Remis", [100])]
    ahead = drawn(["a"], series, gap=Gap(Decimal(1), 0, 100))
    close = drawn(["a"], series, gap=Gap(Decimal(1), 99, 100))

    assert "Avance\u00a0: 100" in {text.text for text in ahead.texts}
    assert not any("Avance" in text.text for text in close.texts)


def test_a_goal_already_past_has_no_slope():
    series = [Series("Remis", [5, 9])]
    drawing = drawn(
        ["a", "b"], series, gap=Gap(Decimal(2), 9, 9), goals=[Goal("fin", Decimal(1), 9)]
    )

    assert not any(one.dash == "2 4" for one in drawing.strokes)
