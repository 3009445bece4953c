"""The counter: find a person, say what they are entitled to, hand out, print, start again."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.http import actor_of, needs
from beneficiaries.models import Decision, Person
from common import clock
from common.errors import Refusal
from common.formats import count, day
from common.http import add_refusal, searched
from common.identifiers import contains_nir
from conventions.http import ProgrammeRequest
from distribution import documents, rules
from distribution.actions import hand_outs
from distribution.forms import HandOutForm, UndoForm
from distribution.models import Carnet, Depot, HandOut
from distribution.querysets import DepotQuerySet, nearest_places, with_left

FOUND, TODAYS = 8, 8  # rows that fit on one screen
NO_DEPOT = "Votre organisation ne tient pas encore de dépôt. Prévenez le gestionnaire du programme."


@dataclass
class Desk:
    """One screen of the counter: who was looked for, what they may receive, what prevents it."""

    words: str = ""
    people: list[Person] = field(default_factory=list)
    decision: Decision | None = None
    person: Person | None = None
    carnets: list[Carnet] = field(default_factory=list)
    form: HandOutForm | None = None
    refusal: str = ""

    @property
    def reasons(self) -> list[tuple[str, str]]:
        if self.decision is None:
            return []
        category = self.decision.category
        return rules.shown_reasons(self.decision.reasons, category.code if category else None)

    @property
    def proposed(self) -> str:
        """`carnets n° 00012 à 00013, 10 pass en tout`."""
        numbers = [carnet.number for carnet in self.carnets]
        passes = sum(carnet.lot.passes_per_carnet for carnet in self.carnets)
        return f"{rules.named_carnets(numbers)}, {count(passes, 'pass')} en tout"


@require_GET
@needs(Permission.HAND_OUT)
def counter(request: ProgrammeRequest) -> HttpResponse:
    """Find the person by name, or by day of birth."""
    words = searched(request)
    desk = Desk(words="" if contains_nir(words) else words)
    if desk.words:
        people = Person.objects.visible_to(request.user).filter(programme=request.programme)
        found = people.matching(desk.words).select_related("commune")
        desk.people = list(found.order_by("sort_key", "born_on", "pk")[: FOUND + 1])
    if chosen := _chosen(request, desk):
        desk.people, desk.person = [], chosen
        _judge(request, desk)
    return _screen(request, desk)


@require_http_methods(["GET", "POST"])
@needs(Permission.HAND_OUT)
def hand_out(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Hand out what a decision still allows; the same carnet twice is handed out once."""
    decision = get_object_or_404(_decisions(request), public_id=public_id)
    desk = Desk(person=decision.request.person, decision=decision)
    _propose(request, desk)
    if request.method == "POST" and desk.form is not None and desk.form.is_valid():
        chosen = desk.form.cleaned_data
        try:
            given = hand_outs.hand_out(
                decision,
                depot=chosen["depot"],
                first_carnet=chosen["first_carnet"],
                on=clock.today(),
                by=actor_of(request),
                at=clock.now(),
            )
        except hand_outs.AlreadyHandedOut as refusal:
            messages.info(request, refusal.sentence)
            return _back(refusal.hand_out)
        except Refusal as refusal:
            add_refusal(desk.form, refusal)
        else:
            return _back(given)
    return _screen(request, desk)


