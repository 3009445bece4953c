"""Financing plans: the list, the page of one, and its form."""

from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from audit.journal import last_change
from common import clock
from common.errors import AlreadyRecorded
from common.form_pages import done, form_page, posted_data
from common.formats import euros
from common.lists import list_response, listing
from common.sort_key import in_reading_order
from conventions.enums import ClauseKind
from financing import actions, readings
from financing.filters import PlanFilters
from financing.forms.plans import PlanForm, plan_initial
from financing.models import Plan
from financing.pages.plans import plan_page
from financing.readings import with_aid_and_own_part
from financing.tables import PlanTable
from programmes.http import ProgrammeRequest

SAME_TITLE = "Un plan du programme porte déjà cet intitulé. Il n’est pas enregistré deux fois."


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every plan of the programme."""
    rows = in_reading_order(with_aid_and_own_part(_plans(request)), "title", "pk")
    filters = PlanFilters(request.GET, rows, programme=request.programme)
    table = PlanTable(filters.qs)
    listed = listing(request, table, filters)
    page = {"can_write": request.user.can(Permission.CONVENTION_WRITE)}
    return list_response(
        request, listed, "financing/plans.html", name="plans-de-financement", **page
    )


@needs(Permission.CONVENTION_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A plan as an account, with its public aid and its limits."""
    found = _plan(request, public_id)
    every = readings.plans_of(request.programme)
    whole = next(one for one in every if one.pk == found.pk)
    page = {
        "plan": found,
        "page": plan_page(whole, every, _engineering_cap(found)),
        "can_write": request.user.can(Permission.CONVENTION_WRITE),
    }
    return render(request, "financing/plan.html", page)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    form = PlanForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        terms = {"code": form.code, **form.terms, "by": author_of(request)}
        try:
            found = actions.record(request.programme, **terms)
        except AlreadyRecorded:  # of its code, which is made from the title
            raise AlreadyRecorded(SAME_TITLE, field="title") from None
        said = f"Plan enregistré\u00a0: {euros(found.total)} équilibrés."
        return done(request, said, "financing:plan", found.public_id)

    return form_page(request, "financing/add_plan.html", form, act)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Edit a plan; if its convention is signed, the change must be confirmed."""
    found = _plan(request, public_id)
    is_signed = actions.is_of_signed_convention(found)
    form = PlanForm(
        posted_data(request),
        programme=request.programme,
        needs_confirmation=is_signed,
        changed_by=partial(last_change, found),
        **plan_initial(found),
    )

    def act() -> HttpResponse:
        changed = actions.edit(found, **form.terms, by=author_of(request))
        said = f"Plan modifié\u00a0: {euros(changed.total)} équilibrés."
        return done(request, said, "financing:plan", public_id)

    page = {"plan": found, "is_signed": is_signed}
    return form_page(request, "financing/edit_plan.html", form, act, **page)


def _engineering_cap(found: Plan) -> Decimal | None:
    """The limit of the costs beside the passes in force today, in %; None without one."""
    if found.convention is None:
        return None
    clause = found.convention.clauses_in_force(clock.today()).get(ClauseKind.ENGINEERING_CAP)
    return clause.rate if clause else None


def _plans(request: ProgrammeRequest) -> QuerySet[Plan]:
    rows = Plan.objects.visible_to(request.user)
    return rows.filter(programme=request.programme).select_related("convention")


def _plan(request: ProgrammeRequest, public_id: UUID) -> Plan:
    return get_object_or_404(_plans(request), public_id=public_id)
