"""Finance pages: each funder's basis by month, the expenses, and their files."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.lists import FILE_KINDS, answer, file_answer, listing
from common.parsing import parse_whole
from conventions.http import ProgrammeRequest
from conventions.models import Convention
from finance.filters import ExpenseFilters
from finance.models import Expense
from finance.statements import Statement, statements_of
from finance.tables import TABLES, ExpenseTable, StatementTable, sheet_of

FIRST_YEAR = 2020  # the first votes of the programmes


@dataclass(frozen=True, slots=True)
class Account:
    """A statement with the table that shows it."""

    statement: Statement
    table: StatementTable


@require_GET
@needs(Permission.FINANCE_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    year = _year(request)
    conventions = Convention.objects.visible_to(request.user).filter(programme=request.programme)
    statements = statements_of(
        conventions.select_related("programme", "funder").order_by("pk"), clock.today(), year=year
    )
    accounts = [Account(one, TABLES[one.basis](one)) for one in statements]
    context = {
        "accounts": accounts,
        "year": year,
        "years": range(FIRST_YEAR, clock.today().year + 1),
        "today": clock.today(),
    }
    return render(request, "finance/index.html", context)


@require_GET
@needs(Permission.FINANCE_READ)
def export(request: ProgrammeRequest, convention_id: UUID, kind: str) -> HttpResponse:
    """The file of one account, with the months that the page shows."""
    visible = Convention.objects.visible_to(request.user).filter(programme=request.programme)
    convention = get_object_or_404(
        visible.select_related("programme", "funder"), public_id=convention_id
    )
    year = _year(request)
    statements = statements_of([convention], clock.today(), year=year)
    if not statements or kind not in FILE_KINDS:
        raise Http404
    table = TABLES[statements[0].basis](statements[0])
    name = f"{statements[0].basis}_{convention.code}_{year or 'tout'}"
    return file_answer(sheet_of(table), name, kind)


@require_GET
@needs(Permission.FINANCE_READ)
def expenses(request: ProgrammeRequest) -> HttpResponse:
    """The expenses that the filters find, newest payment first."""
    visible = Expense.objects.visible_to(request.user).filter(programme=request.programme)
    rows = visible.select_related("supplier").order_by("-paid_on", "-pk")
    filters = ExpenseFilters(request.GET, rows)
    table = ExpenseTable(filters.qs)
    listed = listing(request, table, filters)
    name = f"depenses_{request.programme.code}"
    return answer(request, listed, "finance/expenses.html", name=name, total=len(table.rows))


def _year(request: ProgrammeRequest) -> int | None:
    """The year of the address; an unknown one is no page."""
    asked = request.GET.get("annee", "")
    if not asked:
        return None
    year = parse_whole(asked)
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    return year
