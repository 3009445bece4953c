"""List pages: filters in the address, each with its way out, and files of what is found."""

import csv
import io

import django_filters
import django_tables2 as tables
import openpyxl
import pytest
from django.db.models import Q
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_tables2 import RequestConfig

from accounts.models import Organisation
from common.lists import Filters, list_response, listing
from common.sort_key import in_reading_order
from common.tables import PER_PAGE, Table
from tests.factories.accounts import OrganisationFactory

pytestmark = pytest.mark.django_db


class OrganisationFilters(Filters):
    q = django_filters.CharFilter(label="Chercher", method="search")
    couleur = django_filters.ChoiceFilter(
        field_name="accent", label="Couleur", choices=[("#1D4F91", "Bleu"), ("#6B2C91", "Violet")]
    )

    def search(self, rows, name, value):
        return rows.filter(Q(name__icontains=value))


class OrganisationTable(Table):
    caption = "Organisations"

    class Meta(Table.Meta):
        model = Organisation
        fields = ("name", "siret")
        order_by_field = "sort"
        empty_text = "Aucune organisation encore."

    name = tables.Column(verbose_name="Nom")


@pytest.fixture
def organisations():
    OrganisationFactory(name="Beffroi", accent="#1D4F91")
    OrganisationFactory(name="=Carreau", accent="#6B2C91")
    OrganisationFactory(name="Dentelle", accent="#1D4F91")


def listed(query=""):
    request = RequestFactory().get(f"/organisations/?{query}")
    filters = OrganisationFilters(
        request.GET, in_reading_order(Organisation.objects.all(), "name", "pk")
    )
    return request, listing(request, OrganisationTable(filters.qs), filters)


def names(found):
    return [row.record.name for row in found.table.paginated_rows]


def test_a_list_keeps_its_filters_and_its_sort_in_the_address(organisations):
    _, found = listed("couleur=%231D4F91&sort=-name")

    assert names(found) == ["Dentelle", "Beffroi"]
    assert [(one.label, one.url) for one in found.applied] == [
        ("Couleur\u00a0: Bleu", "/organisations/?sort=-name")
    ]
    assert found.clear_url == "/organisations/?sort=-name"
    assert found.csv_url == "/organisations/?couleur=%231D4F91&sort=-name&fichier=csv"


def test_each_filter_is_removed_alone_and_the_page_with_it(organisations):
    _, found = listed("q=e&couleur=%231D4F91&page=2")

    assert [one.url for one in found.applied] == [
        "/organisations/?couleur=%231D4F91",
        "/organisations/?q=e",
    ]


@pytest.mark.parametrize(
    ("asked", "shown", "most"),
    [("-1", 1, 1), ("0", 3, PER_PAGE), ("2", 2, 2), ("51", 3, 51), ("100000", 3, Table.whole)],
)
def test_the_address_may_ask_for_all_the_rows_as_paper_needs_them(
    organisations, asked, shown, most
):
    _, found = listed(f"lignes={asked}")

    assert len(names(found)) == shown
    assert found.table.paginator.per_page == most


@pytest.mark.parametrize(
    ("most", "said"),
    [(3, "Toutes les lignes, pour imprimer"), (2, "Les 2 premières lignes, pour imprimer")],
)
def test_a_list_too_long_for_paper_says_so_and_leads_to_its_file(organisations, most, said):
    request, found = listed("lignes=1")
    found.table.whole = most

    context = {"listing": found, "request": request, "csrf_token": "", "none_found": ""}
    page = render_to_string("components/list.html", context)

    assert f">{said}</a>" in page
    assert ("Le fichier a toutes les lignes." in page) == (most < 3)


def test_a_page_that_has_counted_its_rows_does_not_count_them_again(
    organisations, django_assert_num_queries
):
    request = RequestFactory().get("/organisations/?lignes=2")
    rows = Organisation.objects.order_by("pk")

    for length, statements in ((None, 2), (3, 1)):
        table = OrganisationTable(rows, length=length)
        with django_assert_num_queries(statements):
            RequestConfig(request).configure(table)
            assert len(table.paginated_rows) == 2
        assert table.paginator.num_pages == 2


def test_an_unknown_choice_filters_nothing_and_says_so(organisations):
    _, found = listed("couleur=vert")

    assert len(names(found)) == 3
    assert found.filters.form.errors["couleur"] == [
        "Choisissez «\u00a0Couleur\u00a0» dans la liste."
    ]
    assert found.applied == []


def test_none_found_and_none_yet_are_two_things(organisations):
    assert listed("q=rien")[1].table.empty_text == ""
    Organisation.objects.all().delete()
    assert listed()[1].table.empty_text == "Aucune organisation encore."


def file_of(query):
    request, found = listed(query)
    return list_response(request, found, "", name="organisations")


def test_the_file_holds_every_row_found_in_the_same_order(organisations):
    got = file_of("sort=-name&fichier=csv")

    lines = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines] == ["Nom", "Dentelle", "'=Carreau", "Beffroi"]
    assert got["Content-Disposition"] == 'attachment; filename="organisations.csv"'


def test_the_workbook_holds_the_same_rows(organisations):
    book = openpyxl.load_workbook(io.BytesIO(file_of("q=e&fichier=xlsx").content))

    assert [row[0] for row in book.active.iter_rows(values_only=True)] == [
        "Nom",
        "Beffroi",
        "=Carreau",
        "Dentelle",
    ]


def test_an_unknown_kind_of_file_is_no_page(organisations):
    with pytest.raises(Http404):
        file_of("fichier=exe")
