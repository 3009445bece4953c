"""The geometry of charts: honest axes, nothing that overlaps, gaps where nothing is known."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.charts import LINE, Series, lines, steps

WIDE, NARROW = (760, 340), (328, 300)
SIZES = st.sampled_from([WIDE, NARROW])
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
    drawing = lines([f"m{i}" for i in range(len(values))], [Series("x", values)], size=size)
    zero = int(drawing.grid[0].points.split(",")[-1])
    heights = [zero - int(point.split(",")[1]) for point in drawing.strokes[0].points.split()]
    by_value = sorted(zip(values, heights, strict=True))
    assert heights[0] == 0
    assert [height for _, height in by_value] == sorted(heights)


@given(VALUES, SIZES)
def test_no_two_labels_of_the_axis_touch(values, size):
    labels = [f"mois {i:02d}" for i in range(len(values))]
    drawing = lines(labels, [Series("x", values)], size=size)
    places = sorted(text.x for text in drawing.texts if text.text in labels)
    assert places
    gaps = [right - left for left, right in itertools.pairwise(places)]
    assert all(gap >= len(labels[0]) * 6 for gap in gaps)


def test_a_missing_period_is_a_gap_not_a_zero():
    drawing = lines(["a", "b", "c", "d"], [Series("x", [1, None, 2, 3])], size=WIDE)
    assert [len(stroke.points.split()) for stroke in drawing.strokes] == [1, 2]


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_lines_are_named_at_their_ends_without_overlap(size):
    series = [Series("Prévu", [50, 100], target=True), *(Series(f"s{i}", [0, i]) for i in range(3))]
    drawing = lines(["a", "b"], series, size=size)
    assert drawing.strokes[0].dash
    named = [text for text in drawing.texts if "\u00a0: " in text.text]
    assert [text.text for text in named if "Prévu" in text.text] == ["Prévu\u00a0: 100"]
    heights = sorted(text.y for text in named)
    assert all(b - a >= LINE for a, b in itertools.pairwise(heights))


def test_lines_differ_by_dash_and_mark_as_well_as_colour():
    series = [Series(f"s{i}", [1, 10 * i]) for i in range(4)]
    drawing = lines(["a", "b"], series, size=WIDE)
    for looks in (
        {stroke.dash for stroke in drawing.strokes},
        {stroke.colour for stroke in drawing.strokes},
        {mark.shape for mark in drawing.marks},
    ):
        assert len(looks) == 4


def test_a_fifth_series_is_refused():
    with pytest.raises(ValueError, match="at most 4"):
        lines(["a"], [Series(str(i), [1]) for i in range(5)], size=WIDE)


def test_nothing_to_draw_still_has_its_axes():
    assert lines([], [], size=NARROW).grid
    assert lines([], [], size=WIDE).grid
