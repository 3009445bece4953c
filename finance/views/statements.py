"""The statements of the funders, the expenses, and their files."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.lists import FILE_KINDS, file_response, list_response, listing
from common.parsing import parse_whole
from conventions.models import Convention
from conventions.querysets import ConventionQuerySet
from finance.filters import ExpenseFilters
from finance.models import Expense
from finance.pages import accounts_of
from finance.tables import ExpenseTable, statement_sheet
from programmes.http import ProgrammeRequest


@needs(Permission.FINANCE_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The account of each funder, for one year or for all."""
    year, today = _year(request), clock.today()
    conventions = _conventions(request).order_by("pk")
    accounts = accounts_of(conventions, today, year)
    firsts = [month.year for one in accounts if (month := one.statement.first_month)]
    context = {
        "accounts": accounts,
        "year": year,
        "years": range(min(firsts, default=today.year), today.year + 1),
        "today": today,
    }
    return render(request, "finance/index.html", context)


@needs(Permission.FINANCE_READ)
def export(request: ProgrammeRequest, convention_id: UUID, kind: str) -> HttpResponse:
    """The file of one account, with the months that the page shows."""
    convention = get_object_or_404(_conventions(request), public_id=convention_id)
    year = _year(request)
    accounts = accounts_of([convention], clock.today(), year)
    if not accounts or kind not in FILE_KINDS:
        raise Http404
    name = f"{accounts[0].statement.terms.basis}_{convention.code}_{year or 'tout'}"
    return file_response(statement_sheet(accounts[0]), name, kind)


@needs(Permission.FINANCE_READ)
def expenses(request: ProgrammeRequest) -> HttpResponse:
    """The expenses that the filters find, newest payment first."""
    visible = Expense.objects.visible_to(request.user).filter(programme=request.programme)
    newest_first = visible.select_related("supplier").order_by("-paid_on", "-pk")
    filters = ExpenseFilters(request.GET, newest_first)
    table = ExpenseTable(filters.qs)
    listed = listing(request, table, filters)
    name = f"depenses_{request.programme.code}"
    return list_response(request, listed, "finance/expenses.html", name=name, total=len(table.rows))


def _conventions(request: ProgrammeRequest) -> ConventionQuerySet:
    """The conventions of the programme that the user may see, with what a statement reads."""
    visible = Convention.objects.visible_to(request.user)
    return visible.filter(programme=request.programme).select_related("programme", "funder")


def _year(request: ProgrammeRequest) -> int | None:
    """The year in the address, None when none is given; 404 when it is not one of the programme."""
    asked = request.GET.get("annee", "")
    if not asked:
        return None
    year = parse_whole(asked)
    if year not in request.programme.years or year > clock.today().year:
        raise Http404
    return year
