"""The statements of the funders, the expenses, and their files."""

from uuid import UUID

from django.db.models import Count, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.lists import FILE_KINDS, file_response, list_response, listing
from common.parsing import parse_whole
from conventions.models import Convention
from conventions.querysets import ConventionQuerySet
from finance.filters import AccountRowFilters, ExpenseFilters, SessionFilters
from finance.models import Expense
from finance.pages import accounts_of, lead_of
from finance.readings.paid_rows import PaidRows
from finance.readings.spending import Spending
from finance.readings.statements import rows_of, statements_of
from finance.tables import AccountRowTable, ExpenseTable, SessionTable, statement_sheet
from programmes.http import ProgrammeRequest


@needs(Permission.FINANCE_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The account of each funder; the months of the year in the address are shown."""
    today = clock.today()
    accounts = accounts_of(_conventions(request).order_by("pk"), today, _year(request))
    context = {"accounts": accounts, "lead": lead_of(accounts), "today": today}
    context["reads_texts"] = request.user.can(Permission.CONVENTION_READ)
    return render(request, "finance/index.html", context)


@needs(Permission.FINANCE_READ)
def consumed(request: ProgrammeRequest, convention_id: UUID) -> HttpResponse:
    """The sessions whose passes a convention counts, newest first, between two days."""
    convention = get_object_or_404(_conventions(request), public_id=convention_id)
    spending = Spending(request.programme, clock.today())
    sessions = PaidRows(convention, spending).consumed().sessions().select_related("place")
    sessions = sessions.only("held_on", "service", "receipt", "place__name")
    filters = SessionFilters(request.GET, sessions.order_by("-held_on", "-pk"))
    sums = filters.qs.aggregate(Sum("passes", default=0), Sum("euros", default=0), n=Count("pk"))
    totals = {"passes": sums["passes__sum"], "euros": sums["euros__sum"]}
    table = SessionTable(filters.qs, totals=totals, length=sums["n"])
    listed = listing(request, table, filters)
    name = f"seances_{convention.code}"
    context = {"convention": convention, "totals": totals}
    return list_response(request, listed, "finance/consumed.html", name=name, **context)


@needs(Permission.FINANCE_READ)
def rows(request: ProgrammeRequest, convention_id: UUID) -> HttpResponse:
    """The rows that the account of a convention reads, and what it keeps of each."""
    convention = get_object_or_404(_conventions(request), public_id=convention_id)
    found = rows_of(PaidRows(convention, Spending(request.programme, clock.today())))
    filters = AccountRowFilters(request.GET, every=found)
    table = AccountRowTable(filters.kept)
    listed = listing(request, table, filters)
    context = {"convention": convention, "totals": table.totals, "today": clock.today()}
    name = f"lignes_{convention.code}"
    return list_response(request, listed, "finance/rows.html", name=name, **context)


@needs(Permission.FINANCE_READ)
def export(request: ProgrammeRequest, convention_id: UUID, kind: str) -> HttpResponse:
    """The file of one account, with the months that the page shows."""
    convention = get_object_or_404(_conventions(request), public_id=convention_id)
    year = _year(request)
    statements = statements_of([convention], clock.today(), year=year)
    if not statements or kind not in FILE_KINDS:
        raise Http404
    name = f"compte_{convention.code}_{year or 'tout'}"
    return file_response(statement_sheet(statements[0]), name, kind)


@needs(Permission.FINANCE_READ)
def expenses(request: ProgrammeRequest) -> HttpResponse:
    """The expenses that the filters find, newest payment first."""
    visible = Expense.objects.visible_to(request.user).filter(programme=request.programme)
    newest_first = visible.select_related("supplier", "post").order_by("-paid_on", "-pk")
    filters = ExpenseFilters(request.GET, newest_first, request=request)
    of_posts = visible.filter(post__isnull=False).exists()
    table = ExpenseTable(filters.qs, exclude=() if of_posts else ("post",))
    listed = listing(request, table, filters)
    name = f"depenses_{request.programme.code}"
    return list_response(request, listed, "finance/expenses.html", name=name)


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
