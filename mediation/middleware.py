"""Refuses programs that ask in the clear."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse

from mediation.api.problems import MEDIA_TYPE
from mediation.rules.refusals import problem

API, CALENDAR_FEED = "/api/", ".ics"
DETAIL = "Demandez cette adresse en https. Ce que la demande contenait a circulé en clair."


class ProgramsInTheClearMiddleware:
    """Under HTTPS, answers 403 to the API and to a calendar feed asked without encryption:
    redirected, they would tell their secret on the network again and again without anybody
    noticing. Pages are redirected by Django.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            if request.path.startswith(API):
                document = problem(403, "https_required", DETAIL)
                return JsonResponse(document, status=403, content_type=MEDIA_TYPE)
            if request.path.endswith(CALENDAR_FEED):
                return HttpResponseForbidden(DETAIL, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
