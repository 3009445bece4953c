"""The problem documents (RFC 9457) of the API: each refusal has a stable `code`."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from rest_framework import exceptions
from rest_framework.response import Response

from mediation.rules.refusals import NotRedeemed, RetryLater, problem, problem_document

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)
DETAILS = {
    401: ("unauthorized", "Indiquez le jeton de l’appareil dans l’en-tête Authorization."),
    405: ("method_not_allowed", "Cette méthode n’est pas admise à cette adresse."),
    406: ("not_acceptable", "La réponse est en JSON. Acceptez application/json."),
    415: ("unsupported_media_type", "Envoyez la demande en JSON (application/json)."),
}


class Malformed(exceptions.APIException):
    """The body or the key cannot be read; `errors` gives the sentences of each field."""

    status_code = 400

    def __init__(self, code: str, errors: dict[str, list[str]]) -> None:
        super().__init__(code=code)
        self.problem_code = code
        self.errors = errors


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of the REST framework. None for a bug, which becomes a 500."""
    if isinstance(exc, NotRedeemed):
        headers = {"Retry-After": str(exc.retry_after)} if isinstance(exc, RetryLater) else {}
        return answer(problem_document(exc), headers)
    if isinstance(exc, Malformed):
        return answer(_malformed(exc.problem_code, exc.errors))
    if isinstance(exc, exceptions.ValidationError):
        return answer(_malformed("malformed", dict(_fields(exc.detail))))
    if isinstance(exc, exceptions.ParseError | RequestDataTooBig):
        long = isinstance(exc, RequestDataTooBig)
        sentence = "Le corps est trop long." if long else "Le corps n’est pas un objet JSON."
        return answer(_malformed("malformed", {"body": [sentence]}))
    if isinstance(exc, OperationalError | InterfaceError):
        logger.warning("database unavailable: %s", type(exc.__cause__).__name__)
        sentence = "Le service a un problème. Rien n’a été encaissé. Recommencez dans un instant."
        return answer(problem(503, "unavailable", sentence), {"Retry-After": "5"})
    return _framework_answer(exc)


def answer(document: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    """The response that carries a problem document."""
    status = document["status"]
    return Response(document, status=status, headers=headers or {}, content_type=MEDIA_TYPE)


def _framework_answer(exc: Exception) -> Response | None:
    if not isinstance(exc, exceptions.APIException) or exc.status_code not in DETAILS:
        return None
    code, detail = DETAILS[exc.status_code]
    if isinstance(exc, exceptions.AuthenticationFailed):
        detail = str(exc.detail)
    header = getattr(exc, "auth_header", None)
    headers = {"WWW-Authenticate": header} if header else {}
    return answer(problem(exc.status_code, code, detail), headers)


def _malformed(code: str, errors: dict[str, list[str]]) -> dict[str, Any]:
    """`field` is the first field at fault, `errors` are those of all fields."""
    field = next(iter(errors), "body")
    sentence = " ".join(errors.get(field, []))
    detail = f"La demande est mal formée\u00a0: {field}. {sentence}".strip()
    return problem(400, code, detail) | {"field": field, "errors": errors}


def _fields(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """The framework's nested errors, flat: `session.minutes`, `codes.3`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else str(name)
            yield from _fields(inner, ".".join(filter(None, (path, step))))
    else:
        yield path or "body", [str(item) for item in detail]
