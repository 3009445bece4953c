"""Lanes put each day under its month, and no words on one another."""

import datetime as dt
from itertools import pairwise

import pytest

from common.charts import CHARACTER
from common.lanes import ANNOUNCED, NAMES, WIDTH, Due, End, Lane, Lanes, draw

D = dt.date
START, END, TODAY = D(2023, 4, 1), D(2024, 3, 31), D(2023, 5, 15)


def drawn(*lanes):
    return draw(Lanes(START, END, TODAY, lanes))


def dues(*days, **given):
    return Lane("Comité technique", "chaque mois", [Due(on, "to_come", **given) for on in days])


def written(drawing):
    return [text.text for text in drawing.texts]


def test_each_day_stands_in_its_month_and_today_is_a_line_between_them():
    drawing = drawn(dues(D(2023, 4, 30), D(2023, 5, 31)))

    before, after = (mark.x for mark in drawing.marks)
    today = int(drawing.strokes[-1].points.split(",")[0])
    assert NAMES < before < today < after
    months = [text for text in drawing.texts if text.anchor == "middle"]
    assert [text.text.split("\u00a0")[0] for text in months][:3] == ["avr.", "mai", "juin"]
    assert [text.text for text in months if "\u00a0" in text.text] == [
        "avr.\u00a023",
        "janv.\u00a024",
    ]
    assert months[0].x < before < months[1].x
    assert today == pytest.approx(months[1].x, abs=5)
    assert {"30", "31", "Aujourd’hui, 15\u00a0mai"} <= set(written(drawing))


def test_a_late_day_of_before_the_months_stands_at_their_left():
    drawing = drawn(dues(D(2022, 11, 30), D(2022, 12, 31), D(2023, 4, 1)))

    assert len(drawing.marks) == 2
    assert NAMES < drawing.marks[0].x < drawing.marks[1].x
    assert "avant" in written(drawing)
    assert "2" in written(drawing)  # how many


def test_a_day_beyond_the_months_is_not_drawn():
    assert drawn(dues(D(2024, 4, 1))).marks == []


def test_words_are_added_to_a_day_where_they_fit():
    far = drawn(dues(D(2023, 7, 30), said="sans responsable"))
    near = drawn(dues(D(2023, 7, 30), D(2023, 8, 31), said="sans responsable"))

    assert "30\u00a0sans responsable" in written(far)
    assert "30" in written(near)


def test_the_number_of_a_day_goes_above_its_mark_when_the_next_one_is_close():
    drawing = drawn(dues(D(2023, 7, 10), D(2023, 7, 13)))

    first, second = (text for text in drawing.texts if text.text in {"10", "13"})
    assert first.y < second.y
    assert first.x == drawing.marks[0].x


def test_the_number_of_the_last_day_of_a_month_stays_in_its_month():
    drawing = drawn(dues(D(2023, 7, 31)))

    (text,) = (text for text in drawing.texts if text.text == "31")
    (mark,) = drawing.marks
    assert text.anchor == "end"
    assert text.x < mark.x


def test_a_long_name_takes_as_many_lines_as_it_needs_and_is_whole():
    name = "Transmettre l’état des dépenses attesté par le comptable public"
    drawing = drawn(Lane(name, "à l’achèvement", [Due(D(2023, 7, 30), "to_come")]), dues(TODAY))

    lines = [text for text in drawing.texts if text.x == 0 and text.bold]
    assert " ".join(line.text for line in lines).startswith(name)
    assert all(len(line.text) * CHARACTER <= NAMES for line in lines)
    assert all(one.y < other.y for one, other in pairwise(lines))
    assert drawing.height > lines[-1].y


@pytest.mark.parametrize(
    ("end", "announced"),
    [
        (D(2023, 7, 30), D(2023, 12, 31)),
        (D(2023, 12, 31), D(2023, 7, 30)),
        (D(2022, 7, 30), D(2024, 12, 31)),
        (D(2030, 7, 30), D(2031, 12, 31)),
        (D(2024, 3, 20), D(2024, 3, 31)),
    ],
)
def test_ends_and_their_words_stay_in_the_drawing(end, announced):
    ends = End(end, "30 juillet 2023"), End(announced, "31 décembre 2023, avenant n° 1")
    drawing = drawn(Lane("Action", "fin en vigueur", (), D(2021, 1, 1), *ends))

    for column in drawing.columns:
        assert NAMES <= column.x < column.x + column.width < WIDTH
    assert [len(drawing.columns), len([s for s in drawing.strokes if s.dash])] == [end > START, 1]
    for text in drawing.texts:
        width = len(text.text) * CHARACTER
        left = text.x - {"start": 0, "middle": width // 2, "end": width}[text.anchor]
        assert left >= 0
        assert left + width <= WIDTH


def test_the_solid_bar_ends_where_the_dashed_one_begins():
    ends = End(D(2023, 7, 30), "30 juillet"), End(D(2023, 12, 31), "31 décembre")
    drawing = drawn(Lane("Action", "", (), None, *ends))

    solid = drawing.columns[0]
    dashed = next(stroke for stroke in drawing.strokes if stroke.dash)
    assert int(dashed.points.split(",")[0]) == solid.x + solid.width


def test_the_shape_is_that_of_the_state():
    drawing = drawn(Lane("Comité", "", [Due(TODAY, "watch"), Due(END, ANNOUNCED)]))

    assert [mark.name for mark in drawing.marks] == ["watch", "announced"]


def test_the_line_of_today_crosses_no_words():
    drawing = drawn(dues(D(2023, 4, 30), D(2023, 5, 31)))

    (day,) = [text for text in drawing.texts if text.text == "30"]
    assert (day.anchor, day.x < drawing.marks[0].x) == ("end", True)
