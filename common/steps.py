"""A step that is taken on its own page, with its consequences said before it."""

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
    """What the page says: `act` is the verb of its button, `done` what is said afterwards, from
    what the act gave back where it is a function.
    """

    heading: str
    act: str
    done: str | Callable[[Any], str]
    back_url: str
    next_url: str = ""
    lead: str = ""
    consequences: list[str] = field(default_factory=list)
    grave: bool = False


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even nothing at all; none when the page is only asked."""
    return request.POST if request.method == "POST" else None


def done(form: BaseForm, act: Callable[[], object]) -> bool:
    """Whether a valid form led to its act; a refusal is shown at its field."""
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


def take(
    request: HttpRequest, step: Step, form: BaseForm, act: Callable[[], object]
) -> HttpResponse:
    """The page of a step, or what follows once it is taken."""
    made: list[object] = []
    if done(form, lambda: made.append(act())):
        said = step.done if isinstance(step.done, str) else step.done(made[0])
        messages.success(request, said)
        return redirect(step.next_url or step.back_url)
    return render(request, "layout/step.html", {"step": step, "form": form})
