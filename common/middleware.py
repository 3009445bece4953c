"""Only requests in UTF-8 are accepted."""

import codecs
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

UTF_8 = "utf-8"
REFUSED = "Cette demande n’est pas écrite en UTF-8. Rien n’a été changé."


class Utf8Middleware:
    """Refuses a request in another encoding: some decode to characters that no column can store."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name != UTF_8:
            # Plain text: a page would decode the address, which may fail.
            return HttpResponseBadRequest(REFUSED, content_type="text/plain; charset=utf-8")
        return self.get_response(request)
