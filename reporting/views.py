"""The pages of reporting: home, figures, reports and what is to be looked at."""

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.sealed_search import sealed_search, with_words
from common import clock
from common.form_pages import Settled, done, form_page, posted_data, settled_page
from common.formats import legal_day
from common.forms import Form
from common.http import refusals_shown
from common.lists import FILE_KINDS, FILE_PARAMETER, file_response, list_response, listing
from conventions.models import Convention
from deadlines.forms import new_proof
from deadlines.readings import state_in_words
from finance.readings.texts import Texts
from programmes.http import ProgrammeRequest
from reporting import documents, tasks
from reporting.actions import alerts, reports
from reporting.enums import ReportState
from reporting.filters import AlertFilters
from reporting.forms import DayForm, SeeForm, SendReportForm
from reporting.models import Alert, Report
from reporting.pages.alerts import see_step, settled
from reporting.pages.figures import figures_page
from reporting.pages.home import home_context, without_programme
from reporting.pages.register import register, register_sheet
from reporting.pages.reports import corrected_since, report_check, reports_page
from reporting.readings.quarters import STATE_FAMILIES, met_by
from reporting.rules import Quarter, quarter_named
from reporting.tables import AlertTable

READ_WITH = ("convention__programme", "occurrence__obligation__convention__programme")


@require_GET
def home(request: ProgrammeRequest) -> HttpResponse:
    """The first page after sign-in; a mediator goes to the page that redeems passes."""
    if request.user.can(Permission.REDEEM) and not request.user.can(Permission.HOME_READ):
        return redirect("mediation:redeem")
    return _home(request)


@needs(Permission.HOME_READ)
def _home(request: ProgrammeRequest) -> HttpResponse:
    if request.programme is None:
        return render(request, "reporting/no_programme.html", without_programme(request.user))
    context = home_context(request.user, request.programme, clock.now())
    return render(request, "reporting/home.html", context)


@needs(Permission.REPORT_READ)
def figures(request: ProgrammeRequest) -> HttpResponse:
    """The counts of passes on a day, by lot, civil year, category of people and territory."""
    form = DayForm(request.GET, today=clock.today())
    page = figures_page(request.programme, form.day)
    return render(request, "reporting/figures.html", {"form": form, **page})


@needs(Permission.REPORT_READ)
def report_list(request: ProgrammeRequest) -> HttpResponse:
    """The quarters and their reports, and which ones the user may request."""
    context = reports_page(request.user, request.programme, clock.today())
    for group in context["groups"]:
        RequestConfig(request).configure(group.table)
    return render(request, "reporting/reports.html", context)


@needs(Permission.REPORT_READ)
def report_detail(request: ProgrammeRequest, report_id: UUID) -> HttpResponse:
    """One version of a report, as a page."""
    found = _report(request, report_id)
    document = documents.ReportDocument(**found.data) if found.data else None
    versions = Report.objects.visible_to(request.user).filter(
        convention=found.convention, kind=found.kind, starts_on=found.starts_on
    )
    met = met_by(found)
    context = {
        "report": found,
        "document": document,
        "corrected": corrected_since(found, document) if document else None,
        "family": STATE_FAMILIES[ReportState(found.state)],
        "versions": versions.defer("data", "document").order_by("-version"),
        "weight": len(found.document) // 1024 if found.document else 0,
        "occurrence": met,
        "met": state_in_words(met, clock.today()) if met else "",
        "can_send": document is not None and request.user.can(Permission.OBLIGATION_FOLLOW),
    }
    return render(request, "reporting/report.html", context)


