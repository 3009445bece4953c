"""Home, figures, reports and the journal."""

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import actor_of, needs
from common import clock
from common.formats import moment
from common.http import refusals_shown, searched
from common.tables import PER_PAGE
from conventions.http import ProgrammeRequest
from reporting import actions, calendar, documents, facts, indicators, pace, tasks
from reporting import home as begin
from reporting.enums import ReportState
from reporting.forms import DayForm
from reporting.journal import events_of, search
from reporting.models import Report
from reporting.rules import quarter_named
from reporting.tables import JournalTable, LotTable, PublicTable, ReportTable


@require_GET
def home(request: ProgrammeRequest) -> HttpResponse:
    """Where each role begins; a mediator's is the page where passes are spent."""
    if request.user.can(Permission.REDEEM) and not request.user.can(Permission.HOME_READ):
        return redirect("mediation:redeem")
    return _home(request)


@needs(Permission.HOME_READ)
def _home(request: ProgrammeRequest) -> HttpResponse:
    programme, user, now = request.programme, request.user, clock.now()
    if programme is None:
        return render(request, "reporting/no_programme.html")
    today = clock.legal_day(now)
    context = {
        "todos": begin.todos(user, programme, today),
        "figures": begin.figures(user, programme, today),
        "now": moment(now),
        "counter_url": reverse("distribution:counter") if user.can(Permission.HAND_OUT) else "",
    }
    if user.can(Permission.CONVENTION_READ):
        context |= _steering(request, today)
    return render(request, "reporting/home.html", context)


def _steering(request: ProgrammeRequest, today: dt.date) -> dict[str, object]:
    """The pace and the next obligations, for those who follow the conventions."""
    programme = request.programme
    convention = pace.reported_convention(programme)
    schedule = pace.schedule_of(convention, convention.terms(today)) if convention else None
    months = pace.months_of(programme, schedule, today)
    chart = pace.chart_of(months, schedule, str(programme)) if months else None
    duties = begin.duties(request.user, programme, today)
    return {"chart": chart, "duties": duties, "steering": True}


@require_GET
@needs(Permission.REPORT_READ)
def figures(request: ProgrammeRequest) -> HttpResponse:
    """The funnel on a day, by lot, public and territory."""
    form = DayForm(request.GET, today=clock.today())
    day, programme = form.day, request.programme
    holders = indicators.holders(programme, day)
    cuts = facts.people_of(holders)
    shown = [("by_category", "Public"), ("by_epci", "Intercommunalité d’habitation")]
    if len(cuts["by_departement"]) > 1:
        shown.append(("by_departement", "Département d’habitation"))
    context = {
        "day": day,
        "form": form,
        "lots": LotTable(indicators.by_lot(programme, day)),
        "publics": [
            PublicTable(cuts[name], head=head, caption=f"Pass par {head.lower()}")
            for name, head in shown
        ],
    }
    return render(request, "reporting/figures.html", context)


@require_GET
@needs(Permission.REPORT_READ)
def reports(request: ProgrammeRequest) -> HttpResponse:
    today = clock.today()
    lines = calendar.lines_of(request.programme, today)
    table = ReportTable(lines)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    may_ask = request.user.can(Permission.REPORT_PRODUCE)
    context = {
        "table": table,
        "lead": calendar.lead_of(lines, today),
        "asked": [line for line in lines if line.can_be_asked] if may_ask else [],
    }
    return render(request, "reporting/reports.html", context)


@require_GET
@needs(Permission.REPORT_READ)
def report(request: ProgrammeRequest, report_id: UUID) -> HttpResponse:
    """A version, readable without its PDF."""
    found = _report(request, report_id)
    document = documents.Document(found.data["facts"], found.data["made"]) if found.data else None
    versions = Report.objects.visible_to(request.user).filter(
        programme=found.programme, kind=found.kind, starts_on=found.starts_on
    )
    context = {
        "report": found,
        "document": document,
        "family": calendar.FAMILIES[ReportState(found.state)],
        "versions": versions.defer("data", "document").order_by("-version"),
        "weight": len(found.document) // 1024 if found.document else 0,
    }
    return render(request, "reporting/report.html", context)


@require_GET
@needs(Permission.REPORT_READ)
def report_file(request: ProgrammeRequest, report_id: UUID) -> HttpResponse:
    """The document, as it was frozen."""
    found = _report(request, report_id)
    if found.document is None:
        raise Http404
    response = HttpResponse(bytes(found.document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{documents.file_name(found)}"'
    return response


@require_POST
@needs(Permission.REPORT_PRODUCE)
def produce(request: ProgrammeRequest) -> HttpResponse:
    """Ask for a quarter's report; the worker makes it, now or at the scheduler's next tick."""
    quarter = quarter_named(request.POST.get("trimestre", ""))
    if quarter is None:
        raise Http404
    now = clock.now()
    with refusals_shown(request):
        asked = actions.request_report(
            request.programme, quarter, on=clock.legal_day(now), by=actor_of(request), at=now
        )
        # A broker that is down delays the report, nothing more: the scheduler finds the row.
        ring = partial(tasks.produce.delay, report_id=asked.pk)
        transaction.on_commit(ring, robust=True)
        return redirect("reporting:report", asked.public_id)
    return redirect("reporting:reports")


@require_GET
@needs(Permission.JOURNAL_READ)
def journal(request: ProgrammeRequest) -> HttpResponse:
    query = searched(request)
    table = JournalTable(search(events_of(request.programme), query))
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    if query:
        table.empty_text = f"Aucun acte pour «\u00a0{query}\u00a0»."
    return render(request, "reporting/journal.html", {"table": table, "query": query})


def _report(request: ProgrammeRequest, report_id: UUID) -> Report:
    visible = Report.objects.visible_to(request.user).filter(programme=request.programme)
    return get_object_or_404(visible.select_related("programme"), public_id=report_id)
