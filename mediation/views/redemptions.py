"""The mediator's pages: redeem or check passes, read a receipt, list those of today."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accounts.enums import Permission
from accounts.http import Request, author_of, needs
from accounts.models import Membership
from common import clock
from common.lists import table_page
from distribution import codes
from mediation.actions import redemptions
from mediation.actions.idempotency_keys import Presenter
from mediation.enums import OwnerKind
from mediation.forms import CheckForm, RedeemForm
from mediation.models import Redemption
from mediation.pages import SAME_KEY_AGAIN, Outcome, checked_outcome, refused_outcome
from mediation.rules.refusals import NotRedeemed, problem_document
from mediation.tables import RedemptionTable
from places.models import Place

REPLAYED = "Cet envoi était déjà enregistré. Les pass n’ont été comptés qu’une fois."


@never_cache
@needs(Permission.REDEEM, "GET", "POST")
def redeem(request: Request) -> HttpResponse:
    """Show the form, or redeem what it asks: all the passes or none."""
    places = places_of(request)
    if request.method == "GET":
        initial = RedeemForm.initial_values(clock.now(), places)
        return _page(request, RedeemForm(initial=initial, places=places))
    form = RedeemForm(request.POST, places=places)
    if not form.is_valid():
        return _page(request, form)
    try:
        answer = redemptions.redeem(
            form.attempt(),
            presenter=presenter_of(request),
            by=author_of(request),
            real_at=clock.real_now(),
        )
    except NotRedeemed as refusal:
        return _refused(request, form, problem_document(refusal))
    if answer.status != 201:
        return _refused(request, form, answer.body)
    if answer.replayed:
        messages.info(request, REPLAYED)
    return redirect("mediation:outcome", answer.body["id"])


@never_cache
@needs(Permission.REDEEM, "POST")
def check(request: Request) -> HttpResponse:
    """Show what redeeming would answer, on the same page; nothing is spent."""
    form = CheckForm(request.POST, places=places_of(request))
    if not form.is_valid():
        return _page(request, form)
    try:
        results = redemptions.check(
            uuid.UUID(form.cleaned_data["place"]),
            form.cleaned_data["codes"],
            presenter=presenter_of(request),
            at=clock.now(),
            real_at=clock.real_now(),
        )
    except NotRedeemed as refusal:
        return _page(request, form, refused_outcome(problem_document(refusal), codes_count=1))
    return _page(request, form, checked_outcome(results))


@never_cache
@needs(Permission.REDEEM)
def outcome(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """The receipt of a redemption: its passes and its amount."""
    visible = Redemption.objects.visible_to(request.user).select_related("place", "programme")
    redemption = get_object_or_404(visible, public_id=public_id)
    passes = redemption.redeemed_passes.select_related("redeemed_pass").order_by("pk")
    letter = redemption.programme.letter
    numbers = [codes.number(letter, one.redeemed_pass.serial) for one in passes]
    context = {"redemption": redemption, "numbers": numbers}
    with redemption.programme.local_time():
        return render(request, "mediation/outcome.html", context)


@needs(Permission.REDEEM)
def today(request: Request) -> HttpResponse:
    """The redemptions of today at all the places of the structure."""
    day = clock.today()
    received = Redemption.objects.visible_to(request.user).received_on(day)
    totals = received.aggregate(
        redemptions=Count("pk"), passes_count=Sum("passes_count"), amount=Sum("amount")
    )
    table = RedemptionTable(received.select_related("place"), totals=totals)
    page = {"day": day, "table": table, "totals": totals}
    return table_page(request, "mediation/today.html", page)


def places_of(request: Request) -> list[Place]:
    return list(Place.objects.visible_to(request.user).order_by("sort_key", "pk"))


def presenter_of(request: Request) -> Presenter:
    """The user, and the organisation that they act for."""
    acting = cast("Membership", request.user.acting)  # `needs` refuses a user without one
    return Presenter(OwnerKind.USER, request.user.pk, acting.organisation_id)


def _refused(request: Request, form: RedeemForm, problem: dict[str, Any]) -> HttpResponse:
    """The page again, with what was typed; a key that has its answer is changed for a new one."""
    if problem["code"] not in SAME_KEY_AGAIN:
        form.renew_key()
    return _page(request, form, refused_outcome(problem, len(form.cleaned_data["codes"])))


def _page(request: Request, form: RedeemForm, outcome: Outcome | None = None) -> HttpResponse:
    return render(request, "mediation/redeem.html", {"form": form, "outcome": outcome})
