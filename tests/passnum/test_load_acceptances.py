"""The findings that staff accepted, in a programme file."""

import pytest

from audit.actors import SYSTEM
from deadlines.enums import DeadlineFinding
from findings import actions as accepting
from findings import readings
from findings.models import Acceptance
from programmes.models import Programme
from tests.factories.accounts import NOON
from tests.passnum.loading import adds_nothing, dumped, dumped_values, faults, load_text
from tests.passnum.small_programme import SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def unattended():
    """The finding of the small file: nobody sees to its only obligation."""
    found = readings.of_programme(Programme.objects.get())
    (one,) = [each for each in found if each.code == DeadlineFinding.NO_RESPONSIBLE]
    return one


def accepting_file(said, **changes):
    facts = {
        "convention": "anct",
        "finding": "no_responsible",
        "sentence": said,
        "reason": "Toute l’équipe",
    } | changes
    lines = "".join(f'{key} = "{value}"\n' for key, value in facts.items() if value)
    return f"{SMALL}\n[[acceptances]]\n{lines}"


def test_a_finding_is_accepted_by_its_sentence_whatever_its_spaces():
    load_text(SMALL)
    sentence = unattended().sentence
    text = accepting_file(sentence.replace("\u00a0", " "))

    load_text(text)

    assert unattended().acceptance.reason == "Toute l’équipe"
    assert adds_nothing(text)
    written = dumped()
    assert dumped_values()["acceptances"] == [
        {
            "convention": "anct",
            "finding": "no_responsible",
            "text": "Convention",
            "sentence": sentence,
            "reason": "Toute l’équipe",
        }
    ]
    assert adds_nothing(written)


def test_an_acceptance_that_was_withdrawn_is_not_written():
    load_text(SMALL)
    load_text(accepting_file(unattended().sentence))

    accepting.withdraw(Acceptance.objects.get(), by=SYSTEM.at(NOON))

    assert "acceptances" not in dumped_values()


OF_NOTHING = [
    ({"sentence": "Autre phrase"}, "sentence", "Aucun écart du programme"),
    ({"convention": ""}, "sentence", "Aucun écart du programme"),
    ({"text": "Avenant n° 1"}, "sentence", "Aucun écart du programme"),
    ({"finding": "ailleurs"}, "finding", "n’est pas dans la liste"),
    ({"reason": ""}, "reason", "Cette clé manque."),
]


def test_an_acceptance_of_nothing_is_refused_at_its_key():
    load_text(SMALL)
    sentence = unattended().sentence
    for changes, key, said in OF_NOTHING:
        found = faults(accepting_file(sentence, **changes))

        assert said in found[f"acceptances[1].{key}"], changes


def test_another_reason_than_the_recorded_one_is_a_difference():
    load_text(SMALL)
    sentence = unattended().sentence
    load_text(accepting_file(sentence))

    found = faults(accepting_file(sentence, reason="Autre motif"))

    assert "« Toute l’équipe » est déjà enregistré" in found["acceptances[1].reason"]
