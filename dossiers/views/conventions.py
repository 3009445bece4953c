"""The list of conventions, and the page of one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import needs
from common import clock, lists
from conventions.http import conventions_of
from conventions.models import Convention
from conventions.readings.conventions import with_end_and_grant
from conventions.rules.as_of import Situation
from dossiers.filters import ConventionFilters
from dossiers.forms import SituationForm
from dossiers.pages.buttons import Buttons, convention_buttons
from dossiers.pages.conventions import convention_page, files_at
from dossiers.readings import convention_lines
from dossiers.tables import ConventionTable
from files.pages import files_of
from findings.readings import with_rows_read
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The conventions of the programme, with their end and grant in force."""
    ours = Convention.objects.visible_to(request.user).filter(programme=request.programme)
    rows = ours.select_related("funder", "cited_by")
    filters = ConventionFilters(request.GET, rows, programme=request.programme)
    situation = filters.situation(clock.today())
    lines = convention_lines(with_end_and_grant(filters.qs, situation), situation)
    table = ConventionTable(filters.kept(lines))
    listed = lists.listing(request, table, filters)
    return lists.list_response(
        request,
        listed,
        "dossiers/conventions.html",
        name="conventions",
        situation=situation,
        can_write=request.user.can(Permission.CONVENTION_WRITE),
    )


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A convention on a day, as it was known on another."""
    rows = with_rows_read(conventions_of(request))
    convention = get_object_or_404(rows, public_id=public_id)
    today = clock.today()
    form = SituationForm({"jour": today, **request.GET.dict()})
    answers = form.cleaned_data if form.is_valid() else {}
    situation = Situation(answers.get("jour") or today, answers.get("connu"), today)
    page = convention_page(convention, situation)
    page |= {"convention": convention, "form": form, "situation": situation, "today": today}
    # What was on an earlier day, or was known on one, is only read.
    opened, is_now = page["open_avenant"], situation.is_now
    page |= {
        "buttons": convention_buttons(convention, opened, request.user) if is_now else Buttons(),
        "url": request.path,
        "files": files_at(files_of(convention, request.user), situation),
    }
    return render(request, "dossiers/convention.html", page)
