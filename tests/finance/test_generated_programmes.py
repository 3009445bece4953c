"""Accounts of generated programmes, recomputed from the rows by a second reading, to the cent."""

import datetime as dt
import os
from decimal import Decimal
from fractions import Fraction

import pytest

from finance.readings.statements import statements_of
from finance.tables import TABLES
from reporting.readings import reports
from reporting.rules import Quarter
from tests.finance.generated import END, expected, programme_of

pytestmark = pytest.mark.django_db
SEEDS = range(int(os.environ.get("FUZZ", "20")))  # 200 in `make fuzz`


@pytest.mark.parametrize("seed", SEEDS)
def test_every_account_of_a_generated_programme_is_what_its_rows_say(seed):
    _, made = programme_of(seed)
    found = {one.convention: one for one in statements_of([row for row, _ in made], END)}

    for convention, own in made:
        base, share, passes = expected(convention, own, made)
        totals = found[convention].totals
        assert Fraction(totals["value"] + totals["engineering"]) == base, own
        assert (totals["share_reached"], totals["passes"]) == (share, passes), own
        table = TABLES[own[0]](found[convention])
        assert table.totals["share"] == share
        if own[0] == "purchased":
            assert sum(one.paid for one in found[convention].posts) == totals["value"]
        report = reports.content_of(convention, Quarter(dt.date(2023, 4, 1)))
        assert Decimal(report["money"]["state_share"]) == share
        assert [one["reached"] for one in report["volumes"] if one["name"] == "spent"] == [passes]
        if own[0] == "advance":
            assert Decimal(report["money"]["to_repay"]) == own[4] - share
            assert found[convention].advance.to_repay == own[4] - share
