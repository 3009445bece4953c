"""Texts in words: when an obligation is due, the rows of a clause, the state of a convention."""

import datetime as dt

import pytest

from conventions.enums import Cadence, ClauseKind, ConventionState, Origin
from conventions.models import Convention, Obligation
from conventions.readings.conventions import convention_lead, signed_or_not, state_at
from conventions.readings.texts import cadence_in_words, value_in_words
from conventions.rules.as_of import Situation
from conventions.rules.clause_rows import Row
from deliberations.models import Deliberation
from tests.factories.accounts import NOON

END = dt.date(2023, 7, 31)
DELAY = {"cadence": Cadence.WITHIN, "delay_months": 2}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"cadence": Cadence.ONCE, "due_on": END}, "31 juillet 2023"),
        (
            {**DELAY, "counted_from": Origin.SIGNATURE},
            "Dans les 2 mois après la signature de la convention",
        ),
        (
            {**DELAY, "counted_from": Origin.ACTION_START, "due_on": dt.date(2021, 3, 1)},
            "Dans les 2 mois après le début de l’action, le 1er mars 2021",
        ),
        ({"cadence": Cadence.MONTHLY}, "Chaque mois"),
        ({"cadence": Cadence.MONTHLY, "due_on": END}, "Chaque mois, jusqu’au 31 juillet 2023"),
        ({"cadence": Cadence.AT_END}, "À l’achèvement, le 30 juin 2023"),
        (
            {"cadence": Cadence.QUARTERLY, "offset_days": 15},
            "Chaque trimestre, 15 jours après sa fin",
        ),
        (
            {"cadence": Cadence.AT_END, "offset_days": 45},
            "45 jours après l’achèvement, prévu le 30 juin 2023",
        ),
        (
            {**DELAY, "counted_from": "action_end"},
            "Dans les 2 mois après la fin de l’action",
        ),
        (
            {**DELAY, "delay_months": 1, "counted_from": "action_end"},
            "Dans le mois après la fin de l’action",
        ),
    ],
)
def test_each_cadence_says_when_the_obligation_is_due(facts, said):
    words = cadence_in_words(Obligation(**facts), dt.date(2023, 6, 30))

    assert words.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("Solde"), "Solde"),
        (Row("Solde", END), "Solde, le 31 juillet 2023"),
        (Row("Solde", END, number=3), "Solde : 3 pass, le 31 juillet 2023"),
        (Row(day=END, number=3), "31 juillet 2023 : 3 pass"),
    ],
)
def test_a_row_is_named_by_its_label_else_by_its_day(row, said):
    assert value_in_words(ClauseKind.PAYMENTS, (row,)).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("reason", "why"), [("", ""), ("Fin des crédits.", " Fin des crédits.")])
def test_a_closed_convention_says_why_when_a_reason_is_known(reason, why):
    convention = Convention(state=ConventionState.CLOSED, ended_on=END, end_reason=reason)

    lead = convention_lead(convention, {}, Situation(on=END))

    assert lead.replace("\u00a0", " ") == (
        f"Au 31 juillet 2023 : la convention est close depuis le 31 juillet 2023.{why}"
    )


def test_a_past_day_tells_the_state_of_that_day():
    closed = Convention(
        state="closed",
        voted_on=dt.date(2021, 2, 8),
        signed_on=dt.date(2021, 3, 11),
        signed_at=NOON,
        ended_on=dt.date(2023, 5, 1),
        ended_at=NOON,
    )
    today = dt.date(2023, 5, 15)

    assert state_at(closed, Situation(dt.date(2023, 5, 2), today=today))[0] == "closed"
    assert state_at(closed, Situation(dt.date(2023, 4, 30), today=today))[0] == "signed"


def test_a_convention_cited_before_its_signature_is_known_was_a_draft():
    vote = Deliberation(session_on=dt.date(2020, 2, 4))
    cited = Convention(state="signed", signed_at=NOON, cited_by=vote)
    known_on = NOON.date() - dt.timedelta(days=1)

    found = state_at(cited, Situation(known_on, known_on, today=NOON.date()))

    assert found[0] == "draft"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Convention votée, signature non communiquée"),
        ({"signed_at": NOON}, "Convention signée un jour inconnu"),
        ({"signed_at": NOON, "signed_on": END}, "Convention signée le 31\u00a0juillet\u00a02023"),
    ],
)
def test_a_convention_is_said_signed_or_not(facts, said):
    assert signed_or_not(Convention(**facts)) == said
