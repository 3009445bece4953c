"""The versions of the règlement: read, entered, corrected, removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from beneficiaries.actions import reglements
from beneficiaries.forms.reglements import RemoveForm, VersionForm
from beneficiaries.models import ReglementVersion
from beneficiaries.pages.reglements import reglement_page, reglements_page
from beneficiaries.querysets import ReglementVersionQuerySet
from common import clock
from common.form_pages import done, form_page, posted_data
from common.formats import NBSP, period
from common.lists import table_page
from programmes.http import ProgrammeRequest


@needs(Permission.REGLEMENT_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The versions of the règlement, and how many decisions were taken under each."""
    page = reglements_page(_versions(request), request.user, on=clock.today())
    return table_page(request, "beneficiaries/reglements.html", page)


@needs(Permission.REGLEMENT_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One version: the days it judges, what it changes, its categories, what each grants."""
    version = _version(request, public_id)
    page = reglement_page(version, _versions(request), request.user, on=clock.today())
    return render(request, "beneficiaries/reglement.html", page)


@needs(Permission.REGLEMENT_WRITE, "GET", "POST")
def add(request: ProgrammeRequest) -> HttpResponse:
    """Enter a version. `?reprendre=` copies the categories of another one into the form."""
    copied_from = _copied_from(request)
    form = VersionForm(posted_data(request), programme=request.programme, copied_from=copied_from)

    def act() -> HttpResponse:
        with _end_asked(form):
            made = reglements.add(request.programme, **form.facts, by=author_of(request))
        return done(request, _added_sentence(made), "beneficiaries:reglement", made.public_id)

    page = {"copied_from": copied_from, "former": _latest(request)}
    return form_page(request, "beneficiaries/edit_reglement.html", form, act, **page)


@needs(Permission.REGLEMENT_WRITE, "GET", "POST")
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct a version under which no decision was taken."""
    version = _version(request, public_id)
    if version.decisions.exists():
        return _refuse_to_change(request, version)
    form = VersionForm(posted_data(request), programme=request.programme, version=version)

    def act() -> HttpResponse:
        with _end_asked(form):
            edited = reglements.edit(version, **form.facts, by=author_of(request))
        said = f"Version «{NBSP}{edited.title}{NBSP}» corrigée."
        return done(request, said, "beneficiaries:reglement", public_id)

    return form_page(request, "beneficiaries/edit_reglement.html", form, act, version=version)


@needs(Permission.REGLEMENT_WRITE, "GET", "POST")
def remove(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Remove a version under which no decision was taken, after a page that says what follows."""
    version = _version(request, public_id)
    if version.decisions.exists():
        return _refuse_to_change(request, version)
    former = ReglementVersion.objects.ending_just_before(version).first()
    form = RemoveForm(posted_data(request), version=version, former=former)

    def act() -> HttpResponse:
        reglements.remove(version, **form.cleaned_data, by=author_of(request))
        said = f"Version «{NBSP}{version}{NBSP}» retirée. Le journal la garde."
        return done(request, said, "beneficiaries:reglements")

    page = {"version": version, "former": former}
    return form_page(request, "beneficiaries/remove_reglement.html", form, act, **page)


def _versions(request: ProgrammeRequest) -> ReglementVersionQuerySet:
    return ReglementVersion.objects.visible_to(request.user).filter(programme=request.programme)


def _version(request: ProgrammeRequest, public_id: UUID) -> ReglementVersion:
    versions = _versions(request).select_related("deliberation", "programme")
    return get_object_or_404(versions, public_id=public_id)


def _copied_from(request: ProgrammeRequest) -> ReglementVersion | None:
    """The version whose categories are copied, if the address names one."""
    if not (named := request.GET.get("reprendre", "")):
        return None
    try:
        return get_object_or_404(_versions(request), public_id=named)
    except ValidationError:
        raise Http404 from None


def _latest(request: ProgrammeRequest) -> ReglementVersion | None:
    """The version in force, else the last one."""
    versions = _versions(request)
    return versions.in_force_on(clock.today()).first() or versions.order_by("-starts_on").first()


@contextmanager
def _end_asked(form: VersionForm) -> Iterator[None]:
    """If the version before continues, the form also asks to confirm its end."""
    try:
        yield
    except reglements.FormerGoesOn as refusal:
        form.ask_to_end_former(refusal)
        raise


def _added_sentence(version: ReglementVersion) -> str:
    days = period(version.starts_on, version.ends_on)
    said = f"Version «{NBSP}{version}{NBSP}» enregistrée. Elle juge les demandes déposées {days}."
    former = ReglementVersion.objects.ending_just_before(version).first()
    return said if former is None else f"{said} «{NBSP}{former}{NBSP}» s’arrête la veille."


def _refuse_to_change(request: ProgrammeRequest, version: ReglementVersion) -> HttpResponse:
    messages.error(
        request,
        "Des décisions s’appuient sur cette version\u00a0: elle ne change plus. "
        "Saisissez une nouvelle version.",
    )
    return redirect("beneficiaries:reglement", public_id=version.public_id)
