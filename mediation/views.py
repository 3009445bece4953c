"""The mediator's pages: redeem, check, what was done, today's list."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_tables2 import RequestConfig

from accounts.enums import Permission
from accounts.http import Request, actor_of, needs
from accounts.models import Membership
from common import clock
from common.tables import PER_PAGE
from distribution import codes
from mediation import outcomes
from mediation.actions import redeem as acts
from mediation.actions.keys import Answer, Presenter
from mediation.actions.refusals import NotRedeemed, problem
from mediation.enums import Owner
from mediation.forms import CheckForm, RedeemForm
from mediation.models import Redemption
from mediation.outcomes import Outcome
from mediation.tables import RedemptionTable
from places.models import Place

REPLAYED = "Cet envoi était déjà enregistré. Les pass n’ont été comptés qu’une fois."

# What may be sent again as it is; any other answer is kept with its key.
SAME_KEY_AGAIN = {"in_progress", "busy", "too_many_wrong_codes", "same_code_twice"}


@require_http_methods(["GET", "POST"])
@never_cache
@needs(Permission.REDEEM)
def redeem(request: Request) -> HttpResponse:
    """The form; sent, it spends all the passes or none."""
    places, keyring = places_of(request), codes.keyring()
    if request.method == "GET":
        initial = RedeemForm.opening(clock.now(), places)
        return _page(request, RedeemForm(initial=initial, places=places, keyring=keyring))
    form = RedeemForm(request.POST, places=places, keyring=keyring)
    if not form.is_valid():
        return _page(request, form)
    try:
        answer = _redeemed(request, form)
    except NotRedeemed as refusal:
        return _refused(request, form, problem(refusal))
    if answer.status != 201:
        return _refused(request, form, answer.body)
    if answer.replayed:
        messages.info(request, REPLAYED)
    return redirect("mediation:outcome", answer.body["id"])


@require_POST
@never_cache
@needs(Permission.REDEEM)
def check(request: Request) -> HttpResponse:
    """The same page, with what redeeming would answer; nothing is spent."""
    places = places_of(request)
    form = CheckForm(request.POST, places=places, keyring=codes.keyring())
    if not form.is_valid():
        return _page(request, form)
    try:
        verdicts = acts.check(
            uuid.UUID(form.cleaned_data["place"]),
            form.cleaned_data["codes"],
            presenter=presenter_of(request),
            keyring=form.keyring,
            at=clock.now(),
            real_at=clock.real_now(),
        )
    except NotRedeemed as refusal:
        return _page(request, form, outcomes.refused(problem(refusal), codes=1))
    return _page(request, form, outcomes.checked(verdicts))


@require_GET
@never_cache
@needs(Permission.REDEEM)
def outcome(request: Request, public_id: uuid.UUID) -> HttpResponse:
    """What was done: numbers of passes, amount, receipt. It can be reopened."""
    visible = Redemption.objects.visible_to(request.user).select_related("place", "programme")
    redemption = get_object_or_404(visible, public_id=public_id)
    passes = redemption.redeemed_passes.select_related("redeemed_pass").order_by("pk")
    letter = redemption.programme.letter
    numbers = [codes.number(letter, row.redeemed_pass.serial) for row in passes]
    context = {"redemption": redemption, "numbers": numbers}
    return render(request, "mediation/outcome.html", context)


@require_GET
@needs(Permission.REDEEM)
def today(request: Request) -> HttpResponse:
    """What the structure received today, all its places together."""
    day = clock.today()
    received = Redemption.objects.visible_to(request.user).received_on(day)
    totals = received.aggregate(
        redemptions=Count("pk"), passes=Sum("passes_count", default=0), amount=Sum("amount")
    )
    table = RedemptionTable(received.select_related("place"), totals=totals)
    RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    context = {"day": day, "table": table, "totals": totals}
    return render(request, "mediation/today.html", context)


def places_of(request: Request) -> list[Place]:
    return list(Place.objects.visible_to(request.user).order_by("sort_key", "pk"))


def presenter_of(request: Request) -> Presenter:
    """The account, and the places of the organisation that it acts for."""
    acting = cast("Membership", request.user.acting)  # `needs` refuses a user without one
    return Presenter(Owner.USER, request.user.pk, acting.organisation_id)


def _redeemed(request: Request, form: RedeemForm) -> Answer:
    return acts.redeem(
        form.attempt(),
        presenter=presenter_of(request),
        keyring=form.keyring,
        by=actor_of(request),
        at=clock.now(),
        real_at=clock.real_now(),
    )


def _refused(request: Request, form: RedeemForm, told: dict[str, Any]) -> HttpResponse:
    """The page again, with what was typed; a key that has its answer leaves for a new one."""
    if told["code"] not in SAME_KEY_AGAIN:
        form.renew()
    return _page(request, form, outcomes.refused(told, len(form.cleaned_data["codes"])))


def _page(request: Request, form: RedeemForm, outcome: Outcome | None = None) -> HttpResponse:
    return render(request, "mediation/redeem.html", {"form": form, "outcome": outcome})
