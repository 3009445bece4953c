"""The list of conventions: what it finds, at which moment, and its files."""

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from accounts.enums import Role
from conventions.enums import ClauseKind, ConventionState
from tests.factories.accounts import OrganisationFactory, UserFactory, sign_in
from tests.factories.conventions import AvenantFactory, ClauseFactory, ConventionFactory
from tests.reading import texts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SIGNED = dt.datetime.fromisoformat("2021-03-12T09:00:00+01:00")
LATER = dt.datetime.fromisoformat("2023-05-12T23:59:59+02:00")


def index(client, **query):
    return client.get(reverse("dossiers:conventions"), query)


@pytest.fixture
def feder(programme):
    region = OrganisationFactory(name="Région Hauts-de-France")
    return ConventionFactory(
        programme=programme, voted=True, title="Convention FEDER", funder=region
    )


@pytest.fixture
def extended(programme):
    """An avenant in force from 1 May 2023, recorded on 12 May."""
    convention = ConventionFactory(programme=programme, signed=True)
    ClauseFactory(convention=convention, in_force=True, recorded_at=SIGNED)
    avenant = AvenantFactory(convention=convention, signed=True)
    ClauseFactory(
        convention=convention,
        avenant=avenant,
        day=dt.date(2023, 12, 31),
        effective_on=dt.date(2023, 5, 1),
        recorded_at=LATER,
    )
    return convention


@pytest.mark.parametrize("name", ["jour", "connu"])
@pytest.mark.parametrize("asked", ["31/12/9999", "01/01/0001", "1er janvier 0000"])
def test_a_day_out_of_this_world_is_no_crash(manager, convention, name, asked):
    said = texts(index(manager, **{name: asked}))
    document = manager.get(
        reverse("dossiers:convention", args=[convention.public_id]), {name: asked}
    )

    assert "Vérifiez" in said
    assert document.status_code == 200


def test_the_list_counts_the_conventions_and_shows_what_is_in_force(manager, convention, feder):
    ClauseFactory(
        convention=convention,
        kind=ClauseKind.GRANT_MAX,
        day=None,
        amount=Decimal(275_000),
        in_force=True,
    )

    shown = texts(index(manager))

    assert "<h1> 2 conventions </h1>" in shown
    assert "Fins et subventions en vigueur au 15 mai 2023." in shown
    for expected in ("Convention ANCT", "30/07/2023", "275 000,00", "pas encore signée"):
        assert expected in shown


def test_an_empty_programme_says_that_nothing_is_recorded_yet(manager):
    assert "Aucune convention enregistrée encore." in texts(index(manager))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "feder"}, ["Convention FEDER"]),
        ({"q": "hauts-de"}, ["Convention FEDER"]),
        ({"etat": "signed"}, ["Convention ANCT"]),
        ({"sort": "-title"}, ["Convention FEDER", "Convention ANCT"]),
        ({"q": "médiathèque"}, []),
    ],
)
def test_words_state_and_order_are_kept_in_the_address(manager, convention, feder, query, found):
    listed = index(manager, **query).context["listing"]

    assert [row.record.convention.title for row in listed.table.rows] == found


@pytest.mark.parametrize(
    ("day", "sort"), [("10/03/2021", "state"), ("12/05/2023", "signed_on"), ("", "state")]
)
def test_what_the_rows_show_is_what_is_filtered_and_sorted(
    manager, programme, convention, feder, day, sort
):
    ended = {"state": "closed", "ended_on": dt.date(2023, 5, 13), "ended_at": SIGNED}
    ConventionFactory(programme=programme, signed=True, signed_on=dt.date(2021, 3, 12), **ended)
    whole = index(manager, jour=day, sort=sort).context["listing"].table
    shown = [(row.record.state, row.get_cell_value(sort)) for row in whole.rows]
    assert [value for _, value in shown] == sorted((value for _, value in shown), key=str)

    for state in ConventionState:
        found = index(manager, jour=day, sort=sort, etat=state).context["listing"].table
        expected = [one for one in shown if one[0] == state]
        assert [(row.record.state, row.get_cell_value(sort)) for row in found.rows] == expected


def test_a_funder_narrows_the_list_and_is_removed_by_a_link(manager, convention, feder):
    shown = texts(index(manager, financeur=feder.funder_id))

    assert "1 convention sur 2" in shown
    assert "Convention ANCT" not in shown
    assert "Financeur : Région Hauts-de-France" in shown
    assert "Effacer les filtres" in shown


def test_nothing_found_says_so_with_a_way_back(manager, convention):
    shown = texts(index(manager, q="médiathèque"))

    assert "Aucune convention pour ces filtres." in shown
    assert "enregistrée encore" not in shown


@pytest.mark.parametrize(
    ("query", "end"),
    [
        ({}, "31/12/2023"),
        ({"jour": "30/04/2023"}, "30/07/2023"),
        ({"connu": "11/05/2023"}, "30/07/2023"),
        ({"connu": "12/05/2023"}, "31/12/2023"),
        ({"jour": "10/03/2021"}, "aucune en vigueur"),
    ],
)
def test_the_values_are_those_of_the_day_as_they_were_known(manager, extended, query, end):
    assert end in texts(index(manager, **query))


def test_a_day_that_cannot_be_read_is_said_at_its_field(manager, convention):
    shown = texts(index(manager, jour="31/02/2023"))

    assert "Ce jour n’existe pas" in shown
    assert "en vigueur au 15 mai 2023" in shown


def test_the_files_hold_every_row_that_is_found_and_no_other(manager, convention, feder):
    ClauseFactory(
        convention=convention,
        kind=ClauseKind.GRANT_MAX,
        day=None,
        amount=Decimal("275000.00"),
        in_force=True,
    )
    text = index(manager, etat="signed", fichier="csv").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(index(manager, etat="signed", fichier="xlsx").content))

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    sheet = list(book.active.iter_rows(values_only=True))
    assert len(rows) == len(sheet) == 2
    assert rows[1][0] == sheet[1][0] == "Convention ANCT"
    assert sheet[1][-1] == 275_000
    assert rows[1][4] == "2023-07-30"


def test_as_many_queries_for_one_convention_as_for_five(
    manager, programme, django_assert_num_queries
):
    def count():
        with django_assert_num_queries(30, exact=False) as found:
            index(manager)
        return len(found)

    ConventionFactory(programme=programme, signed=True)
    index(manager)
    one = count()
    for _ in range(4):
        ClauseFactory(convention=ConventionFactory(programme=programme, signed=True))

    assert count() == one


def test_only_who_may_write_is_offered_to_prepare_a_convention(client, programme):
    for role, offered in ((Role.MANAGER, True), (Role.FINANCE, False)):
        member = sign_in(client, UserFactory(role=role, organisation=programme.authority))
        assert ("Préparer une convention" in index(member).text) is offered
