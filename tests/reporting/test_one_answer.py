"""One question has one answer: pages, files, reports and home page say what the reading says."""

import datetime as dt
import html
import io
import re
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.urls import reverse

from accounts.enums import Role
from audit.actors import SYSTEM
from common.formats import count, euros
from finance.readings.statements import statements_of
from finance.readings.texts import Texts
from finance.tables import TABLES
from passnum.programme_file import reading
from passnum.programme_file.loader import load
from programmes.models import Programme
from reporting import documents
from reporting.readings.quarters import reported_conventions
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.distribution import DepotFactory, handed_out_carnet
from tests.factories.finance import ExpenseFactory
from tests.factories.reporting import ReportFactory, spend
from tests.finance.generated import programme_of
from tests.reading import as_csv, texts, words

pytestmark = pytest.mark.django_db
LAST_DAY = dt.datetime(2023, 6, 30, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def last_day(clock):
    clock.instant = LAST_DAY


def active_demo(code):
    """The programme of a shipped file, with passes consumed and costs paid."""
    load(reading.parse(reading.read(f"demo/{code}.toml")), by=SYSTEM, at=NOON)
    programme = Programme.objects.get(code=code)
    depot = DepotFactory(programme=programme, carnets=3)
    for on in (dt.date(2022, 12, 1), dt.date(2023, 5, 9)):
        spend(handed_out_carnet(depot, on=on), 7, on=on + dt.timedelta(days=3))
    for kind, amount in (("engineering", "60000.01"), ("passes", "12345.67")):
        paid = {"paid": True, "kind": kind, "amount": Decimal(amount)}
        ExpenseFactory(programme=programme, **paid)
    return programme


HEADS = {
    "Pass": "passes",
    "Valeur (€)": "value",
    "Dépenses payées (€\u00a0HT)": "value",
    "Coûts annexes\u00a0(€)": "engineering",
    "Non retenu (€)": "outside",
    "Part (€)": "share",
    "Part acquise (€)": "share",
    "Cumul (€)": "share_reached",
}


def numbers(cells):
    """Those of the last row of a file, without its first cell."""
    return [Decimal(str(cell).replace(",", ".")) for cell in cells[1:]]


def of_page(page, convention):
    """The foot of the table of an account, by head of column, and the amounts explained."""
    account = rf'aria-labelledby="compte-{convention.pk}".*?</section>'
    section = re.search(account, page, re.DOTALL)[0]
    months, _, _ = section.partition("Par poste du plan")
    heads = re.findall(r'<th scope="col" class="num">(.*?)</th>', months)
    foot = re.search(r"<tfoot>.*?</tfoot>", months, re.DOTALL)[0]
    foot = re.sub(r'<span class="visually-hidden">.*?</span>', "", foot, flags=re.DOTALL)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", foot, re.DOTALL)
    plain = [re.sub(r"[^0-9,−]", "", re.sub("<.*?>", "", html.unescape(one))) for one in cells]
    values = [Decimal(one.replace(",", ".")) for one in plain]
    said = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*(.*?)\s*<br", section, re.DOTALL))
    return dict(zip((html.unescape(head) for head in heads), values, strict=True)), said


def check_account(client, statement):
    """The page of Finances and its files say the totals of the reading."""
    convention, totals = statement.convention, statement.totals
    table = TABLES[statement.terms.basis](statement)
    names = [column.name for column in table.columns][1:]
    expected = [table.totals[name] for name in names]
    foot, said = of_page(client.get(reverse("finance:index")).text, convention)
    shown = {HEADS[head]: value for head, value in foot.items()}
    assert {"value", "share", "share_reached"} <= shown.keys()
    assert shown == {name: totals[name] for name in shown}
    hidden = {"engineering", "outside"} - shown.keys()
    assert all(not totals[name] for name in hidden) or statement.terms.basis == "purchased"
    share = {euros(statement.share.amount), euros(totals["share_reached"])}
    assert share == {said["Part du financeur"]}
    for kind in ("csv", "xlsx"):
        answer = client.get(reverse("finance:export", args=[convention.public_id, kind]))
        last = as_csv(answer)[-1] if kind == "csv" else None
        if kind == "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(answer.content))
            last = [cell.value for cell in list(book.active.iter_rows())[-1]]
            book.close()
        assert numbers(last) == expected


def check_report(client, statement, with_pdf):
    """The frozen data, the page and the PDF of the quarter say the totals of the reading."""
    totals = statement.totals
    report = ReportFactory(
        convention=statement.convention, starts_on=dt.date(2023, 4, 1), ends_on=dt.date(2023, 6, 30)
    )
    data = documents.data_of(report, at=LAST_DAY)
    money, volumes = data["facts"]["money"], data["facts"]["volumes"]
    repaid = statement.advance and statement.advance.to_repay
    assert {name: money[name] and Decimal(money[name]) for name in AMOUNTS} == {
        "consumed": totals["value"],
        "engineering": totals["engineering"],
        "outside": totals["outside"],
        "state_share": totals["share_reached"],
        "to_repay": repaid,
    }
    (spent,) = (one["reached"] for one in volumes if one["name"] == "spent")
    assert spent == totals["passes"]
    ReportFactory._meta.model.objects.filter(pk=report.pk).update(
        state="ready", produced_at=NOON, data=data, document=b"%PDF"
    )
    shown = [words(client.get(reverse("reporting:report", args=[report.public_id])))]
    if with_pdf:
        pages = pypdf.PdfReader(io.BytesIO(documents.render(data))).pages
        shown.append(" ".join(" ".join(one.extract_text() for one in pages).split()))
    for text in shown:
        assert said(f"Part du financeur {euros(totals['share_reached'])}") in text
        assert said(f"Valeur des pass consommés {euros(totals['value'])}") in text
        if repaid is not None:
            assert said(f"À rembourser si plus rien n’est consommé {euros(repaid)}") in text


def check_all(client, programme, with_pdf):
    manager = UserFactory(role=Role.MANAGER, organisation=programme.authority)
    sign_in(client, manager)
    conventions = programme.conventions.select_related("programme").order_by("pk")
    statements = statements_of(conventions, LAST_DAY.date())
    assert statements
    for statement in statements:
        check_account(client, statement)
    home = texts(client.get(reverse("reporting:home")))
    reported = reported_conventions(Texts(programme))
    assert reported
    for convention in reported:
        (told,) = (one for one in statements if one.convention == convention)
        check_report(client, told, with_pdf)
        assert said(count(told.totals["passes"], "pass consommé")) in home


AMOUNTS = ("consumed", "engineering", "outside", "state_share", "to_repay")


def said(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("seed", range(3))
def test_a_generated_programme_has_one_answer_to_each_question(client, seed):
    programme, _ = programme_of(seed)

    check_all(client, programme, with_pdf=seed == 0)


@pytest.mark.parametrize("code", ["pas-de-calais", "hauts-de-france"])
def test_a_shipped_programme_has_one_answer_to_each_question(client, code):
    check_all(client, active_demo(code), with_pdf=True)
