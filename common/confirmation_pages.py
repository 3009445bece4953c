"""An act that has a page of its own, which states its consequences before a button confirms it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from common.errors import Refusal
from common.http import add_refusal


@dataclass(frozen=True, slots=True)
class Step:
    """The texts and addresses of the page.

    `success` is the message after the act: a sentence, or a function of what the act returned.
    """

    heading: str
    button: str
    success: str | Callable[[Any], str]
    back_url: str
    next_url: str = ""
    lead: str = ""
    consequences: list[str] = field(default_factory=list)
    grave: bool = False


def posted_data(request: HttpRequest) -> QueryDict | None:
    """The data of a POST, even empty; None for a GET."""
    return request.POST if request.method == "POST" else None


def run_if_valid(form: BaseForm, act: Callable[[], object]) -> bool:
    """Run the act if the form is valid, and say whether it ran; a refusal becomes a form error."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        add_refusal(form, refusal)
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
    else:
        return True
    return False


def step_page(
    request: HttpRequest, step: Step, form: BaseForm, act: Callable[[], object]
) -> HttpResponse:
    """Show the page, or run the act and redirect."""
    results: list[object] = []
    if run_if_valid(form, lambda: results.append(act())):
        success = step.success
        messages.success(request, success if isinstance(success, str) else success(results[0]))
        return redirect(step.next_url or step.back_url)
    return render(request, "layout/step.html", {"step": step, "form": form})
