"""A programme written back to its file: load, dump, load is identity."""

import io
import re

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from passnum.programme_file import dumper, reading
from programmes.models import Programme
from programmes.sections import ORGANISATIONS, organisation_codes
from tests.factories.accounts import OrganisationFactory
from tests.factories.programmes import ProgrammeFactory
from tests.passnum.loading import adds_nothing, dumped, load_text, written_after_loading
from tests.passnum.small_programme import PLACE, SMALL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SHIPPED = ["pas-de-calais", "hauts-de-france"]


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_programme_dumped_adds_nothing_where_it_is_and_itself_elsewhere(code):
    first = written_after_loading(code)

    load_text(first)

    assert dumped(code) == first
    assert adds_nothing(first)


def test_every_section_of_a_small_file_is_written():
    load_text(SMALL + PLACE)

    written = reading.parse(dumped("essai"))

    assert list(written) == [
        "programme",
        "organisations",
        *[
            name
            for name in reading.parse(SMALL + PLACE)
            if name not in ("programme", "organisations")
        ],
    ]
    assert written["conventions"][0]["clauses"] == [{"kind": "budget", "value": 550000}]
    assert written["plans"][0]["total"] == reading.parse("v = 100.50")["v"]


def test_texts_keep_their_lines_whatever_ends_them():
    programme = ProgrammeFactory(name='Un « pass » "numérique" \\ deux\nlignes')
    name = programme.name
    assert reading.parse(dumped(programme.code))["programme"]["name"] == name

    Programme.objects.update(name="Deux\r\nlignes\u2028et \x7f")

    assert (
        reading.parse(dumped(programme.code))["programme"]["name"] == "Deux\r\nlignes\u2028et \x7f"
    )


VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
    st.dates(),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.decimals(-(10**9), 10**9, places=5),
)
ROWS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=1, max_size=3)
ENTRIES = st.lists(
    st.dictionaries(st.sampled_from("klmn"), st.one_of(VALUES, ROWS), min_size=1),
    min_size=1,
    max_size=3,
)


@given(st.dictionaries(st.sampled_from(["conventions", "plans"]), ENTRIES))
def test_whatever_is_written_is_read_again_the_same(sections):
    assert reading.parse(dumper.write(sections)) == sections


def test_short_names_are_the_same_whatever_the_rows_that_hold_them():
    names = ["Centre social", "Centre-social", "centre social 2", "ÉÀÇ’œ", "— —", "x" * 60]
    long = "Maison du Département Solidarité de l’Arrageois"
    made = [OrganisationFactory(name=name) for name in [*names, long]]

    found = organisation_codes(made)
    again = organisation_codes(reversed(made))

    assert found == again
    assert len(set(found.values())) == len(made)
    assert found[made[-1].pk] == "maison-du-departement-solidarite-de"
    assert all(re.fullmatch(ORGANISATIONS.code["pattern"], c) for c in found.values())


def test_two_organisations_that_a_file_cannot_tell_apart_stop_the_dump():
    programme = ProgrammeFactory(authority=OrganisationFactory(name="Même nom", siret=""))
    other = OrganisationFactory(name="Même nom", siret="", short_name="Autre")
    programme.conventions.create(code="a", title="A", funder=other)

    with pytest.raises(CommandError, match="donnez un SIRET"):
        call_command("dump_programme", programme.code)


def test_the_command_writes_on_the_screen_or_in_a_file(tmp_path):
    programme = ProgrammeFactory()
    screen, said = io.StringIO(), io.StringIO()

    call_command("dump_programme", programme.code, stdout=screen)
    call_command("dump_programme", programme.code, output=tmp_path / "p.toml", stdout=said)

    assert (tmp_path / "p.toml").read_text(encoding="utf-8") == screen.getvalue()
    assert f"programme {programme.code} écrit" in said.getvalue()


def test_a_code_that_nobody_has_and_a_file_that_cannot_be_written_are_said(tmp_path):
    programme = ProgrammeFactory()

    with pytest.raises(CommandError, match=f"Codes connus\u00a0: {programme.code}"):
        call_command("dump_programme", "ailleurs")
    with pytest.raises(CommandError, match="ne s’écrit pas"):
        call_command("dump_programme", programme.code, output=tmp_path)
