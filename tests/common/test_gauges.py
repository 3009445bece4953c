"""Gauges: what is drawn of a part, its whole and its limit."""

from decimal import Decimal

from common.gauges import gauge


def test_a_gauge_past_its_whole_stays_in_its_frame():
    drawn = gauge("Ligne", Decimal(120), Decimal(100), "120 %", Decimal(100))

    assert (drawn.width, drawn.whole_at, drawn.limit_at, drawn.is_over) == (
        "100.00",
        "83.33",
        "83.33",
        True,
    )


def test_a_gauge_within_its_limit_is_drawn_on_its_whole():
    drawn = gauge("Opération", Decimal(40), Decimal(100), "40 %", Decimal(80))

    assert (drawn.width, drawn.limit_at, drawn.is_over) == ("40.00", "80.00", False)
    assert gauge("Engagé", Decimal(0), Decimal(5), "0 %").limit_at == ""
