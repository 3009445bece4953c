"""The list of conventions, a convention read as a document, a project opened."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions as accounts
from accounts.enums import Permission
from accounts.http import acting_now, needs
from accounts.models import Organisation
from accounts.readings import organisations_known_to
from audit.journal import last_change
from common import clock, lists
from common.steps import done, sent
from conventions import findings, pages, preparing, stages
from conventions.actions import agreements
from conventions.attached import attached
from conventions.filters.agreements import ConventionFilters
from conventions.forms.agreements import ConventionForm, SituationForm, answers_of
from conventions.http import ProgrammeRequest
from conventions.models import Avenant, Convention
from conventions.moments import Moment
from conventions.preparing import free_code
from conventions.tables.agreements import ConventionTable
from conventions.views.rows import convention_of, conventions_of


@require_GET
@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The conventions of the programme, with what is in force at a moment."""
    ours = Convention.objects.visible_to(request.user).filter(programme=request.programme)
    rows = ours.select_related("funder")
    filters = ConventionFilters(request.GET, rows, programme=request.programme)
    moment = filters.moment(clock.today())
    table = ConventionTable(pages.with_terms(filters.qs, moment))
    listed = lists.listing(request, table, filters)
    return lists.answer(
        request,
        listed,
        "conventions/index.html",
        name="conventions",
        total=len(table.rows),
        all=ours.count() if listed.applied else 0,
        moment=moment,
        can_write=request.user.can(Permission.CONVENTION_WRITE),
    )


@require_GET
@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A convention read as a document, as it stands on a day and as it was known on another."""
    readable = findings.readable(conventions_of(request))
    convention = get_object_or_404(readable, public_id=public_id)
    today = clock.today()
    form = SituationForm({"jour": today, **request.GET.dict()})
    answers = form.cleaned_data if form.is_valid() else {}
    moment = Moment(answers.get("jour") or today, answers.get("connu"))
    page = pages.convention_page(convention, moment)
    page |= {"convention": convention, "form": form, "moment": moment, "today": today}
    page |= {
        "acts": _acts(request, convention, page["open_avenant"], moment),
        "url": request.path,
        "attached": attached(convention, request.user),
    }
    return render(request, "conventions/detail.html", page)


def _acts(
    request: ProgrammeRequest, convention: Convention, opened: Avenant | None, moment: Moment
) -> stages.Acts:
    """What may be done now; nothing from a page that shows what was known before."""
    if moment.known_on is not None:
        return stages.Acts()
    return stages.of_convention(convention, opened, request.user)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def add(request: ProgrammeRequest) -> HttpResponse:
    """Open a convention: what it is called, and who funds it."""
    form = ConventionForm(sent(request), organisations=_organisations(request))
    made: list[Convention] = []
    if done(form, lambda: made.append(_draft(request, form))):
        messages.success(request, "Projet de convention ouvert. Rien n’en est en vigueur.")
        return redirect("conventions:edit", public_id=made[0].public_id)
    return render(request, "conventions/add.html", {"form": form})


def _organisations(request: ProgrammeRequest) -> QuerySet[Organisation]:
    return organisations_known_to(request.programme.authority)


@transaction.atomic
def _draft(request: ProgrammeRequest, form: ConventionForm) -> Convention:
    """A funder named for the first time is added with the convention, or not at all."""
    programme = request.programme
    funder = accounts.find_or_add_organisation(
        **form.organisation_answer.facts, **acting_now(request)
    )
    code = free_code(
        form.cleaned_data["title"], programme.conventions.values_list("code", flat=True)
    )
    return agreements.draft(
        programme, code=code, funder=funder, **form.facts, **acting_now(request)
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def identity(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Change what a project is called, or who funds it."""
    convention = convention_of(request, public_id)
    form = ConventionForm(
        sent(request),
        initial=answers_of(convention),
        organisations=_organisations(request),
        changed_by=partial(last_change, convention),
    )
    if done(form, lambda: _edit(request, convention, form)):
        messages.success(request, "Intitulé et financeur enregistrés.")
        return redirect(preparing.list_url(convention))
    page = {"form": form, "convention": convention, "back_url": preparing.list_url(convention)}
    return render(request, "conventions/identity.html", page)


@transaction.atomic
def _edit(request: ProgrammeRequest, convention: Convention, form: ConventionForm) -> None:
    funder = accounts.find_or_add_organisation(
        **form.organisation_answer.facts, **acting_now(request)
    )
    agreements.edit(convention, funder=funder, **form.facts, **acting_now(request))
