"""Bars: what is drawn of a part, its whole and its limit."""

from decimal import Decimal

from common.gauges import bar, gauge


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
