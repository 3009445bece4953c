"""What the aids of a plan come to, on the whole and on a line."""

from decimal import Decimal

from financing.rules import plans
from financing.rules.plans import Aid

GRANT, BASE = Decimal(2101975), Decimal("2971219.36")


def test_eighty_percent_less_the_state_is_the_grant_down_to_the_euro():
    exact = plans.grant_at_limit(GRANT, BASE, Decimal(275_000), Decimal(80))

    assert exact == Decimal("2101975.488")
    assert plans.grant_at_limit(GRANT + 1, BASE, Decimal(275_000), Decimal(80)) is None


def test_aid_on_a_line_is_each_funder_s_exact_share():
    feder, state = Aid(GRANT, BASE), Aid(Decimal(275_000), Decimal(550_000))
    line = Decimal(500_000)

    assert plans.aid_on_perimeter(line, [feder]) == Decimal("353722.62")
    assert plans.aid_on_perimeter(line, [feder, state]) == Decimal("603722.62")
    assert plans.aid_on_perimeter(line, []) == 0
