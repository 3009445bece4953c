"""Subsidies to third parties: the list, the page of one, its form, payments and report."""

from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.models import Organisation
from audit.journal import last_change
from budget import readings
from budget.actions import subsidies
from budget.filters import SubsidyFilters
from budget.forms.subsidies import PaymentForm, ReportForm, SubsidyForm, subsidy_initial
from budget.models import Subsidy, SubsidyPayment
from budget.pages.subsidies import subsidy_page, subsidy_summary
from budget.tables import SubsidyTable
from budget.views.trials import read_first
from common import clock
from common.form_pages import Settled, done, form_page, posted_data, settled_page
from common.formats import day, euros
from common.http import address
from common.lists import list_response, listing
from files.pages import files_of
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every subsidy that the authority pays to a third party."""
    rows = _subsidies(request).order_by("-deliberation__session_on", "pk")
    filters = SubsidyFilters(request.GET, rows)
    table = SubsidyTable(filters.qs, today=clock.today())
    listed = listing(request, table, filters)
    page = {"can_write": request.user.can(Permission.CONVENTION_WRITE)}
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
        "is_own": found.written_by_id == request.user.pk,
        "can_report": request.user.can(Permission.OBLIGATION_FOLLOW),
    }
    return render(request, "budget/subsidy.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    form = SubsidyForm(posted_data(request), programme=request.programme)

    def record(named: list[Organisation]) -> Subsidy:
        whom = {"beneficiary": named[0], **form.facts}
        return subsidies.record(request.programme, **whom, by=author_of(request))

    def act() -> HttpResponse:
        answers = [form.organisation_answer]
        found = organisations.act_with(answers, record, by=author_of(request))
        said = f"Subvention enregistrée\u00a0: {euros(found.amount)} engagés."
        return done(request, said, "budget:subsidy", found.public_id)

    return form_page(request, "budget/add_subsidy.html", form, act)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct a subsidy; refused once a part of it is paid."""
    found = _subsidy(request, public_id)
    form = SubsidyForm(
        posted_data(request),
        programme=request.programme,
        changed_by=partial(last_change, found),
        **subsidy_initial(found),
    )

    def correct(named: list[Organisation]) -> Subsidy:
        whom = {"beneficiary": named[0], "today": clock.today(), **form.facts}
        return subsidies.edit(found, **whom, by=author_of(request))

    def act() -> HttpResponse:
        answers = [form.organisation_answer]
        organisations.act_with(answers, correct, by=author_of(request))
        return done(request, "Subvention corrigée.", "budget:subsidy", public_id)

    return form_page(request, "budget/edit_subsidy.html", form, act, subsidy=found)


@needs(Permission.BUDGET_COMMIT, "GET", "POST")
def pay(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record a payment; who wrote the subsidy is told that another person does."""
    found = _subsidy(request, public_id)
    if found.written_by_id == request.user.pk:
        url = address("budget:subsidy", public_id)
        told = Settled("Enregistrer un paiement", subsidies.OWN, url, "Revenir à la subvention")
        return settled_page(request, told)
    initial = {"on": clock.today(), "amount": found.left}
    form = PaymentForm(posted_data(request), initial=initial)

    def record() -> SubsidyPayment:
        return subsidies.pay(found, **form.cleaned_data, by=author_of(request))

    def left(paid: SubsidyPayment) -> str:
        return f"Il restera {euros(paid.subsidy.left)} à payer."

    def answer(paid: SubsidyPayment) -> HttpResponse:
        said = f"{euros(paid.amount)} payés le {day(paid.paid_on)}."
        return done(request, said, "budget:subsidy", public_id)

    page = {"subsidy": found, "lead": subsidy_summary(found)}
    return read_first(request, "budget/pay_subsidy.html", form, record, (left, answer), **page)


@needs(Permission.OBLIGATION_FOLLOW, "GET", "POST")
def receive_report(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record the day when the third party's report is received, or correct it."""
    found = _subsidy(request, public_id)
    initial = {"on": found.report_received_on or clock.today()}
    form = ReportForm(posted_data(request), initial=initial)

    def act() -> HttpResponse:
        received = subsidies.receive_report(found, **form.cleaned_data, by=author_of(request))
        said = f"Bilan reçu le {day(received.report_received_on)}."
        return done(request, said, "budget:subsidy", public_id)

    return form_page(request, "budget/receive_report.html", form, act, subsidy=found)


def _subsidies(request: ProgrammeRequest) -> QuerySet[Subsidy]:
    rows = Subsidy.objects.visible_to(request.user).filter(programme=request.programme)
    return readings.with_payments_and_line(rows)


def _subsidy(request: ProgrammeRequest, public_id: UUID) -> Subsidy:
    return get_object_or_404(_subsidies(request), public_id=public_id)
