"""Bars: what is drawn of a part, its whole and its limit."""

from decimal import Decimal

from common.gauges import bar, gauge, waterfall


def test_a_gauge_past_its_whole_stays_in_its_frame():
    drawn = gauge("Ligne", Decimal(120), Decimal(100), "120 %", Decimal(100))

    assert (drawn.bar.width, drawn.bar.whole, drawn.bar.mark, drawn.bar.kind) == (
        "100.00",
        "83.33",
        "83.33",
        "over",
    )


def test_a_gauge_within_its_limit_is_drawn_on_its_whole():
    drawn = gauge("Opération", Decimal(40), Decimal(100), "40 %", Decimal(80))

    assert (drawn.bar.width, drawn.bar.mark, drawn.bar.kind) == ("40.00", "80.00", "")
    assert gauge("Engagé", Decimal(0), Decimal(5), "0 %").bar.mark == ""


def test_a_bar_that_starts_beyond_zero_has_no_frame():
    drawn = bar(10, 100, start=60, kind="out")

    assert (drawn.start, drawn.width, drawn.whole, drawn.kind) == ("60.00", "10.00", "", "out")


def test_nothing_of_nothing_is_an_empty_bar():
    assert bar(0, 0).width == "0.00"


def drawn(bars):
    return [(one.start, one.width, one.whole, one.kind) for one in bars]


def test_each_step_of_an_account_starts_where_the_one_before_ended():
    assert drawn(waterfall(60, [40, 0, -20])) == [
        ("0.00", "60.00", "", "sum"),
        ("60.00", "40.00", "", ""),
        ("100.00", "0.00", "", ""),
        ("80.00", "20.00", "", "out"),
        ("0.00", "80.00", "", "sum"),
    ]


def test_an_account_below_zero_is_drawn_from_its_lowest_level():
    assert drawn(waterfall(0, [-30, -10])) == [
        ("100.00", "0.00", "", "sum"),
        ("25.00", "75.00", "", "out"),
        ("0.00", "25.00", "", "out"),
        ("0.00", "100.00", "", "sum"),
    ]


def test_an_account_of_nothing_has_empty_bars():
    assert {one.width for one in waterfall(0, [])} == {"0.00"}
