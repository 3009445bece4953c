"""The state of the report of a third party, in words."""

import datetime as dt

import pytest

from budget.models import Subsidy
from budget.readings import report_state

TODAY = dt.date(2023, 5, 15)


@pytest.mark.parametrize(
    ("due_on", "received_on", "state"),
    [
        (None, None, ("to_come", "aucun jour fixé")),
        (TODAY, None, ("to_come", "attendu le 15 mai 2023")),
        (dt.date(2023, 5, 14), None, ("watch", "en retard, attendu le 14 mai 2023")),
        (dt.date(2023, 5, 14), TODAY, ("done", "reçu le 15 mai 2023")),
    ],
)
def test_a_report_is_late_the_day_after_it_was_due_until_it_is_received(due_on, received_on, state):
    subsidy = Subsidy(report_due_on=due_on, report_received_on=received_on)

    family, said = report_state(subsidy, TODAY)

    assert (family, said.replace("\u00a0", " ")) == state
