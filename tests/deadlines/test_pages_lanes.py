"""Twelve months in lanes, and what a voted avenant would add to them."""

import datetime as dt

import pytest
from django.urls import reverse

from conventions.enums import Cadence, ClauseKind
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from tests.factories.accounts import NOON, UserFactory
from tests.factories.conventions import (
    AvenantFactory,
    ClauseFactory,
    ConventionFactory,
    ObligationFactory,
)
from tests.factories.deadlines import OccurrenceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
OCCURRENCES = reverse("deadlines:occurrences")
D = dt.date


@pytest.fixture
def ending(convention):
    """An action that ends on 30 July 2023, and an obligation of each month until then."""
    for kind, day in (
        (ClauseKind.ACTION_START, D(2021, 1, 1)),
        (ClauseKind.ACTION_END, D(2023, 7, 30)),
    ):
        ClauseFactory(convention=convention, kind=kind, day=day, in_force=True)
    row = ObligationFactory(
        convention=convention,
        in_force=True,
        title="Participer au comité technique",
        cadence=Cadence.MONTHLY,
        due_on=None,
    )
    for month, last in ((4, 30), (5, 31), (6, 30), (7, 31)):
        OccurrenceFactory(obligation=row, due_on=D(2023, month, last))
    return row


@pytest.fixture
def avenant(convention, ending):
    """Voted: the end moves to 31 December 2023, and a report is due after it."""
    found = AvenantFactory(convention=convention, voted=True)
    ClauseFactory(
        convention=convention, avenant=found, kind=ClauseKind.ACTION_END, day=D(2023, 12, 31)
    )
    ObligationFactory(
        convention=convention,
        avenant=found,
        title="Transmettre le bilan",
        cadence=Cadence.ONCE,
        due_on=D(2024, 7, 1),
    )
    return found


def lanes_of(client, query=""):
    return client.get(f"{OCCURRENCES}{query}").context["lanes"]


def words(lanes):
    return " ".join(text.text for text in lanes.drawing.texts).replace("\u00a0", " ")


def shapes(lanes):
    return [mark.name for mark in lanes.drawing.marks]


def announced(client, query=""):
    table = client.get(f"{OCCURRENCES}{query}").context["listing"].table
    group = next((one for one in table.groups if one.title.startswith("Annoncées")), None)
    return group and [(row.record.obligation.title, row.record.due_on) for row in group.rows]


def test_the_title_says_how_many_until_when_and_the_drawing_what_when(client_, ending):
    lanes = lanes_of(client_)

    assert lanes.title == "3\u00a0échéances d’ici au 31\u00a0juillet\u00a02023, puis plus rien"
    assert lanes.perimeter.startswith(
        "Convention ANCT, du 1er\u00a0avril\u00a02023 au 31\u00a0mars"
    )
    assert shapes(lanes) == ["watch", "to_come", "to_come", "to_come"]
    for said in ("Action", "30 juillet 2023", "chaque mois", "Aujourd’hui, 15 mai"):
        assert said in words(lanes)
    assert [family for family, _ in lanes.families] == ["watch", "to_come"]


def test_what_a_voted_avenant_adds_is_dashed_and_listed_before_what_is_done(
    client_, avenant, ending
):
    OccurrenceFactory(obligation=ending, due_on=D(2023, 3, 31), state=OccurrenceState.SENT)
    lanes = lanes_of(client_)

    assert lanes.title.endswith("puis plus rien tant que l’avenant n°\u00a01 n’est pas signé")
    assert shapes(lanes).count("announced") == 5  # August to December
    assert "31 décembre 2023, avenant n° 1" in words(lanes)
    assert [stroke.dash for stroke in lanes.drawing.strokes if stroke.dash] == ["4 3"]
    assert announced(client_) == [
        *((ending.title, D(2023, month, last)) for month, last in ((8, 31), (9, 30))),
        *((ending.title, D(2023, month, last)) for month, last in ((10, 31), (11, 30))),
        (ending.title, D(2023, 12, 31)),
        ("Transmettre le bilan", D(2024, 7, 1)),
    ]
    table = client_.get(OCCURRENCES).context["listing"].table
    assert [group.title.partition("\u00a0")[0] for group in table.groups][-2:] == [
        "Annoncées",
        "Faites ou dispensées",
    ]
    assert table.groups[-2].title == "Annoncées\u00a0: en vigueur si l’avenant n°\u00a01 est signé"
    assert Occurrence.objects.count() == 5  # nothing is written


