"""The list of occurrences: grouped by nearness, filtered, sorted, as a file."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from accounts.enums import Role
from deadlines.actions import occurrences
from deadlines.enums import OccurrenceState
from tests.deadlines.conftest import due, text_of
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.conventions import ConventionFactory, ObligationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OCCURRENCES = reverse("deadlines:occurrences")
D = dt.date


def listed(client, query=""):
    return [
        row.record.due_on
        for row in client.get(f"{OCCURRENCES}?{query}").context["listing"].table.rows
    ]


class TestList:
    def test_what_waits_comes_first_and_what_is_done_last_the_latest_first(
        self, client_, obligation
    ):
        due(obligation, D(2023, 1, 31), state=OccurrenceState.SENT)
        due(obligation, D(2023, 6, 30))
        due(obligation, D(2023, 4, 30))
        due(obligation, D(2023, 2, 28), state=OccurrenceState.WAIVED)

        assert listed(client_) == [
            D(2023, 4, 30),
            D(2023, 6, 30),
            D(2023, 2, 28),
            D(2023, 1, 31),
        ]
        page = text_of(client_.get(OCCURRENCES))
        assert "4 échéances, dont 1 en retard" in page
        assert (
            "Participer au comité technique, 30 avril 2023 : en retard depuis 15 jours. "
            "La prochaine échéance est le 30 juin 2023 (dans 46 jours). "
            "2 sont sans responsable. Données au 15 mai 2023."
        ) in page
        assert [word for word in ("en retard", "faite", "dispensée") if word not in page] == []

    def test_a_long_list_is_paged_and_its_groups_count_all_of_it(self, client_, obligation):
        for month in (5, 6, 7):
            due(obligation, D(2023, month, 28))
        done = [due(obligation, D(2023, n, 28), state=OccurrenceState.SENT) for n in (1, 2, 3)]

        first, last = (
            client_.get(OCCURRENCES, {"lignes": 4, "page": n}).context["listing"].table
            for n in (1, 2)
        )

        assert [len(group.rows) for group in last.groups] == [2]
        assert last.groups[0].number == len(done)
        assert sum(len(group.rows) for group in first.groups) == 4
        assert "Page 2 sur 2" in text_of(client_.get(OCCURRENCES, {"lignes": 4, "page": 2}))

    @pytest.mark.parametrize(
        ("query", "days"),
        [
            ("etat=retard", [4]),
            ("etat=a-faire", [4, 5, 6]),
            ("etat=ready", [5]),
            ("etat=sent", [3]),
            ("du=01/05/2023", [5, 6]),
            ("du=01/05/2023&au=31/05/2023", [5]),
            ("q=COMITE", []),
            ("q=comité", [4, 5, 6, 3]),
            ("q=6", [4, 5, 6, 3]),
            ("q=anct", [4, 5, 6, 3]),
            ("responsable=personne", [4, 6, 3]),
        ],
    )
    def test_filters_are_in_the_address(self, client_, obligation, claire, query, days):
        due(obligation, D(2023, 3, 31), state=OccurrenceState.SENT)
        due(obligation, D(2023, 4, 30))
        due(obligation, D(2023, 5, 31), state=OccurrenceState.READY, responsible=claire)
        due(obligation, D(2023, 6, 30))

        assert [day.month for day in listed(client_, query)] == days

    def test_a_responsible_and_a_convention_are_filters_too(
        self, client_, obligation, programme, claire
    ):
        occurrences.assign_obligation(obligation, responsible=claire, by=claire.as_actor().at(NOON))
        due(obligation, D(2023, 5, 31))
        paul = UserFactory(role=Role.FINANCE, organisation=programme.authority)
        due(obligation, D(2023, 6, 30), responsible=paul)
        other = ConventionFactory(programme=programme, signed=True)
        due(ObligationFactory(convention=other, in_force=True), D(2023, 7, 31))

        assert listed(client_, f"responsable={claire.pk}") == [D(2023, 5, 31)]
        assert listed(client_, f"responsable={paul.pk}") == [D(2023, 6, 30)]
        assert listed(client_, f"convention={other.public_id}") == [D(2023, 7, 31)]

    def test_none_yet_and_none_found_are_two_sentences(self, client_, obligation):
        assert "Aucune échéance encore." in text_of(client_.get(OCCURRENCES))
        due(obligation, D(2023, 5, 31))

        page = text_of(client_.get(f"{OCCURRENCES}?etat=retard"))
        assert "Aucune échéance pour ces filtres." in page
        assert "Effacer les filtres" in page

    def test_a_wrong_day_is_said_at_its_field(self, client_):
        assert "Écrivez «" in text_of(client_.get(f"{OCCURRENCES}?du=demain"))

    def test_files_hold_what_is_found_raw(self, client_, obligation, claire):
        due(obligation, D(2023, 4, 30), responsible=claire)
        due(obligation, D(2023, 3, 31), state=OccurrenceState.SENT)

        answer = client_.get(f"{OCCURRENCES}?fichier=csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert rows[1:] == [
            [
                "Participer au comité technique",
                "2023-04-30",
                "en retard",
                "Convention ANCT",
                "6",
                "Claire Duhem",
                "",
            ],
            [
                "Participer au comité technique",
                "2023-03-31",
                "faite",
                "Convention ANCT",
                "6",
                "",
                "2023-05-12",
            ],
        ]
        answer = client_.get(f"{OCCURRENCES}?fichier=xlsx&etat=retard")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet.max_row == 2

    def test_one_and_five_rows_cost_the_same(
        self, client_, obligation, django_assert_num_queries, django_assert_max_num_queries
    ):
        for month in range(1, 3):
            due(obligation, D(2023, month, 28))
        with django_assert_max_num_queries(12) as counted:
            client_.get(OCCURRENCES)
        for month in range(3, 8):
            extra = ObligationFactory(
                convention=ConventionFactory(
                    programme=obligation.convention.programme, signed=True
                ),
                in_force=True,
            )
            due(extra, D(2023, month, 28), responsible=UserFactory())

        with django_assert_num_queries(len(counted)):
            client_.get(OCCURRENCES)


def groups(answer):
    table = answer.context["listing"].table
    return [
        (group.title, group.number, [row.record.due_on for row in group.rows])
        for group in table.groups
    ]


class TestByNearness:
    def test_the_list_is_grouped_late_first_and_done_last_with_whole_numbers(
        self, client_, obligation
    ):
        due(obligation, D(2023, 4, 30))
        due(obligation, D(2023, 5, 15))
        due(obligation, D(2023, 6, 30), state=OccurrenceState.READY)
        due(obligation, D(2023, 7, 1))
        due(obligation, D(2023, 9, 30))
        due(obligation, D(2023, 10, 1))
        due(obligation, D(2023, 3, 31), state=OccurrenceState.SENT)

        assert groups(client_.get(OCCURRENCES)) == [
            ("En retard", 1, [D(2023, 4, 30)]),
            ("Mai et juin\u00a02023", 2, [D(2023, 5, 15), D(2023, 6, 30)]),
            ("Juillet à septembre\u00a02023", 2, [D(2023, 7, 1), D(2023, 9, 30)]),
            ("Après septembre\u00a02023", 1, [D(2023, 10, 1)]),
            ("Faites ou dispensées", 1, [D(2023, 3, 31)]),
        ]
        second = groups(client_.get(f"{OCCURRENCES}?lignes=3&page=2"))
        assert [(title, number, len(days)) for title, number, days in second] == [
            ("Juillet à septembre\u00a02023", 2, 2),
            ("Après septembre\u00a02023", 1, 1),
        ]

    def test_a_list_that_its_reader_sorts_has_no_group(self, client_, obligation):
        due(obligation, D(2023, 4, 30))

        assert groups(client_.get(f"{OCCURRENCES}?tri=due_on")) == [("", 0, [D(2023, 4, 30)])]

    def test_each_row_says_in_how_many_days_or_when_it_was_done(self, client_, obligation):
        due(obligation, D(2023, 4, 30))
        due(obligation, D(2023, 5, 31))
        due(obligation, D(2023, 3, 31), state=OccurrenceState.SENT)
        due(obligation, D(2023, 2, 28), state=OccurrenceState.WAIVED)

        page = text_of(client_.get(OCCURRENCES))

        for said in (
            "30/04/2023 depuis 15 jours",
            "31/05/2023 dans 16 jours",
            "31/03/2023 le 12/05/2023",
            "28/02/2023 Participer",
        ):
            assert said in page

    def test_several_late_ones_are_counted_and_the_oldest_dated(self, client_, obligation):
        assert "Rien n’est en retard. Aucune autre n’est à venir." in text_of(
            client_.get(OCCURRENCES)
        )
        due(obligation, D(2023, 3, 31))
        due(obligation, D(2023, 4, 30))

        page = text_of(client_.get(OCCURRENCES))

        assert "2 échéances en retard, la plus ancienne depuis 45 jours." in page

    def test_months_of_two_years_name_both(self, client_, obligation, clock):
        clock.on(D(2023, 12, 15))
        due(obligation, D(2024, 1, 31))
        due(obligation, D(2024, 4, 30))

        assert [title for title, *_ in groups(client_.get(OCCURRENCES))] == [
            "Décembre\u00a02023 et janvier\u00a02024",
            "Février à avril\u00a02024",
        ]

    def test_those_of_before_the_management_here_are_counted_apart_and_stay_in_files(
        self, client_, obligation
    ):
        due(obligation, D(2022, 11, 30), state=OccurrenceState.EARLIER)
        due(obligation, D(2022, 12, 31), state=OccurrenceState.EARLIER)
        due(obligation, D(2023, 5, 31))

        page = text_of(client_.get(OCCURRENCES))
        assert "1 échéance Participer" not in page
        assert listed(client_) == [D(2023, 5, 31)]
        assert "2 échéances d’avant la gestion ici, que les fichiers contiennent aussi." in page
        answer = client_.get(f"{OCCURRENCES}?etat=earlier")
        days = [D(2022, 12, 31), D(2022, 11, 30)]
        assert groups(answer) == [("D’avant la gestion ici", 2, days)]
        assert listed(client_, "etat=retard") == []
        assert "2 échéances Rien n’est en retard." in text_of(answer)
        file = client_.get(f"{OCCURRENCES}?fichier=csv").content.decode("utf-8-sig")
        assert len(file.splitlines()) == 4

    def test_nobody_in_charge_is_a_link_for_those_who_may_name_one(
        self, client_, client, obligation, programme
    ):
        due(obligation, D(2023, 5, 31))

        assert "Désigner qui suit Participer au comité technique, 31/05/2023" in text_of(
            client_.get(OCCURRENCES)
        )
        sign_in(client, UserFactory(role=Role.AUDITOR, organisation=programme.authority))
        page = text_of(client.get(OCCURRENCES))
        assert "Désigner" not in page
        assert "à préparer sans responsable" in page

    def test_rows_name_their_convention_where_there_are_several(
        self, client_, obligation, programme
    ):
        due(obligation, D(2023, 5, 31))
        assert "Échéances : Convention ANCT" in text_of(client_.get(OCCURRENCES))

        other = ConventionFactory(programme=programme, signed=True, title="Convention FEDER")
        due(ObligationFactory(convention=other, in_force=True), D(2023, 7, 31))

        page = text_of(client_.get(OCCURRENCES))
        assert "Participer au comité technique (Convention ANCT)" in page
        assert "(Convention FEDER)" in page
