"""The pages of the gallery."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.enums import Role
from accounts.http import Request
from passnum.component_gallery import accounts, charts, fields, lists, records, words

READERS = {Role.MANAGER, Role.ADMINISTRATOR}


@require_GET
def gallery(request: Request) -> HttpResponse:
    """Each component in each state; `?vide` shows the parts of pages that have nothing to show."""
    acting = request.user.acting
    if not settings.DEBUG or acting is None or acting.role not in READERS:
        raise Http404
    if "vide" in request.GET:
        return render(request, "gallery/nothing.html", accounts.nothing() | charts.nothing())
    values = [words, records, charts, accounts, fields]
    context = lists.samples(request)
    for one in values:
        context |= one.samples()
    return render(request, "gallery/index.html", context)
