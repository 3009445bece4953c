"""Finance pages: each funder's basis by month, the expenses, and their files."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import needs
from common import clock
from common.http import searched
from common.parsing import parse_whole
from common.sheets import Sheet, to_csv, to_xlsx
from common.tables import PER_PAGE
from conventions.http import ProgrammeRequest
from conventions.models import Convention
from finance.models import Expense
from finance.querysets import ExpenseQuerySet
from finance.statements import Statement, statements_of
from finance.tables import TABLES, ExpenseTable, StatementTable, sheet_of

KINDS: dict[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", to_xlsx),
}
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
    if not statements:
        raise Http404
    table = TABLES[statements[0].basis](statements[0])
    name = f"{statements[0].basis}_{convention.code}_{year or 'tout'}"
    return _file(sheet_of(table), name, kind)


@require_GET
@needs(Permission.FINANCE_READ)
def expenses(request: ProgrammeRequest) -> HttpResponse:
    query = searched(request)
    table = ExpenseTable(_expenses(request, query))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if query:
        table.empty_text = f"Aucune dépense pour «\u00a0{query}\u00a0»."
    return render(request, "finance/expenses.html", {"table": table, "query": query})


@require_GET
@needs(Permission.FINANCE_READ)
def expenses_export(request: ProgrammeRequest, kind: str) -> HttpResponse:
    """Every expense that the list finds, in its order."""
    table = ExpenseTable(_expenses(request, searched(request)))
    RequestConfig(request, paginate=False).configure(table)
    return _file(sheet_of(table), f"depenses_{request.programme.code}", kind)


def _expenses(request: ProgrammeRequest, query: str) -> ExpenseQuerySet:
    found = Expense.objects.visible_to(request.user).filter(programme=request.programme)
    if query:
        found = found.filter(
            Q(label__icontains=query)
            | Q(invoice__icontains=query)
            | Q(mandat_number__icontains=query)
            | Q(supplier__name__icontains=query)
        )
    return found.select_related("supplier").order_by("-paid_on", "-pk")


def _year(request: ProgrammeRequest) -> int | None:
    """The year of the address; an unknown one is no page."""
    asked = request.GET.get("annee", "")
    if not asked:
        return None
    year = parse_whole(asked)
    if not FIRST_YEAR <= year <= clock.today().year:
        raise Http404
    return year


def _file(sheet: Sheet, name: str, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    content_type, write = KINDS[kind]
    response = HttpResponse(write(sheet), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
