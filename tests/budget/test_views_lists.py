"""The lists of budget lines and subsidies: filtered, exported, quick whatever their length."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.budget import BudgetLineFactory, SubsidyFactory, take
from tests.factories.programmes import ProgrammeFactory
from tests.reading import as_csv, page, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock", "manager"),
]
LISTS = [("budget-lines", BudgetLineFactory), ("subsidies", SubsidyFactory)]
NOUNS = {"budget-lines": "ligne budgétaire", "subsidies": "subvention"}


def seen(client, name, **query):
    return client.get(reverse(f"budget:{name}"), query)


@pytest.mark.parametrize(("name", "factory"), LISTS)
def test_none_yet_and_none_found_are_two_sentences(client, programme, name, factory):
    assert f"Aucune {NOUNS[name]}" in texts(seen(client, name))
    factory(programme=programme)

    found = texts(seen(client, name, q="introuvable"))

    assert "pour ces filtres." in found
    assert "Effacer les filtres" in found


@pytest.mark.parametrize(("name", "factory"), LISTS)
def test_a_long_list_is_paged_and_its_title_counts_all_of_it(client, programme, name, factory):
    for _ in range(3):
        factory(programme=programme)

    page = seen(client, name, lignes=2, page=2)

    assert len(page.context["listing"].table.paginated_rows) == 1
    assert f"3 {NOUNS[name].replace(' ', 's ')}s" in texts(page)
    assert "Page 2 sur 2" in texts(page)


@pytest.mark.parametrize(("name", "factory"), LISTS)
def test_five_rows_ask_no_more_queries_than_one(client, programme, name, factory):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert seen(client, name).status_code == 200
        return len(asked)

    factory(programme=programme)
    one = queries()
    for _ in range(4):
        factory(programme=programme)

    assert queries() == one


@pytest.mark.parametrize(("name", "factory"), LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_the_columns_and_rows_of_the_screen(client, programme, name, factory, kind):
    factory(programme=programme)
    factory()
    shown = seen(client, name).context["listing"].table

    response = seen(client, name, fichier=kind)

    if kind == "csv":
        head, *rows = as_csv(response)
    else:
        head, *rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.values
    assert list(head) == [str(column.header) for column in shown.columns]
    assert len(rows) == 1


def test_the_amounts_of_a_file_are_those_of_the_screen(client, programme):
    take(BudgetLineFactory(programme=programme, imputation="6568//930202"), Decimal(4_000))

    shown = texts(seen(client, "budget-lines"))
    row = dict(zip(*as_csv(seen(client, "budget-lines", fichier="csv")), strict=True))

    assert "6 000,00" in shown
    assert (row["Disponible (€)"], row["Engagé (€)"], row["Solde (€)"]) == (
        "10000,00",
        "4000,00",
        "6000,00",
    )
    assert row["AP ou AE (€)"] == ""


def test_lines_are_filtered_and_their_spending_added_up(client, programme):
    BudgetLineFactory(programme=programme, imputation="A", available=Decimal(100))
    BudgetLineFactory(programme=programme, imputation="B", year=2021, available=Decimal(20))
    BudgetLineFactory(programme=programme, imputation="C", is_income=True, available=None)
    BudgetLineFactory(
        programme=programme, imputation="D", section="investment", available=None, authorised=7
    )

    def found(**query):
        return {row[0] for row in as_csv(seen(client, "budget-lines", fichier="csv", **query))[1:]}

    assert found(exercice="2021") == {"B"}
    assert found(sens="recette") == {"C"}
    assert found(sens="depense", section="functioning") == {"A", "B"}
    assert found(q="d") == {"D"}
    totals = {one["key"]: one["value"] for one in seen(client, "budget-lines").context["totals"]}
    assert totals["Disponible ou affecté, dépenses"] == "120,00\u00a0€"
    assert totals["AP ou AE, dépenses"] == "7,00\u00a0€"


def test_subsidies_are_filtered_by_year_and_report(client, programme):
    SubsidyFactory(programme=programme, purpose="Attendu")
    SubsidyFactory(programme=programme, purpose="Reçu", report_received_on="2023-01-15")

    def found(**query):
        return {row[0] for row in as_csv(seen(client, "subsidies", fichier="csv", **query))[1:]}

    assert found(bilan="recu") == {"Reçu"}
    assert found(bilan="attendu") == {"Attendu"}
    assert found(exercice="2022") == {"Attendu", "Reçu"}
    assert found(exercice="2022", q="reçu") == {"Reçu"}


@pytest.mark.parametrize(
    ("name", "factory"),
    [("budget:budget-line", BudgetLineFactory), ("budget:subsidy", SubsidyFactory)],
)
def test_what_belongs_to_another_programme_does_not_exist(client, name, factory):
    assert page(client, name, factory(programme=ProgrammeFactory())).status_code == 404