@needs(Permission.REPORT_READ)
def report_file(request: ProgrammeRequest, report_id: UUID) -> HttpResponse:
    """The PDF of a version, as it was frozen."""
    found = _report(request, report_id)
    if found.document is None:
        raise Http404
    response = HttpResponse(bytes(found.document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{documents.file_name(found)}"'
    return response


@needs(Permission.REPORT_PRODUCE, "GET", "POST")
def produce(request: ProgrammeRequest, convention_id: UUID, code: str) -> HttpResponse:
    """Show what the report of a quarter would freeze, then request it; a worker produces it."""
    quarter = quarter_named(code)
    if quarter is None:
        raise Http404
    by, texts = author_of(request), Texts(request.programme)
    convention = next((one for one in texts.standing if one.public_id == convention_id), None)
    if convention is None:
        raise Http404
    with refusals_shown(request):
        if request.method != "POST":
            return _check(request, convention, quarter, legal_day(by.at), texts)
        report = reports.request(convention, quarter, on=legal_day(by.at), by=by)
        # A broker that is down delays the report, nothing more: the scheduler finds the row.
        start = partial(tasks.produce.delay, report_id=report.pk)
        transaction.on_commit(start, robust=True)
        return redirect("reporting:report", report.public_id)
    return redirect("reporting:reports")


def _check(
    request: ProgrammeRequest,
    convention: Convention,
    quarter: Quarter,
    today: dt.date,
    texts: Texts,
) -> HttpResponse:
    reports.check_covered(convention, quarter, today, texts)
    check = report_check(convention, quarter, today, texts)
    if isinstance(check, Settled):
        return settled_page(request, check)
    return render(request, "dossiers/check.html", {"form": Form(), "check": check})


@needs(Permission.OBLIGATION_FOLLOW, "GET", "POST")
def send(request: ProgrammeRequest, report_id: UUID) -> HttpResponse:
    """Record that a report was sent: what it meets is sent too, with the report as its proof."""
    found = _report(request, report_id)
    met = met_by(found)
    if met is None:
        raise Http404
    new = new_proof(met, clock.today())
    form = SendReportForm(posted_data(request), initial=new)

    def act() -> HttpResponse:
        reports.send(found, proof=form.proof, by=author_of(request))
        return done(request, "Envoi du rapport enregistré.", "reporting:report", report_id)

    return form_page(request, "reporting/send_report.html", form, act, report=found, met=met)


@needs(Permission.JOURNAL_READ, "GET", "POST")
@sealed_search
def alert_list(request: ProgrammeRequest) -> HttpResponse:
    """What is unusual in the programme, and what was looked at."""
    rows = Alert.objects.of_programme(request.programme).select_related("seen_by")
    filters = AlertFilters(with_words(request), rows)
    table = AlertTable(filters.qs)
    table.can_see = request.user.can(Permission.ACCOUNT_ADMINISTER)
    listed = listing(request, table, filters)
    page = {"waiting": rows.to_see().count()}
    return list_response(request, listed, "reporting/alerts.html", name="a_surveiller", **page)


@needs(Permission.ACCOUNT_ADMINISTER, "GET", "POST")
def see_alert(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say what was looked at."""
    rows = Alert.objects.of_programme(request.programme).select_related("seen_by")
    alert = get_object_or_404(rows, public_id=public_id)
    if alert.seen_at is not None:
        return settled_page(request, settled(alert))
    form = SeeForm(posted_data(request))

    def act() -> HttpResponse:
        alerts.see(alert, **form.cleaned_data, by=author_of(request))
        return done(request, "Point vu. Ce que vous avez vérifié est gardé.", "reporting:alerts")

    return form_page(request, "layout/step.html", form, act, step=see_step(alert))


@needs(Permission.REGISTER_READ)
def data_register(request: ProgrammeRequest) -> HttpResponse:
    """The register of processing of the programme, as a page or as a file."""
    kind = request.GET.get(FILE_PARAMETER)
    if kind is None:
        page = {"parts": register(request.programme)}
        return render(request, "reporting/register.html", page)
    if kind not in FILE_KINDS:
        raise Http404
    name = f"registre-traitements_{request.programme.code}"
    return file_response(register_sheet(request.programme), name, kind)


def _report(request: ProgrammeRequest, report_id: UUID) -> Report:
    visible = Report.objects.visible_to(request.user).of_programme(request.programme)
    return get_object_or_404(visible.select_related(*READ_WITH), public_id=report_id)
