"""The month of occurrences."""

import datetime as dt

import pytest
from django.urls import reverse

from deadlines.enums import OccurrenceState
from tests.deadlines.conftest import due, text_of
from tests.deadlines.test_pages_list import listed
from tests.factories.conventions import ObligationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
D = dt.date


class TestMonth:
    def url(self, year=2023, month=5):
        return reverse("deadlines:month", args=[year, month])

    def test_weeks_begin_on_monday_and_today_is_marked(self, client_, obligation):
        due(obligation, D(2024, 2, 29))

        answer = client_.get(self.url(2024, 2))

        weeks = answer.context["weeks"]
        assert [week[0].on.weekday() for week in weeks] == [0] * 5
        assert weeks[4][3].on == D(2024, 2, 29)
        assert weeks[4][3].items[0].title == "Participer au comité technique"
        assert "1 échéance ce mois-ci." in text_of(answer)
        assert 'aria-current="date"' not in answer.content.decode()
        assert 'aria-current="date"' in client_.get(self.url()).content.decode()

    def test_a_day_off_says_the_working_day_before(self, client_, obligation):
        due(obligation, D(2023, 7, 1))
        due(obligation, D(2023, 7, 2), state=OccurrenceState.SENT)

        answer = text_of(client_.get(self.url(2023, 7)))

        assert "à préparer, à faire le 30/06/2023" in answer
        assert answer.count("à faire le") == 1

    def test_three_at_most_are_shown_then_the_list_of_the_day(self, client_, convention):
        for n in range(6):
            row = ObligationFactory(convention=convention, in_force=True, title=f"Acte {n}")
            state = OccurrenceState.SENT if n == 0 else OccurrenceState.TO_PREPARE
            due(row, D(2023, 5, 31), state=state)

        answer = client_.get(self.url())

        day = answer.context["weeks"][4][2]
        assert [item.title for item in day.items] == ["Acte 1", "Acte 2", "Acte 3"]
        assert (day.total, day.more) == (6, 3)
        assert "+ 3 autres" in text_of(answer)
        assert "6 échéances ce mois-ci." in text_of(answer)
        assert len(listed(client_, day.url.partition("?")[2])) == 6

    @pytest.mark.parametrize(
        ("shown", "before", "after"),
        [((2023, 12), (2023, 11), (2024, 1)), ((2024, 1), (2023, 12), (2024, 2))],
    )
    def test_december_and_january_follow_each_other(self, client_, shown, before, after):
        page = client_.get(self.url(*shown)).content.decode()

        assert self.url(*before) in page
        assert self.url(*after) in page

    @pytest.mark.parametrize(
        ("month", "named"),
        [(4, "d’avril"), (5, "de mai"), (8, "d’août"), (10, "d’octobre"), (12, "de décembre")],
    )
    def test_the_title_names_the_month(self, client_, month, named):
        assert f"Échéances {named} 2023" in text_of(client_.get(self.url(2023, month)))

    @pytest.mark.parametrize("wrong", [(2023, 13), (2023, 0), (1999, 1), (2100, 1)])
    def test_a_month_that_does_not_exist_is_not_found(self, client_, wrong):
        assert client_.get(self.url(*wrong)).status_code == 404

    def test_a_full_month_costs_what_an_empty_one_does(
        self, client_, convention, django_assert_num_queries, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(12) as counted:
            client_.get(self.url())
        for n in range(40):
            row = ObligationFactory(convention=convention, in_force=True)
            due(row, D(2023, 5, 1 + n % 31))

        with django_assert_num_queries(len(counted)):
            client_.get(self.url())
