"""Columns stand on zero, and the highest and the last say their value."""

import pytest

from common.column_charts import ColumnChart, columns, highest_in_words


def drawn(*values, size=(584, 200)):
    labels = [f"m{i}" for i in range(len(values))]
    return columns(ColumnChart("", "", labels, values), size=size)


@pytest.mark.parametrize("size", [(584, 200), (328, 180)])
def test_columns_keep_their_proportions(size):
    drawing = drawn(0, 10, 40, 20, size=size)

    heights = [column.height for column in drawing.columns]
    assert len(heights) == 3  # nothing is drawn for nothing
    assert heights[1] == pytest.approx(4 * heights[0], abs=2)
    assert heights[1] == pytest.approx(2 * heights[2], abs=2)
    foot = {column.y + column.height for column in drawing.columns}
    assert foot == {int(drawing.grid[0].points.split(",")[-1])}


def test_the_highest_and_the_last_are_written():
    written = [text.text for text in drawn(5, 9, 9, 2, 0).texts if text.bold]
    assert written == ["9", "2"]


def test_two_values_that_would_touch_are_not_both_written():
    written = [text.text for text in drawn(*[1] * 38, 123_456, 123_455).texts if text.bold]
    assert written == ["123\u00a0456"]


def test_nothing_has_no_column():
    assert drawn(0, 0).columns == []
    assert drawn().columns == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 3, 2], "mars, le mois le plus haut"),
        ([3, 3, 2], "février et mars, au plus haut"),
        ([3, 3, 3], "février et 2 autres mois, au plus haut"),
    ],
)
def test_months_as_high_as_each_other_are_all_found(values, said):
    assert highest_in_words(["février", "mars", "avril"], values) == said
