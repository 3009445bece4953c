"""Pages about people, their requests and the rules that judge them."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from accounts.enums import Permission, Role
from accounts.http import actor_of, needs
from accounts.models import Organisation
from beneficiaries import actions, rules
from beneficiaries.forms import RegisterForm, RequestForm
from beneficiaries.models import Decision, Person, ReglementVersion
from beneficiaries.querysets import PersonQuerySet, ReglementVersionQuerySet
from beneficiaries.rules import Facts
from beneficiaries.tables import PersonTable, ReglementTable
from common import clock
from common.errors import Refusal
from common.formats import NBSP
from common.http import add_refusal
from common.identifiers import contains_nir
from common.tables import PER_PAGE
from conventions.http import ProgrammeRequest


@require_GET
@needs(Permission.PERSON_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The people that I may see, found by name or day of birth."""
    words, people = request.GET.get("q", "").strip(), _people(request)
    has_nir = contains_nir(words)
    words = "" if has_nir else words
    found = people.matching(words).with_last_decision().select_related("commune")
    table = PersonTable(found.order_by("sort_key", "pk"))
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    page = {
        "table": table,
        "words": words,
        "has_nir": has_nir,
        "nir": actions.NIR_SENTENCE,
        "count": people.count(),
        "is_distributor": _is_distributor(request),
        "can_register": request.user.can(Permission.PERSON_REGISTER),
        "none": _none(words),
    }
    return render(request, "beneficiaries/index.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.PERSON_REGISTER)
def register(request: ProgrammeRequest) -> HttpResponse:
    """Register someone, then take their request."""
    form = RegisterForm(request.POST or None, programme=request.programme)
    if form.is_valid():
        try:
            person = actions.register_person(
                request.programme,
                organisation=_organisation(request),
                by=actor_of(request),
                at=clock.now(),
                **form.cleaned_data,
            )
        except actions.AlreadyRegistered as refusal:
            if _people(request).filter(pk=refusal.person.pk).exists():
                messages.info(request, "Cette personne est déjà enregistrée.")
                return redirect("beneficiaries:detail", refusal.person.public_id)
            add_refusal(form, refusal)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{person.full_name} est enregistrée dans le programme.")
            return redirect("beneficiaries:request", person.public_id)
    return render(request, "beneficiaries/register.html", {"form": form})


@require_GET
@needs(Permission.PERSON_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Who the person is, what they asked, what was answered."""
    people = _people(request).select_related("commune", "registered_by")
    person = get_object_or_404(people, public_id=public_id)
    decisions = Decision.objects.filter(request__person=person).select_related("request")
    page = {
        "person": person,
        "age": rules.age_on(clock.today(), person.born_on),
        "decisions": decisions.order_by("-request__filed_on", "-pk"),
        "allowances": person.allowances.select_related("category").order_by("-starts_on", "pk"),
        "can_register": request.user.can(Permission.PERSON_REGISTER),
    }
    return render(request, "beneficiaries/detail.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.PERSON_REGISTER)
def file_request(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take a request and answer it at once."""
    person = get_object_or_404(_people(request).select_related("commune"), public_id=public_id)
    new = {"filed_on": clock.today(), "public_id": uuid4()}
    form = RequestForm(request.POST or None, programme=request.programme, initial=new)
    if form.is_valid():
        try:
            decision = actions.decide(
                person,
                on=clock.today(),
                organisation=_organisation(request),
                by=actor_of(request),
                at=clock.now(),
                **form.cleaned_data,
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("beneficiaries:decision", decision.public_id)
    age = rules.age_on(clock.today(), person.born_on)
    page = {"form": form, "person": person, "age": age}
    return render(request, "beneficiaries/request.html", page)


@require_GET
@needs(Permission.PERSON_READ)
def decision(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A decision on its own page, with the reasons, public by public."""
    decisions = Decision.objects.visible_to(request.user).select_related(
        "request__person__commune", "request__filed_with", "version__deliberation", "category"
    )
    found = get_object_or_404(
        decisions.filter(version__programme=request.programme), public_id=public_id
    )
    page = {
        "decision": found,
        "person": found.request.person,
        "reasons": found.reasons_told,
        "later": None if found.granted else _admitted_later(found),
        "replayed": actions.replay(found).reasons_as_json() == found.reasons,
        "can_hand_out": found.granted and request.user.can(Permission.HAND_OUT),
        "can_register": request.user.can(Permission.PERSON_REGISTER),
    }
    return render(request, "beneficiaries/decision.html", page)


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
    page = {"table": table, "current": current, "today": clock.today()}
    return render(request, "beneficiaries/reglements.html", page)


@require_GET
@needs(Permission.REGLEMENT_READ)
def reglement(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One version: the days it judges, its publics, what each grants."""
    versions = _versions(request).select_related("deliberation")
    version = get_object_or_404(versions, public_id=public_id)
    page = {
        "version": version,
        "categories": version.categories.order_by("position", "pk"),
        "is_current": _versions(request).in_force_on(clock.today()).filter(pk=version.pk).exists(),
        "today": clock.today(),
        "judged": version.decisions.count(),
    }
    return render(request, "beneficiaries/reglement.html", page)


def _people(request: ProgrammeRequest) -> PersonQuerySet:
    return Person.objects.visible_to(request.user).filter(programme=request.programme)


def _versions(request: ProgrammeRequest) -> ReglementVersionQuerySet:
    return ReglementVersion.objects.visible_to(request.user).filter(programme=request.programme)


def _organisation(request: ProgrammeRequest) -> Organisation:
    if request.user.acting is None:
        raise PermissionDenied
    return request.user.acting.organisation


def _is_distributor(request: ProgrammeRequest) -> bool:
    return request.user.acting is not None and request.user.acting.role == Role.DISTRIBUTOR


def _none(words: str) -> str:
    if words:
        return f"Aucune personne pour «{NBSP}{words}{NBSP}»."
    return "Aucune personne n’est encore enregistrée."


def _admitted_later(decision: Decision) -> dict[str, object] | None:
    """From which day of filing the same facts would be admitted, and by which public."""
    following = decision.version.programme.reglements.filter(
        starts_on__gt=decision.request.filed_on
    ).prefetch_related("categories")
    versions = [
        (version.starts_on, [category.rule for category in version.categories.all()])
        for version in following
    ]
    found = rules.admitted_later(Facts.from_json(decision.facts), versions)
    return {"on": found[0], "label": found[1]} if found else None
