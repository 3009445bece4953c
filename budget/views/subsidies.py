"""Subsidies to third parties: the list, the page of one, its form, payments and report."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.actions import act_with_organisations
from accounts.enums import Permission
from accounts.http import by_and_at, needs
from accounts.readings import organisations_known_to
from audit.journal import last_change
from budget import readings
from budget.actions import subsidies
from budget.filters import SubsidyFilters
from budget.forms.subsidies import PaymentForm, ReportForm, SubsidyForm, subsidy_initial
from budget.models import Subsidy
from budget.pages.subsidies import subsidy_page, subsidy_summary
from budget.tables import SubsidyTable
from common import clock
from common.errors import Refusal
from common.formats import day, euros
from common.http import add_refusal
from common.lists import list_response, listing
from files.pages import files_of
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every subsidy that the authority pays to a third party."""
    rows = _subsidies(request).order_by("-deliberation__session_on", "pk")
    filters = SubsidyFilters(request.GET, rows, programme=request.programme)
    table = SubsidyTable(filters.qs, today=clock.today())
    listed = listing(request, table, filters)
    can_write = request.user.can(Permission.CONVENTION_WRITE)
    page = {"total": len(table.rows), "can_write": can_write}
    return list_response(request, listed, "budget/subsidies.html", name="subventions", **page)


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A subsidy, the third party's budget on both sides, payments, report and files."""
    found = _subsidy(request, public_id)
    page = {
        **subsidy_page(found, clock.today()),
        "files": files_of(found, request.user),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
        "can_edit": request.user.can(Permission.CONVENTION_WRITE) and not found.paid,
        "can_pay": request.user.can(Permission.BUDGET_COMMIT) and found.left > 0,
        "can_report": request.user.can(Permission.OBLIGATION_FOLLOW),
    }
    return render(request, "budget/subsidy.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    form = SubsidyForm(
        request.POST or None,
        programme=request.programme,
        organisations=organisations_known_to(request.programme.authority),
    )
    if form.is_valid():
        try:
            found = _record(request, form)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            message = f"Subvention enregistrée\u00a0: {euros(found.amount)} engagés."
            messages.success(request, message)
            return redirect("budget:subsidy", public_id=found.public_id)
    return render(request, "budget/add_subsidy.html", {"form": form})


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct a subsidy; refused once a part of it is paid."""
    found = _subsidy(request, public_id)
    form = SubsidyForm(
        request.POST or None,
        programme=request.programme,
        organisations=organisations_known_to(request.programme.authority),
        changed_by=partial(last_change, found),
        **subsidy_initial(found),
    )
    if form.is_valid():
        try:
            _edit(request, found, form)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Subvention corrigée.")
            return redirect("budget:subsidy", public_id=public_id)
    return render(request, "budget/edit_subsidy.html", {"subsidy": found, "form": form})


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def pay(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    found = _subsidy(request, public_id)
    initial = {"on": clock.today(), "amount": found.left}
    form = PaymentForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            paid = subsidies.pay(found, **form.cleaned_data, **by_and_at(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{euros(paid.amount)} payés le {day(paid.paid_on)}.")
            return redirect("budget:subsidy", public_id=public_id)
    page = {"subsidy": found, "form": form, "lead": subsidy_summary(found)}
    return render(request, "budget/pay_subsidy.html", page)


@needs(Permission.OBLIGATION_FOLLOW, "GET", "POST")
def receive_report(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record the day when the third party's report is received, or correct it."""
    found = _subsidy(request, public_id)
    initial = {"on": found.report_received_on or clock.today()}
    form = ReportForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            subsidies.receive_report(found, **form.cleaned_data, **by_and_at(request))
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Bilan reçu le {day(form.cleaned_data['on'])}.")
            return redirect("budget:subsidy", public_id=public_id)
    return render(request, "budget/receive_report.html", {"subsidy": found, "form": form})


def _record(request: ProgrammeRequest, form: SubsidyForm) -> Subsidy:
    return act_with_organisations(
        [form.organisation_answer.facts],
        lambda found: subsidies.record(
            request.programme, beneficiary=found[0], **form.facts, **by_and_at(request)
        ),
        **by_and_at(request),
    )


def _edit(request: ProgrammeRequest, found: Subsidy, form: SubsidyForm) -> None:
    today = clock.today()
    act_with_organisations(
        [form.organisation_answer.facts],
        lambda named: subsidies.edit(
            found, beneficiary=named[0], today=today, **form.facts, **by_and_at(request)
        ),
        **by_and_at(request),
    )


def _subsidies(request: ProgrammeRequest) -> QuerySet[Subsidy]:
    rows = Subsidy.objects.visible_to(request.user).filter(programme=request.programme)
    return readings.with_payments_and_line(rows)


def _subsidy(request: ProgrammeRequest, public_id: UUID) -> Subsidy:
    return get_object_or_404(_subsidies(request), public_id=public_id)
