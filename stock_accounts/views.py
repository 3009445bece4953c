"""The compte d’emploi and the bordereau of a depot or of all, over a period of the address."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.lists import FILE_KINDS, FILE_PARAMETER, file_response
from common.sheets import Sheet
from programmes.http import ProgrammeRequest
from stock_accounts.documents import (
    Statement,
    account_sheet,
    file_name,
    rows_sheet,
    statement_pdf,
)
from stock_accounts.pages import form_of, page, scope_asked, statement_of

PAGES = {"compte": "stock_accounts/compte.html", "bordereau": "stock_accounts/bordereau.html"}


@needs(Permission.STOCK_READ)
def account(request: ProgrammeRequest) -> HttpResponse:
    """What came in and went out, by cause."""
    return _shown(request, "compte", account_sheet)


@needs(Permission.STOCK_READ)
def bordereau(request: ProgrammeRequest) -> HttpResponse:
    """The movements of one depot, or the account of each."""
    return _shown(request, "bordereau", rows_sheet)


@needs(Permission.STOCK_READ)
def account_pdf(request: ProgrammeRequest) -> HttpResponse:
    return _printed(request, "compte")


@needs(Permission.STOCK_READ)
def bordereau_pdf(request: ProgrammeRequest) -> HttpResponse:
    return _printed(request, "bordereau")


def _shown(
    request: ProgrammeRequest, kind: str, sheet_of: Callable[[Statement], Sheet]
) -> HttpResponse:
    today = clock.today()
    form = form_of(request.user, request.programme, request.GET, on=today)
    file = request.GET.get(FILE_PARAMETER)
    template = PAGES[kind]
    if not form.is_valid():
        return render(request, template, {"form": form}, status=404 if file else 200)
    scope = scope_asked(request.user, request.programme, form)
    said = statement_of(scope, with_rows=kind == "bordereau")
    if file is None:
        return render(request, template, page(said, form, on=today))
    if file not in FILE_KINDS:
        raise Http404
    return file_response(sheet_of(said), file_name(kind, scope), file)


def _printed(request: ProgrammeRequest, kind: str) -> HttpResponse:
    form = form_of(request.user, request.programme, request.GET, on=clock.today())
    if not form.is_valid():
        raise Http404
    scope = scope_asked(request.user, request.programme, form)
    said = statement_of(scope, with_rows=kind == "bordereau")
    by = author_of(request)
    written = statement_pdf(kind, said, by=by.label, at=by.at)
    answer = HttpResponse(written, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{file_name(kind, scope)}.pdf"'
    return answer
