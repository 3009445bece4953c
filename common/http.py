"""Between HTTP and the domain: how a refusal is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest

from common.errors import Refusal
from common.lines import FormWithLines


def searched(request: HttpRequest) -> str:
    """The words of a search, without the character that no database keeps."""
    return request.GET.get("q", "").replace("\0", "").strip()


@contextmanager
def refusals_shown(request: HttpRequest) -> Iterator[None]:
    """Turn a refusal of the domain, or of the database, into a message on the next page."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)


def add_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Attach a refusal to the table or field that it names, else to the whole form."""
    if isinstance(form, FormWithLines) and (lines := form.table_of(refusal)):
        lines.refuse(refusal.sentence)
        return
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, ValidationError(refusal.sentence, code=refusal.code))
