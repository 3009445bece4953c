"""Requests and refusals: the address of a row, and how a page shows a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse

from common.errors import Refusal
from common.line_forms import FormWithLines


@cache
def page_address(view: str) -> str:
    """The page of no row: `reverse`, whose work is done once."""
    return reverse(view)


def address(view: str, identity: UUID | str) -> str:
    """The page of a row: `reverse`, whose work is done once for all the rows of a list."""
    return str(identity).join(_around(view))


@cache
def _around(view: str) -> list[str]:
    """What stands before and after the identity in the addresses of a view."""
    nobody = UUID(int=0)
    return reverse(view, args=[nobody]).split(str(nobody))


@contextmanager
def refusals_shown(request: HttpRequest) -> Iterator[None]:
    """Show a refusal, or an invalid row, as an error message on the next page."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)


def add_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Add a refusal to the table or field that it names, else to the whole form."""
    if isinstance(form, FormWithLines) and (lines := form.table_of(refusal)):
        lines.refuse(refusal.sentence)
        return
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, ValidationError(refusal.sentence, code=refusal.code))


def add_faults(form: BaseForm, error: ValidationError) -> None:
    """Add the faults of a row to the fields that they name, else to the whole form."""
    for name, faults in error.update_error_dict({}).items():
        for message in ValidationError(faults).messages:
            form.add_error(name if name in form.fields else None, message)
