"""Text is UTF-8, whatever a request says of itself."""

import codecs
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

UTF_8 = "utf-8"
REFUSED = "Cette demande n’est pas écrite en UTF-8. Rien n’a été changé."


class Utf8Middleware:
    """Refuses a request that names another encoding: some decode to what no column can keep."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name != UTF_8:
            # A page would read the address, which may have no reading.
            return HttpResponseBadRequest(REFUSED, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
