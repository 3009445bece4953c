import csv
import datetime as dt
import html
import io
import re
from decimal import Decimal
from urllib.parse import urlencode

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from common.formats import euros
from conventions.enums import ClauseKind
from finance.actions import funding_keys
from finance.models import Expense
from reporting.readings.reports import content_of
from reporting.rules import Quarter
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory, sign_in
from tests.factories.distribution import DepotFactory, LotFactory, handed_out_carnet
from tests.factories.finance import ExpenseFactory
from tests.factories.financing import PlanFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import feder_convention, spend, state_convention
from tests.reading import texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
INDEX = reverse("finance:index")
EXPENSES = reverse("finance:expenses")


@pytest.fixture
def programme():
    return ProgrammeFactory(with_calendar=True)


@pytest.fixture
def member(client, programme):
    user = UserFactory(role=Role.FINANCE, organisation=programme.authority)
    sign_in(client, user)
    return user


@pytest.fixture
def spent(programme):
    depot = DepotFactory(programme=programme, carnets=1)
    carnet = handed_out_carnet(depot, on=dt.date(2022, 12, 1))
    spend(carnet, 4, on=dt.date(2022, 12, 15))
    spend(carnet, 1, on=dt.date(2023, 1, 10))
    return state_convention(programme)


def read_csv(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def read_xlsx(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    book.close()
    return rows


@pytest.mark.usefixtures("member")
def test_each_funder_has_its_own_account_on_its_own_basis(client, programme, spent):
    feder_convention(programme)
    ExpenseFactory(programme=programme, paid=True, amount=Decimal("1000.00"))

    page = client.get(INDEX).text

    assert page.count('<h2 id="compte-') == 2
    assert "Base\u00a0: pass consommés" in page
    assert "Base\u00a0: achats payés" in page
    ratio = f"{euros(Decimal('2101975.00'))} ÷ {euros(Decimal('2971219.36'))}"
    assert f"{euros(1000)} × {ratio} = {euros(Decimal('707.44'))}" in page
    assert "ces comptes ne s’additionnent jamais" in page


@pytest.mark.usefixtures("member")
def test_an_advance_says_what_is_due_earned_and_to_repay(client, programme):
    advance = {"basis": {"text": "advance"}, "grant_max": {"amount": Decimal(488_900)}}
    state_convention(programme, eligible_base={"amount": Decimal(763_900)}, **advance)

    page = texts(client.get(INDEX))

    assert "488 900,00 € dus" in words(client.get(INDEX))
    assert "Dû en entier à la signature, le 11 mars 2021" in page
    assert "Acquis au ratio exact : 0,00 €." in page
    assert "488 900,00 € seraient à rembourser." in page


@pytest.mark.usefixtures("member")
def test_purchases_without_days_that_count_are_not_said_paid_in_an_unknown_period(
    client, programme
):
    ends = [ClauseKind.WINDOW_START, ClauseKind.WINDOW_END]
    feder_convention(programme).clauses.filter(kind__in=ends).delete()

    page = client.get(INDEX).text

    assert "sans limite de jours" in page
    assert "période inconnue" not in page


@pytest.mark.usefixtures("member")
def test_a_year_in_the_address_opens_its_months_and_paper_opens_all(client, spent):
    for asked, opened in (({}, 2), ({"annee": "2023"}, 2), ({"annee": "2022"}, 1)):
        bodies = re.findall(r"<tbody(.*?)>(.*?)</tbody>", client.get(INDEX, asked).text, re.DOTALL)
        years, months = bodies[::2], bodies[1::2]
        assert ["2022" in years[0][1], "2023, en cours" in years[1][1]] == [True, True]
        assert [not mark for mark, _ in months] == [opened == 1, opened == 2]
        assert "décembre" in months[0][1]
        assert "janvier" in months[1][1]
        assert "mai, jusqu’au 15" not in months[1][1]  # nothing in the quarter: one line
        assert "2e\u00a0trimestre en cours" in months[1][1]
        assert ("?annee=2022#" in years[0][1]) == (opened == 2)


@pytest.mark.usefixtures("member")
def test_each_figure_of_an_account_opens_its_rows(client, programme, spent):
    ExpenseFactory(programme=programme, engineering=True, paid=True, paid_on=dt.date(2023, 2, 1))
    page = html.unescape(client.get(INDEX).text)

    sessions = reverse("finance:consumed", args=[spent.public_id])
    january = f"{sessions}?du=01/01/2023&au=31/01/2023"
    rows = reverse("finance:rows", args=[spent.public_id])
    costs = f"{rows}?nature=Co%C3%BBts+annexes&retenu=oui&du=01/02/2023&au=28/02/2023"
    assert costs in page
    assert f'{january}">10,00<' in page  # its value, as its number of passes
    opened = client.get(january)
    assert "1\u00a0pass compté" in opened.text
    assert [row.passes for row in opened.context["listing"].table.data] == [1]
    whole = client.get(sessions, {"fichier": "csv"})
    assert [row[4:] for row in read_csv(whole)[1:]] == [["1", "10,00"], ["4", "40,00"]]
    assert "seances_" in whole["Content-Disposition"]


@pytest.mark.usefixtures("member")
def test_a_share_opens_its_rows_where_passes_alone_make_it(client, programme, spent):
    of_passes = html.unescape(client.get(INDEX).text)
    ExpenseFactory(programme=programme, engineering=True, paid=True, paid_on=dt.date(2023, 2, 1))
    with_costs = html.unescape(client.get(INDEX).text)

    sessions = reverse("finance:consumed", args=[spent.public_id])
    begun = rf"{sessions}\?du=([\d/]+)&au=31/01/2023"
    assert re.findall(begun, of_passes)[:3] == ["01/01/2023"] * 3
    assert re.findall(begun, of_passes)[3][-4:] < "2023"
    assert re.findall(begun, with_costs) == ["01/01/2023"] * 2


@pytest.mark.usefixtures("member")
def test_a_post_of_the_plan_opens_the_expenses_paid_for_it(client, programme):
    convention = feder_convention(programme)
    post = PlanFactory(programme=programme, convention=convention).items.get(amount=50)
    paid = {"programme": programme, "paid": True}
    ExpenseFactory(**paid, kind="other", label="Étude du réseau", amount=Decimal(30), post=post)
    ExpenseFactory(**paid, label="Un lot de pass")

    page = client.get(INDEX)
    rows = reverse("finance:rows", args=[convention.public_id])
    url = f"{rows}?{urlencode({'nature': post.label, 'retenu': 'oui'})}"
    opened, whole = texts(client.get(url)), texts(client.get(rows, {"retenu": "oui"}))

    shown = html.unescape(page.text)
    assert "Par poste du plan" in shown
    assert "Étude du réseau" in opened
    assert "Un lot de pass" not in opened
    assert "Un lot de pass" in whole
    assert {f'href="{url}"', f'href="{rows}?retenu=oui"'} <= {*re.findall(r'href="[^"]+"', shown)}


@pytest.mark.usefixtures("member", "spent")
@pytest.mark.parametrize("year", ["1999", "2024", "abc", "-1"])
def test_a_year_that_has_no_account_is_no_page(client, year):
    assert client.get(INDEX, {"annee": year}).status_code == 404


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_holds_exactly_what_the_page_shows(client, spent, kind):
    url = reverse("finance:export", args=[spent.public_id, kind])

    response = client.get(url, {"annee": "2023"})

    rows = read_csv(response) if kind == "csv" else read_xlsx(response)
    assert rows[0] == [
        "Mois",
        "Pass consommés",
        "Valeur consommée (€)",
        "Coûts annexes retenus (€)",
        "Non retenu (€)",
        "Part du financeur (€)",
        "Part cumulée (€)",
    ]
    assert len(rows) == 1 + 5 + 1  # January to May, and the total
    january = rows[1][0] if kind == "csv" else rows[1][0].date().isoformat()
    assert january == "2023-01-01"
    assert [Decimal(str(cell).replace(",", ".")) for cell in rows[-1][1:]] == [1, 10, 0, 0, 5, 25]
    assert f"compte_{spent.code}_2023.{kind}" in response["Content-Disposition"]


@pytest.mark.usefixtures("member")
def test_a_file_of_another_kind_or_of_nothing_is_no_page(client, programme, spent):
    silent = state_convention(programme, basis=None)

    assert client.get(reverse("finance:export", args=[spent.public_id, "pdf"])).status_code == 404
    assert client.get(reverse("finance:export", args=[silent.public_id, "csv"])).status_code == 404


@pytest.mark.usefixtures("member")
def test_the_convention_of_another_authority_does_not_exist(client):
    stranger = state_convention()

    url = reverse("finance:export", args=[stranger.public_id, "csv"])

    assert client.get(url).status_code == 404


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_label_that_looks_like_a_formula_stays_a_text(client, programme, kind):
    ExpenseFactory(programme=programme, label='=HYPERLINK("http://x")', paid=True)

    response = client.get(EXPENSES, {"fichier": kind})

    if kind == "csv":
        assert read_csv(response)[1][0] == '\'=HYPERLINK("http://x")'
    else:
        cell = openpyxl.load_workbook(io.BytesIO(response.content)).active["A2"]
        assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x")', "s")


@pytest.mark.usefixtures("member")
def test_expenses_are_searched_by_supplier_and_exported_as_found(client, programme):
    ExpenseFactory(programme=programme, supplier=OrganisationFactory(name="Émetteur de titres"))
    ExpenseFactory(programme=programme, label="Formation", paid=True)
    ExpenseFactory(label="Ailleurs")

    page = client.get(EXPENSES, {"q": "émetteur"}).text
    rows = read_csv(client.get(EXPENSES, {"q": "forma", "fichier": "csv"}))

    assert "1\u00a0dépense sur 2" in page
    assert "pas encore payée" in page
    assert [row[0] for row in rows[1:]] == ["Formation"]


@pytest.mark.usefixtures("member")
def test_a_search_that_finds_nothing_says_so(client):
    assert "Aucune dépense pour ces filtres." in client.get(EXPENSES, {"q": "zzz"}).text


@pytest.mark.usefixtures("member")
def test_expenses_are_filtered_by_nature_payment_and_day(client, programme):
    ExpenseFactory(programme=programme, label="Achat de mars", paid=True)
    ExpenseFactory(programme=programme, engineering=True)

    def found(**query):
        return [row[0] for row in read_csv(client.get(EXPENSES, query | {"fichier": "csv"}))[1:]]

    assert found(nature="engineering") == ["Accompagnement au déploiement"]
    assert found(payee="oui") == ["Achat de mars"]
    assert found(payee="non") == ["Accompagnement au déploiement"]
    assert found(du="20/04/2022", au="20/04/2022") == ["Achat de mars"]
    assert found(du="21/04/2022") == []
    assert "Tous" in client.get(EXPENSES, {"poste": "999"}).text


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("url", [INDEX, EXPENSES])
def test_five_rows_ask_no_more_queries_than_one(client, programme, spent, url):
    ExpenseFactory(programme=programme, paid=True)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    ExpenseFactory.create_batch(4, programme=programme, paid=True)
    with CaptureQueriesContext(connection) as five:
        client.get(url)

    assert len(five) == len(one)


@pytest.mark.usefixtures("member")
def test_twenty_keys_ask_no_more_queries_than_one(client, programme, spent):
    """The accounts, the home page and the report: two conventions share the carnets of a lot."""
    conventions = spent, state_convention(programme)
    lot = LotFactory(programme=programme, carnets=20)

    def ask():
        with CaptureQueriesContext(connection) as asked:
            client.get(INDEX)
            client.get(reverse("reporting:home"))
            content_of(spent, Quarter(dt.date(2023, 1, 1)))
        return len(asked)

    asked = []
    for number in range(lot.first_carnet, lot.last_carnet + 1):
        bounds = {"first_carnet": number, "last_carnet": number}
        funding_keys.assign(lot, conventions[number % 2], **bounds, by=SYSTEM.at(NOON))
        if number in {lot.first_carnet, lot.last_carnet}:
            asked.append(ask())

    assert asked[0] == asked[1]


def test_a_distributor_does_not_see_the_accounts(client, programme):
    depot = DepotFactory(programme=programme)
    sign_in(client, UserFactory(role=Role.DISTRIBUTOR, organisation=depot.organisation))

    assert client.get(INDEX).status_code == 403
    assert client.get(EXPENSES).status_code == 403


def test_a_role_that_may_not_read_finance_has_no_expense(programme):
    ExpenseFactory(programme=programme)

    seen = {
        role: Expense.objects.visible_to(
            UserFactory(role=role, organisation=programme.authority)
        ).count()
        for role in (Role.COMPTABLE, Role.REGISSEUR)
    }

    assert seen == {Role.COMPTABLE: 1, Role.REGISSEUR: 0}
