"""Change the membership in use; serve the colours of an authority."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from accounts.http import SESSION_KEY, Request
from accounts.models import Membership, Organisation
from accounts.rules import tint
from common.parsing import parse_whole


@require_POST
def switch_membership(request: Request) -> HttpResponse:
    """Act under another of one's own memberships from now on."""
    chosen = request.POST.get("membership", "")
    held = Membership.objects.in_use().filter(user=request.user)
    membership = get_object_or_404(held, pk=parse_whole(chosen))
    request.session[SESSION_KEY] = membership.pk
    return redirect("reporting:home")


@require_GET
@login_not_required
@cache_control(public=True, max_age=3600)
def theme(request: Request, public_id: UUID) -> HttpResponse:
    """The accent of an authority as custom properties of CSS."""
    organisation = get_object_or_404(Organisation.objects.exclude(accent=""), public_id=public_id)
    css = f":root{{--accent:{organisation.accent};--accent-tint:{tint(organisation.accent)}}}"
    return HttpResponse(css, content_type="text/css")
