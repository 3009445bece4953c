"""A form whose result is read before it is recorded."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budget.actions import trials
from common.errors import Refusal
from common.form_pages import form_page
from common.http import add_faults, add_refusal

STEP = "etape"  # in what is sent: « verifier », « modifier », nothing to record
Row = TypeVar("Row")


def read_first(
    request: HttpRequest,
    template: str,
    form: Form,
    record: Callable[[], Row],
    said: tuple[Callable[[Row], str], Callable[[Row], HttpResponse]],
    /,
    **page: Any,
) -> HttpResponse:
    """Do `record` and take it back, to tell what it leaves; do it, and answer: both are `said`."""
    told, answer = said
    page |= {"told": "", "rows": [{"key": one.label, "value": one.value()} for one in form]}
    step = request.POST.get(STEP)
    if step is None:
        return form_page(request, template, form, lambda: answer(record()), **page)
    if step == "verifier" and form.is_valid():
        try:
            page["told"] = trials.told(record, told)
        except Refusal as refusal:
            add_refusal(form, refusal)
        except ValidationError as error:
            add_faults(form, error)
    return render(request, template, {"form": form, **page})
