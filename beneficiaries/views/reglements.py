"""Pages about the rules that judge requests: read, entered, corrected, taken back."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import acting_now, needs
from beneficiaries import actions, difference
from beneficiaries.forms.reglements import RemoveForm, VersionForm
from beneficiaries.models import ReglementVersion
from beneficiaries.querysets import ReglementVersionQuerySet
from beneficiaries.tables import ReglementTable
from common import clock
from common.formats import NBSP, period
from common.steps import done, sent
from common.tables import PER_PAGE
from conventions.http import ProgrammeRequest


@require_GET
@needs(Permission.REGLEMENT_READ)
def reglements(request: ProgrammeRequest) -> HttpResponse:
    """The versions of the rules, and how many decisions stand on each."""
    versions = _versions(request).annotate(
        publics=Count("categories", distinct=True), judged=Count("decisions", distinct=True)
    )
    table = ReglementTable(versions.select_related("deliberation").order_by("-starts_on"))
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    current = _versions(request).in_force_on(clock.today()).first()
    page = {
        "table": table,
        "current": current,
        "today": clock.today(),
        "can_write": request.user.can(Permission.REGLEMENT_WRITE),
    }
    return render(request, "beneficiaries/reglements.html", page)


@require_GET
@needs(Permission.REGLEMENT_READ)
def reglement(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One version: the days it judges, what it changes, its publics, what each grants."""
    version = _version(request, public_id)
    judged = version.decisions.count()
    can_write = request.user.can(Permission.REGLEMENT_WRITE)
    page = {
        "version": version,
        "categories": version.categories.order_by("position", "pk"),
        "difference": difference.of(version),
        "is_current": _versions(request).in_force_on(clock.today()).filter(pk=version.pk).exists(),
        "today": clock.today(),
        "judged": judged,
        "can_write": can_write,
        "can_edit": can_write and not judged,
    }
    return render(request, "beneficiaries/reglement.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.REGLEMENT_WRITE)
def add_reglement(request: ProgrammeRequest) -> HttpResponse:
    """Enter a version; `?reprendre=` takes up the publics of another one."""
    resumed = _resumed(request)
    form = VersionForm(sent(request), programme=request.programme, resumed=resumed)
    made: list[ReglementVersion] = []

    def add() -> None:
        made.append(actions.add_version(request.programme, **form.facts, **acting_now(request)))

    if _done(form, add):
        messages.success(request, _added(made[0]))
        return redirect("beneficiaries:reglement", public_id=made[0].public_id)
    page = {"form": form, "resumed": resumed, "former": _latest(request)}
    return render(request, "beneficiaries/edit_reglement.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.REGLEMENT_WRITE)
def edit_reglement(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Correct a version that judged nothing yet; what was is kept in the journal."""
    version = _version(request, public_id)
    if version.decisions.exists():
        return _kept(request, version)
    form = VersionForm(sent(request), programme=request.programme, version=version)

    def edit() -> None:
        actions.edit_version(version, **form.facts, **acting_now(request))

    if _done(form, edit):
        messages.success(request, f"Version «{NBSP}{form.cleaned_data['title']}{NBSP}» corrigée.")
        return redirect("beneficiaries:reglement", public_id=public_id)
    return render(request, "beneficiaries/edit_reglement.html", {"form": form, "version": version})


@require_http_methods(["GET", "POST"])
@needs(Permission.REGLEMENT_WRITE)
def remove_reglement(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back a version that judged nothing yet, once its consequences are read."""
    version = _version(request, public_id)
    if version.decisions.exists():
        return _kept(request, version)
    former = ReglementVersion.objects.until_eve_of(version).first()
    form = RemoveForm(sent(request), version=version, former=former)

    def remove() -> None:
        actions.remove_version(version, **form.cleaned_data, **acting_now(request))

    if done(form, remove):
        messages.success(request, f"Version «{NBSP}{version}{NBSP}» retirée. Le journal la garde.")
        return redirect("beneficiaries:reglements")
    page = {"form": form, "version": version, "former": former}
    return render(request, "beneficiaries/remove_reglement.html", page)


def _versions(request: ProgrammeRequest) -> ReglementVersionQuerySet:
    return ReglementVersion.objects.visible_to(request.user).filter(programme=request.programme)


def _version(request: ProgrammeRequest, public_id: UUID) -> ReglementVersion:
    versions = _versions(request).select_related("deliberation", "programme")
    return get_object_or_404(versions, public_id=public_id)


def _resumed(request: ProgrammeRequest) -> ReglementVersion | None:
    """The version whose publics are taken up, if one is named."""
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


def _done(form: VersionForm, act: Callable[[], None]) -> bool:
    """As `done`, but the end of the version before is asked beside the refusal."""

    def asking() -> None:
        try:
            act()
        except actions.FormerGoesOn as refusal:
            form.ask_to_end(refusal)
            raise

    return done(form, asking)


def _added(version: ReglementVersion) -> str:
    days = period(version.starts_on, version.ends_on)
    said = f"Version «{NBSP}{version}{NBSP}» enregistrée. Elle juge les demandes déposées {days}."
    former = ReglementVersion.objects.until_eve_of(version).first()
    return said if former is None else f"{said} «{NBSP}{former}{NBSP}» s’arrête la veille."


def _kept(request: ProgrammeRequest, version: ReglementVersion) -> HttpResponse:
    messages.error(
        request,
        "Des décisions s’appuient sur cette version\u00a0: elle ne change plus. "
        "Saisissez une nouvelle version.",
    )
    return redirect("beneficiaries:reglement", public_id=version.public_id)
