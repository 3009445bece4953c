"""Names are sorted as a French reader expects, by one key in Python and in the database."""

import sys
from unicodedata import category, normalize

import django_tables2 as tables
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organisation
from common.sort_key import SortKey, in_reading_order, sort_key
from common.tables import Table
from places import reference
from tests.factories.accounts import OrganisationFactory

NAMES = ["Zuydcoote", "écuires", "Étaples", "Eu", "Œuf-en-Ternois", "Ohlain", "arras"]
SORTED = ["arras", "écuires", "Étaples", "Eu", "Œuf-en-Ternois", "Ohlain", "Zuydcoote"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("L’Étoile-Rœux", "l etoile roeux"),
        ("  d'Ys  ", "d ys"),
        ("SAINT-OMER", "saint omer"),
        ("Straße", "strasse"),
        ("a_b", "a b"),
        ("ǼGÆ", "aegae"),
        ("ᴬᴺᴳᴱᴿˢ", "angers"),
        ("", ""),
    ],
)
def test_names_are_sorted_without_accents_nor_punctuation(text, key):
    assert sort_key(text) == key


def test_the_sort_key_of_each_character_is_its_own_sort_key():
    # Letters without case that are made of nothing else stay what they are, and what is free too.
    signs = [
        sign
        for sign in map(chr, range(sys.maxunicode + 1))
        if normalize("NFKD", sign) != sign or category(sign) not in {"Lo", "Cn", "Co", "Cs"}
    ]
    assert len(signs) > 25_000
    keys = {sort_key(sign) for sign in signs}
    assert {key for key in keys if sort_key(key) != key} == set()


@given(st.text(max_size=30))
def test_a_sort_key_is_its_own_sort_key(text):
    assert sort_key(sort_key(text)) == sort_key(text)


@pytest.mark.django_db
def test_the_database_computes_the_same_key():
    letters = [f"{chr(point)}x" for point in range(1, 0x250)]
    names = {row[name] for row in reference.communes() for name in ("nom", "epci_nom")}
    texts = [*letters, *names, "L’Étoile-Rœux", "  d'Ys  ", "Straße", "ᴬᴺᴳᴱᴿˢ"]
    computed = SortKey.template % {"expressions": "text"}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT text, {computed} FROM unnest(%s::text[]) AS text",  # noqa: S608 our own template
            [texts],
        )
        found = dict(cursor.fetchall())

    assert {text: found[text] for text in texts} == {text: sort_key(text) for text in texts}


@pytest.mark.django_db
def test_names_of_a_query_are_sorted_as_read_whichever_the_way():
    for name in NAMES:
        OrganisationFactory(name=name)
    rows = Organisation.objects.filter(name__in=NAMES)

    assert [one.name for one in in_reading_order(rows, "name", "pk")] == SORTED
    assert [one.name for one in in_reading_order(rows, "-name", "pk")] == SORTED[::-1]


class NameTable(Table):
    name = tables.Column()


@pytest.mark.django_db
@pytest.mark.parametrize("is_query", [True, False])
def test_a_table_sorts_names_as_read(is_query):
    for name in NAMES:
        OrganisationFactory(name=name)
    rows = Organisation.objects.filter(name__in=NAMES)

    table = NameTable(rows if is_query else list(rows), order_by="-name")

    assert [row.get_cell("name") for row in table.rows] == SORTED[::-1]


@pytest.mark.django_db
def test_a_name_sorted_on_the_collation_of_the_database_fails_the_test():
    with pytest.raises(AssertionError, match="in_reading_order"):
        list(Organisation.objects.order_by("name"))