def test_announced_days_lead_to_their_convention_and_wait_for_somebody(client_, avenant):
    answer = client_.get(OCCURRENCES).content.decode()

    convention = reverse("dossiers:convention", args=[avenant.convention.public_id])
    assert f'<a href="{convention}">Transmettre le bilan</a>' in answer
    assert "à désigner" in answer


def test_announced_days_are_on_the_page_of_the_last_pending_one_alone(client_, avenant, ending):
    for month in (1, 2, 3):
        OccurrenceFactory(obligation=ending, due_on=D(2023, month, 28), state=OccurrenceState.SENT)

    assert announced(client_, "?lignes=2&page=1") is None
    assert len(announced(client_, "?lignes=2&page=2")) == 6
    assert announced(client_, "?lignes=2&page=3") is None
    pages = [client_.get(f"{OCCURRENCES}?lignes=2&page={n}").text for n in (1, 2)]
    assert [", et 6\u00a0annoncées</p>" in page for page in pages] == [False, True]


def test_a_filter_leaves_the_list_alone(client_, avenant):
    assert lanes_of(client_, "?etat=a-faire") is None
    assert announced(client_, "?etat=a-faire") is None


def test_nothing_due_draws_nothing(client_, convention):
    assert lanes_of(client_) is None


def test_a_draft_or_signed_avenant_announces_nothing(client_, convention, ending):
    draft = AvenantFactory(convention=convention)
    ClauseFactory(
        convention=convention, avenant=draft, kind=ClauseKind.ACTION_END, day=D(2023, 12, 31)
    )

    assert announced(client_) is None
    assert "announced" not in shapes(lanes_of(client_))


def test_two_voted_avenants_are_named_together(client_, programme, avenant):
    other = ConventionFactory(programme=programme, signed=True, title="Convention FEDER")
    text = AvenantFactory(convention=other, voted=True)
    ObligationFactory(
        convention=other, avenant=text, cadence=Cadence.ONCE, due_on=D(2024, 1, 31), title="Bilan"
    )
    lanes = lanes_of(client_)

    assert lanes.title.endswith("tant que les avenants votés ne sont pas signés")
    assert lanes.perimeter.startswith("Du 1er\u00a0avril")
    assert "une fois, annoncée par l’avenant n° 1" in words(lanes)
    assert "Convention ANCT" in words(lanes)


def test_the_end_of_a_convention_rules_that_of_its_action(client_, convention, ending):
    assert "30 juillet 2023" in words(lanes_of(client_))
    convention.state, convention.ended_on, convention.ended_at = "closed", D(2023, 5, 2), NOON
    convention.save()

    assert "2 mai 2023" in words(lanes_of(client_))


def test_what_is_due_beyond_the_months_is_counted_and_a_title_then_stops_at_them(
    client_, convention, ending
):
    OccurrenceFactory(obligation=ending, due_on=D(2024, 4, 30))
    lanes = lanes_of(client_)

    assert lanes.title == "3\u00a0échéances d’ici au 31\u00a0mars\u00a02024"
    assert lanes.beyond == "Au-delà\u00a0: 1\u00a0échéance, dans la liste."


def test_nothing_to_come_is_said(client_, ending):
    Occurrence.objects.update(state=OccurrenceState.WAIVED, waived_reason="Annulé")
    lanes = lanes_of(client_)

    assert lanes.title == "Rien n’est dû d’ici au 31\u00a0mars\u00a02024"
    assert set(shapes(lanes)) == {"done"}


def test_more_obligations_than_lanes_are_counted(client_, convention, ending):
    for rank in range(20):
        row = ObligationFactory(convention=convention, in_force=True, title=f"Obligation {rank}")
        OccurrenceFactory(obligation=row, due_on=D(2023, 8, 1), responsible=UserFactory())
    lanes = lanes_of(client_)

    assert "6\u00a0autres obligations dans la liste seule." in lanes.perimeter


def test_an_avenant_costs_one_query_more_however_much_it_adds(
    client_, avenant, django_assert_num_queries, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12) as counted:
        client_.get(OCCURRENCES)
    for rank in range(4):
        ObligationFactory(
            convention=avenant.convention,
            avenant=avenant,
            title=f"Obligation {rank}",
            cadence=Cadence.MONTHLY,
            due_on=None,
            responsible=UserFactory(),
        )
    with django_assert_num_queries(len(counted)):
        client_.get(OCCURRENCES)


def test_the_image_has_a_name_and_a_phone_the_list_alone(client_, ending):
    answer = client_.get(OCCURRENCES).content.decode()

    assert 'role="img"' in answer
    assert "puis plus rien. La liste donne les mêmes jours." in answer