@require_http_methods(["GET", "POST"])
@needs(Permission.HAND_OUT)
def undo(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back a hand-out of today, entered by mistake."""
    today = _hand_outs(request).filter(handed_on=clock.today())
    given = get_object_or_404(today.with_carnets(), public_id=public_id)
    form = UndoForm(request.POST or None)
    if form.is_valid():
        try:
            hand_outs.undo(
                given,
                on=clock.today(),
                by=actor_of(request),
                at=clock.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Remise annulée, reçu {given.receipt}. {_returned(given)}")
            return redirect("distribution:counter")
    page = {"given": given, "form": form, "carnets": rules.named_carnets(given.numbers)}
    return render(request, "distribution/undo.html", page)


@require_GET
@needs(Permission.PERSON_READ)
def receipt(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The receipt of a hand-out, as a PDF."""
    seen = _hand_outs(request).with_carnets().select_related("programme__authority")
    given = get_object_or_404(seen, public_id=public_id)
    commune = given.decision.request.person.commune
    places = nearest_places(commune, given.programme, given.handed_on)[:3]
    one = documents.Receipt(given, rules.ranges(given.numbers), list(places), given.valid_until)
    answer = HttpResponse(documents.receipt(one), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{one.file_name}"'
    return answer


def _decisions(request: ProgrammeRequest) -> Any:
    seen = Decision.objects.visible_to(request.user)
    return with_left(seen.filter(request__person__programme=request.programme)).select_related(
        "request__person__commune", "version", "category"
    )


def _hand_outs(request: ProgrammeRequest) -> Any:
    return HandOut.objects.visible_to(request.user).filter(programme=request.programme)


def _depots(request: ProgrammeRequest) -> DepotQuerySet:
    """The stores of the organisation that hands out."""
    mine = Depot.objects.visible_to(request.user).stores()
    return mine.filter(programme=request.programme).order_by("name", "pk")


def _chosen(request: ProgrammeRequest, desk: Desk) -> Person | None:
    """The person of the address, else the only one found."""
    wanted = request.GET.get("personne", "")
    if wanted:
        return next((one for one in desk.people if str(one.public_id) == wanted), None)
    return desk.people[0] if len(desk.people) == 1 else None


def _judge(request: ProgrammeRequest, desk: Desk) -> None:
    """The decision that still allows passes, filed first; else the last one."""
    decisions = list(
        _decisions(request).filter(request__person=desk.person).order_by("request__filed_on", "pk")
    )
    desk.decision = next((one for one in decisions if one.left > 0), None) or (
        decisions[-1] if decisions else None
    )
    if desk.decision is not None:
        _propose(request, desk)


def _propose(request: ProgrammeRequest, desk: Desk) -> None:
    """The form, with the carnets of the first depot that can serve, or what prevents it."""
    depots = _depots(request)
    first = None
    if desk.decision is not None and hand_outs.left_to_hand_out(desk.decision) > 0:
        first = _first_to_serve(desk.decision, depots, desk)
    initial = {"depot": first and first.public_id, "first_carnet": _number(desk.carnets)}
    desk.form = HandOutForm(
        request.POST or None, programme=request.programme, depots=depots, initial=initial
    )


def _first_to_serve(decision: Decision, depots: DepotQuerySet, desk: Desk) -> Depot | None:
    """The first depot that can hand out; else what the first one answers."""
    desk.refusal = "" if depots else NO_DEPOT
    for depot in depots:
        try:
            desk.carnets = hand_outs.propose(decision, depot=depot, on=clock.today())
        except Refusal as refusal:
            desk.refusal = desk.refusal or refusal.sentence
        else:
            desk.refusal = ""
            return depot
    return None


def _screen(request: ProgrammeRequest, desk: Desk) -> HttpResponse:
    depots, today = _depots(request), clock.today()
    todays = _hand_outs(request).filter(handed_on=today, depot__in=depots)
    page = {
        "desk": desk,
        "form": desk.form,
        "too_many": len(desk.people) > FOUND,
        "people": desk.people[:FOUND],
        "stock": Carnet.objects.filter(depot__in=depots).count(),
        "depots": depots,
        "today": today,
        "count": todays.count(),
        "todays": todays.with_carnets().order_by("-handed_at", "-pk")[:TODAYS],
        "done": _done(request),
    }
    return render(request, "distribution/counter.html", page)


def _number(carnets: list[Carnet]) -> str:
    return f"{carnets[0].number:05d}" if carnets else ""


def _back(given: HandOut) -> HttpResponse:
    return redirect(f"{reverse('distribution:counter')}?remise={given.public_id}")


def _done(request: ProgrammeRequest) -> dict[str, Any] | None:
    """What was just handed out: it can be reopened."""
    wanted = request.GET.get("remise", "")
    given = _hand_outs(request).with_carnets().by_public_id(wanted).first()
    if given is None:
        return None
    return {
        "what": f"{rules.named_carnets(given.numbers).capitalize()} remis",
        "number": f"reçu {given.receipt}",
        "next": [
            f"{count(given.passes, 'pass')} utilisables jusqu’au {day(given.valid_until)}.",
            "Faites signer le reçu, puis passez à la personne suivante.",
        ],
        "files": [
            {
                "url": reverse("distribution:receipt", args=[given.public_id]),
                "name": f"Reçu {given.receipt}",
                "kind": "PDF",
                "weight": "",
            }
        ],
    }


def _returned(given: HandOut) -> str:
    return (
        f"{rules.named_carnets(given.numbers).capitalize()} de retour dans le stock. "
        "Une nouvelle remise est possible."
    )
