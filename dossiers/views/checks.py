"""The page that checks a legal act for its days, then does it."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import Refusal
from common.form_pages import form_page
from common.forms import Form
from common.http import add_refusal
from conventions.actions.signature_checks import EffectAfterEnd
from dossiers.actions import tried
from dossiers.pages.checks import Check

T = TypeVar("T", bound=Form)
TEMPLATE = "dossiers/check.html"
SUPPOSED = "-"  # what is asked with the confirmation, while the days are tried


def days_asked(request: HttpRequest, kind: type[T], **initial: object) -> T:
    """The days of an act, which are in its address alone; not asked yet, an empty form."""
    is_sent = request.method == "POST" or any(name in request.GET for name in kind.base_fields)
    return kind(request.GET if is_sent else None, initial=initial)


def check_page(
    request: HttpRequest,
    days: Form,
    form: Form,
    act: Callable[[], HttpResponse],
    check: Check,
    *,
    attempt: Callable[[], object],
) -> HttpResponse:
    """Ask the days of an act (`attempt` says whether it accepts them), then show its check for
    them, and do it once confirmed: the form that confirms has no day of its own.
    """
    page = {"check": check, "days": days, "url": request.path}
    if days.is_valid():
        _try(days, attempt)
    if not days.is_valid():
        return render(request, TEMPLATE, page | {"form": days})
    return form_page(request, TEMPLATE, form, act, **page)


def _try(days: Form, attempt: Callable[[], object]) -> None:
    """Add the refusal that the act meets; an effect after the end is confirmed later."""
    try:
        tried(attempt)
    except Refusal as refusal:
        if refusal.code != EffectAfterEnd.code:
            add_refusal(days, refusal)
