"""What surrounds every request: the headers of every answer, and programs that ask in the clear."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.middleware.security import SecurityMiddleware

from mediation.api.problems import MEDIA_TYPE
from mediation.rules.refusals import problem

API, CALENDAR_FEED = "/api/", ".ics"
DETAIL = "Demandez cette adresse en https. Ce que la demande contenait a circulé en clair."
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
