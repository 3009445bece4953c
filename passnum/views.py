"""The page of a fault of ours."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string
from structlog.contextvars import get_contextvars


def server_error(request: HttpRequest) -> HttpResponse:
    """Names the request, as the access log does; asks nothing of what may have failed."""
    reference = get_contextvars().get("request_id", "")
    pieces = [reference[at : at + 8] for at in range(0, len(reference), 8)]
    return HttpResponseServerError(render_to_string("500.html", {"pieces": pieces}))
