"""What a signature puts in force, said before it is confirmed."""

import pytest

from dossiers.readings import consequences_of_signature
from tests.factories.conventions import ClauseFactory, ConventionFactory, ObligationFactory

pytestmark = pytest.mark.django_db


def test_the_signature_of_an_empty_text_says_that_it_holds_no_value():
    first, *_ = consequences_of_signature(ConventionFactory())

    assert first == "Ce texte ne contient encore aucune valeur."


def test_the_signature_of_a_text_says_what_it_puts_in_force():
    convention = ConventionFactory()
    ClauseFactory(convention=convention)
    ObligationFactory(convention=convention)

    said = [one.replace("\u00a0", " ") for one in consequences_of_signature(convention)]

    assert said[:3] == [
        "Après signature, l’action finit le 30 juillet 2023.",
        "1 valeur entre en vigueur.",
        "La convention met en vigueur 1 obligation.",
    ]
