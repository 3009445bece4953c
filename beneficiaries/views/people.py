"""Pages about people and their requests."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from django_tables2 import RequestConfig

from accounts.enums import Permission, Role
from accounts.http import actor_of, needs
from accounts.models import Organisation
from beneficiaries import actions, rules
from beneficiaries.forms.people import RegisterForm, RequestForm
from beneficiaries.models import Category, Decision, Person, ReglementVersion
from beneficiaries.querysets import PersonQuerySet
from beneficiaries.rules import Facts
from beneficiaries.tables import PersonTable
from common import clock
from common.errors import Refusal
from common.formats import NBSP, day
from common.http import add_refusal, searched
from common.identifiers import NIR_SENTENCE, contains_nir
from common.tables import PER_PAGE
from conventions.http import ProgrammeRequest


@require_GET
@needs(Permission.PERSON_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The people that I may see, found by name or day of birth."""
    words, people = searched(request), _people(request)
    has_nir = contains_nir(words)
    words = "" if has_nir else words
    found = people.matching(words).with_last_decision().select_related("commune")
    table = PersonTable(found.order_by("sort_key", "pk"))
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    page = {
        "table": table,
        "words": words,
        "has_nir": has_nir,
        "nir": NIR_SENTENCE,
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
    if form.is_valid() and (answer := _registered(request, form)) is not None:
        return answer
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
    if form.is_valid() and (found := _decided(request, person, form)) is not None:
        return redirect("beneficiaries:decision", found.public_id)
    age, proofs = rules.age_on(clock.today(), person.born_on), _proofs(request)
    page = {"form": form, "person": person, "age": age, "proofs": proofs}
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
        "reasons": found.reasons_told[:1] if found.granted else found.reasons_told,
        "others": found.reasons_told[1:] if found.granted else [],
        "later": None if found.granted else _admitted_later(found),
        "replayed": actions.replay(found).reasons_as_json() == found.reasons,
        "can_hand_out": found.granted and request.user.can(Permission.HAND_OUT),
        "can_register": request.user.can(Permission.PERSON_REGISTER),
    }
    return render(request, "beneficiaries/decision.html", page)


def _people(request: ProgrammeRequest) -> PersonQuerySet:
    return Person.objects.visible_to(request.user).filter(programme=request.programme)


def _registered(request: ProgrammeRequest, form: RegisterForm) -> HttpResponse | None:
    """Where to go next, or nothing when a refusal is to be shown in the form."""
    try:
        person = actions.register_person(
            request.programme,
            organisation=_organisation(request),
            by=actor_of(request),
            at=clock.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        known = refusal.person if isinstance(refusal, actions.AlreadyRegistered) else None
        if known is not None and _people(request).filter(pk=known.pk).exists():
            messages.info(request, "Cette personne est déjà enregistrée.")
            return redirect("beneficiaries:detail", known.public_id)
        add_refusal(form, refusal)
        return None
    messages.success(request, f"{person.full_name} est enregistrée dans le programme.")
    return redirect("beneficiaries:request", person.public_id)


def _decided(request: ProgrammeRequest, person: Person, form: RequestForm) -> Decision | None:
    """The decision, or nothing when a refusal is to be shown in the form."""
    try:
        return actions.decide(
            person,
            on=clock.today(),
            organisation=_organisation(request),
            by=actor_of(request),
            at=clock.now(),
            **form.cleaned_data,
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None


def _organisation(request: ProgrammeRequest) -> Organisation:
    if request.user.acting is None:
        raise PermissionDenied
    return request.user.acting.organisation


def _is_distributor(request: ProgrammeRequest) -> bool:
    return request.user.acting is not None and request.user.acting.role == Role.DISTRIBUTOR


def _proofs(request: ProgrammeRequest) -> list[str]:
    """What today's rules ask to see, proposed while the proof is being named."""
    versions = ReglementVersion.objects.visible_to(request.user).filter(programme=request.programme)
    current = versions.in_force_on(clock.today())
    asked = Category.objects.filter(version__in=current.values("pk")).exclude(proof="")
    return sorted(set(asked.values_list("proof", flat=True)))


def _none(words: str) -> str:
    if words:
        return f"Aucune personne pour «{NBSP}{words}{NBSP}»."
    return "Aucune personne n’est encore enregistrée."


def _admitted_later(decision: Decision) -> dict[str, str] | None:
    """From which day of filing the same facts would be admitted, and by which public."""
    following = decision.version.programme.reglements.filter(
        starts_on__gt=decision.request.filed_on
    ).prefetch_related("categories")
    versions = [
        (version.starts_on, [category.rule for category in version.categories.all()])
        for version in following
    ]
    found = rules.admitted_later(Facts.from_json(decision.facts), versions)
    if found is None:
        return None
    public = rules.inside(found[1])
    return {
        "sentence": f"Les demandes déposées à partir du {day(found[0])} sont ouvertes à ce public"
        f"{NBSP}: {public}."
    }
