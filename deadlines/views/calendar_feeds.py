"""Calendar feeds: the page where a user makes and revokes an address, and the file it gives."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.errors import Refusal
from common.http import refusals_shown
from deadlines.actions import calendar_feeds
from deadlines.documents import calendar_file
from deadlines.models import CalendarFeed, Occurrence
from programmes.http import ProgrammeRequest

CONSEQUENCES_OF_REVOCATION = [
    "Les agendas qui suivent cette adresse ne recevront plus rien.",
    "Elle ne pourra pas être rétablie. Vous pourrez en créer une autre.",
]
PAST_SHOWN = dt.timedelta(days=366)


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The addresses that the user made for this programme."""
    feeds = CalendarFeed.objects.filter(user=request.user, programme=request.programme)
    page = {
        "live": feeds.filter(revoked_at__isnull=True).first(),
        "today": clock.today(),
        "revoked": feeds.filter(revoked_at__isnull=False).order_by("-revoked_at", "-pk"),
    }
    return render(request, "deadlines/calendar_feeds.html", page)


@never_cache
@needs(Permission.CONVENTION_READ, "POST")
def open_feed(request: ProgrammeRequest) -> HttpResponse:
    """Make an address and show it: it is never shown again."""
    try:
        found, secret = calendar_feeds.open_feed(
            request.user, request.programme, by=author_of(request)
        )
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect("deadlines:calendar-feeds")
    address = request.build_absolute_uri(reverse("deadlines:calendar-feed", args=[secret]))
    page = {"feed": found, "address": address}
    return render(request, "deadlines/calendar_feed_opened.html", page)


@needs(Permission.CONVENTION_READ, "GET", "POST")
def revoke(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then revoke an address."""
    feeds = CalendarFeed.objects.filter(user=request.user, programme=request.programme)
    found = get_object_or_404(feeds, public_id=public_id)
    if request.method == "POST":
        with refusals_shown(request):
            calendar_feeds.revoke(found, by=author_of(request))
            messages.success(request, "Adresse révoquée. Elle ne donne plus rien.")
        return redirect("deadlines:calendar-feeds")
    page = {
        "feed": found,
        "consequences": CONSEQUENCES_OF_REVOCATION,
        "back_url": reverse("deadlines:calendar-feeds"),
    }
    return render(request, "deadlines/revoke_calendar_feed.html", page)


@login_not_required
@require_safe
def download(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar file of an address, unless it is known (`If-None-Match`); the same 404 for a
    wrong, revoked or lost address.
    """
    found = calendar_feeds.feed_at(secret)
    if found is None:
        raise Http404
    with found.programme.local_time():
        return _calendar(request, found)


def _calendar(request: HttpRequest, found: CalendarFeed) -> HttpResponse:
    today = clock.today()
    rows = Occurrence.objects.of_programme(found.programme).filter(due_on__gte=today - PAST_SHOWN)
    rows = rows.with_obligation().order_by("due_on", "pk")

    def url_of(row: Occurrence) -> str:
        return request.build_absolute_uri(reverse("deadlines:occurrence", args=[row.public_id]))

    name = f"Échéances – {found.programme}"
    body = calendar_file(name, rows, url_of=url_of, today=today)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="echeances.ics"'
    response["Cache-Control"] = "private, max-age=900"
    set_response_etag(response)
    return get_conditional_response(request, response["ETag"], response=response) or response
