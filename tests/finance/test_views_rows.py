"""Each figure of an account opens the rows that it is the sum of."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from common.formats import number
from finance.enums import ExpenseKind
from finance.pages import accounts_of
from finance.readings.account_rows import ABOVE, CONSUMED, LATE
from finance.readings.statements import statements_of
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.distribution import DepotFactory, handed_out_carnet
from tests.factories.finance import ExpenseFactory
from tests.factories.programmes import ProgrammeFactory
from tests.factories.reporting import feder_convention, spend, state_convention
from tests.finance.generated import END, programme_of
from tests.reading import as_csv, texts, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SEEDS = (2, 3)  # with caps, keys, days that do not count, and posts
SHARES = {"Part (€)", "Part acquise (€)", "Cumul (€)"}
OTHER_COLUMN = {"Pass": "passes", "Valeur (€)": "euros", "Non retenu (€)": "outside"}


def figures_of(account):
    """The figures of an account that open a page, each with its column and its row."""
    rows = [row for year in account.years for row in (year.row, *year.rows)]
    for row in [*rows, account.total]:
        for head, cell in zip(account.head, row.cells, strict=True):
            yield row.label, head, cell
    for row in account.posts:
        yield row.label, "Payé (€\u00a0HT)", row.cells[1]


def signed_in(client, programme):
    sign_in(client, UserFactory(role=Role.FINANCE, organisation=programme.authority))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_figure_opens_rows_that_make_it(client, clock, seed):
    programme, made = programme_of(seed)
    clock.at(dt.datetime.combine(END, dt.time(12), dt.UTC))
    signed_in(client, programme)
    opened, wrong = {}, []

    for account in accounts_of([convention for convention, _ in made], END, None):
        for label, head, cell in figures_of(account):
            if head in SHARES or not cell.url:
                wrong += [(label, head)] if not cell.url and cell.text.strip("0,") else []
                continue
            if cell.url not in opened:
                opened[cell.url] = client.get(cell.url).context["listing"].table.totals
            sums = opened[cell.url]
            column = OTHER_COLUMN.get(head, "kept")
            said = number(sums[column], None if column == "passes" else 2)
            wrong += [(label, head, cell.text, said)] if said != cell.text else []

    assert opened
    assert wrong == []


def test_each_row_says_why_it_is_not_kept(client):
    programme = ProgrammeFactory(with_calendar=True)
    depot = DepotFactory(programme=programme, carnets=1)
    carnet = handed_out_carnet(depot, on=dt.date(2022, 12, 1))
    spend(carnet, 4, on=dt.date(2022, 12, 15))
    convention = state_convention(programme, engineering_cap={"rate": Decimal(10)})
    for on, amount in ((dt.date(2022, 1, 5), "300000.00"), (dt.date(2030, 1, 5), "10.00")):
        paid = {"engineering": True, "paid": True, "amount": Decimal(amount), "paid_on": on}
        ExpenseFactory(programme=programme, **paid)
    (statement,) = statements_of([convention], dt.date(2030, 2, 1))

    assert statement.counted.above > 0
    assert statement.counted.outside == statement.counted.above + 10
    signed_in(client, programme)
    address = reverse("finance:rows", args=[convention.public_id])
    page = client.get(address, {"retenu": "non"})
    assert "1\u00a0ligne sur 2" in page.text
    assert ABOVE in page.text
    assert LATE not in page.text  # paid later than today: not read yet
    assert "tout est retenu" in client.get(address, {"nature": CONSUMED}).text
    assert "Aucune ligne pour ces filtres" in texts(client.get(address, {"du": "01/01/2023"}))
    assert "40,00 € retenus sur 40,00 €" in words(client.get(address, {"q": "4 pass"}))
    assert [row[2] for row in as_csv(client.get(address, {"fichier": "csv"}))[1:]]


def test_purchases_and_other_posts_are_rows(client):
    programme = ProgrammeFactory()
    convention = feder_convention(programme)
    ExpenseFactory(programme=programme, paid=True, paid_on=dt.date(2020, 1, 1))
    signed_in(client, programme)
    address = reverse("finance:rows", args=[convention.public_id])

    page = client.get(address, {"nature": ExpenseKind.PASSES.label})

    assert "0,00 € retenus" in words(page)
    assert LATE in page.text
