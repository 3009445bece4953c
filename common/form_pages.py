"""A page that asks what an act needs, and its consequences, then does it and says so elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from common.errors import Refusal
from common.http import add_faults, add_refusal


@dataclass(frozen=True, slots=True)
class Step:
    """The texts of `layout/step.html`, for an act confirmed after its consequences are stated."""

    heading: str
    button: str
    back_url: str
    lead: str = ""
    consequences: list[str] = field(default_factory=list)
    grave: bool = False
    part: str = "Conventions"


@dataclass(frozen=True, slots=True)
class Settled:
    """The texts of `layout/settled.html`, for an act that is no longer open."""

    heading: str
    said: str
    back_url: str
    back: str


def posted_data(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, even empty; None for a GET."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest,
    template: str,
    form: BaseForm,
    act: Callable[[], HttpResponse],
    /,
    **page: Any,
) -> HttpResponse:
    """Show the page of a form, or do its act once it is valid: `act` then gives the answer.

    A refusal of the act is shown as an error of the form.
    """
    if form.is_valid():
        try:
            return act()
        except Refusal as refusal:
            add_refusal(form, refusal)
        except ValidationError as error:
            add_faults(form, error)
    return render(request, template, {"form": form, **page})


def settled_page(request: HttpRequest, settled: Settled) -> HttpResponse:
    """Say what happened instead of asking for an act that would be refused."""
    return render(request, "layout/settled.html", {"settled": settled})


def done(request: HttpRequest, sentence: str, to: str, *args: Any) -> HttpResponse:
    """Say that an act is done on the next page, given by its address or its name and arguments."""
    messages.success(request, sentence)
    return redirect(to, *args)
