"""What surrounds every request: the headers of every answer, its line of the log, and what is no
text.
"""

import codecs
import logging
import re
import time
import uuid
from collections.abc import Callable
from urllib.parse import unquote_plus, unquote_to_bytes

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.security import SecurityMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars

from common.parsing import why_no_text
from passnum.log_redaction import SECRET
from passnum.metrics import REQUESTS

logger = logging.getLogger("passnum.access")
REQUEST_ID = re.compile(r"[\w-]{8,64}", re.ASCII)

FORM, FORM_OF_FILES = "application/x-www-form-urlencoded", "multipart/form-data"
API = "/api/"
PLAIN, REPLACED, HALF = "text/plain; charset=utf-8", "\ufffd", "\ud800"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SIGN_OUT = "/deconnexion/"
HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            *(f"{what}-src 'self'" for what in ("script", "style", "font", "connect", "manifest")),
            "img-src 'self' data:",
            "form-action 'self'",
            *(f"{what} 'none'" for what in ("object-src", "base-uri", "frame-ancestors")),
        ]
    ),
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "X-Frame-Options": "DENY",
}


class HeadersMiddleware:
    """Outermost: errors, redirects and static files have the headers of a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.security = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # What the browser kept of the pages, those that Back shows included.
        if request.method == "POST" and request.path == SIGN_OUT:
            response["Clear-Site-Data"] = '"cache"'
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        self.security.process_response(request, response)
        return response


class AccessMiddleware:
    """A line of the log for each answer, under an identifier that the answer and every other line
    of the request have too: the proxy's, else one of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        began = time.perf_counter()
        clear_contextvars()
        # Until the next request: Django logs a refusal last.
        bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        _note(request, response.status_code, time.perf_counter() - began)
        response["X-Request-ID"] = request_id
        return response


def _note(request: HttpRequest, status: int, seconds: float) -> None:
    """Without what follows `?`: names are searched there."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(method, view, status).observe(seconds)
    line = {
        "method": method,
        "path": SECRET.sub(r"\1\2…", request.path),
        "view": view,
        "status": status,
        "ms": round(seconds * 1000),
        "address": request.META.get("REMOTE_ADDR", ""),
    }
    logger.info("request", extra=line)


class TextMiddleware:
    """Refuses what is no text, in an address and in a form, and names the field. A form of files is
    read by Django first, who marks what is not UTF-8. The API takes no form but reads its own JSON.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        fault = _fault_of(request)
        return self.get_response(request) if fault is None else _refused(*fault)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if request.content_type != FORM_OF_FILES or request.path_info.startswith(API):
            return None
        sent = [(name, [name, *map(str, values)]) for name, values in request.POST.lists()]
        sent += [(name, [name, *map(str, files)]) for name, files in request.FILES.lists()]
        for name, texts in sent:
            if why := why_no_text("".join(texts).replace(REPLACED, HALF)):
                return _refused(name, why)
        return None


def _refused(field: str, why: str) -> HttpResponse:
    shown = field.replace("\0", "") or "champ sans nom"
    sentence = f"«\u00a0{shown}\u00a0» {why}. Rien n’a été changé."
    return HttpResponseBadRequest(sentence, content_type=PLAIN)


def _fault_of(request: HttpRequest) -> tuple[str, str] | None:
    """The field whose text is none, and why."""
    if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
        return "Content-Type", "n’est pas en UTF-8"
    if why := why_no_text(request.path_info):
        return "adresse", why
    sent = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    if request.content_type == FORM:
        sent += b"&" + request.body
    for pair in sent.split(b"&"):
        if why := why_no_text(unquote_to_bytes(pair).decode(errors="surrogateescape")):
            return unquote_plus(pair.partition(b"=")[0].decode("latin-1")), why
    return None
