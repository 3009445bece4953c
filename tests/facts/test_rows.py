"""The rows of facts: faithful to the words that they quote, and complete."""

import pytest

from tests.facts.passages import passages, shows
from tests.facts.rows import Fact, figures, seeds

SEEDS = sorted(seeds().items())
PAGE = """<h2>Montants</h2><dl><div><dt>CP</dt><dd>1 500,00 €</dd></div></dl>
<table><caption>Charges</caption><thead><tr><th>Poste</th><th>Montant</th></tr></thead>
<tbody><tr><th>Achats</th><td>500,00</td></tr><tr><th>Total</th><td>1 500,00</td></tr>
</tbody></table>"""


@pytest.mark.parametrize(("name", "seed"), SEEDS, ids=[name for name, _ in SEEDS])
def test_the_rows_hold_every_number_of_the_text(name, seed):
    assert seed.mark() == seed.numbers


@pytest.mark.parametrize(("name", "seed"), SEEDS, ids=[name for name, _ in SEEDS])
def test_a_value_is_what_the_words_say_unless_it_is_our_reading(name, seed):
    quoted = [fact for fact in seed.facts if not fact.reads]

    assert [one for one in quoted if figures(one.value) not in figures(one.words)] == []
    assert [one for one in seed.facts if one.value.isdecimal() and not one.near] == []


@pytest.mark.parametrize(("name", "seed"), SEEDS, ids=[name for name, _ in SEEDS])
def test_what_is_left_out_says_why(name, seed):
    known = {fact.line for fact in seed.facts}

    assert [one for one in seed.left_out if not (one.reason or one.said_at in known)] == []


@pytest.mark.parametrize(
    ("value", "near", "is_read"),
    [
        ("1 500,00 €", "Montants › CP", True),
        ("500,00", "Charges › Poste : Achats", True),
        ("500,00", "Total", False),  # the end of another amount
        ("500,00", "CP", False),  # of another row
        ("1 500", "Total", False),  # the beginning of the amount
        ("2 000,00", "", False),
    ],
)
def test_a_value_is_read_whole_and_beside_what_names_it(value, near, is_read):
    fact = Fact(line=1, words="", value=value, near=near, page="")

    assert shows(passages(PAGE), fact) == is_read


def test_days_and_counts_are_compared_as_figures():
    assert figures("4 mai 2023") == figures("04/05/2023") == "04052023"
    assert figures("1<sup>er</sup> janvier 2023") == figures("1er janvier 2023")
    assert figures("cinq mois") == figures("5 mois") == "5"
    assert figures("550 000,00 €") == figures("550 000 euros") == "550000"
