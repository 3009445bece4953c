"""The programme in use."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.http import Request
from common.parsing import parse_whole
from programmes.http import SESSION_KEY
from programmes.models import Programme


@require_POST
def switch_programme(request: Request) -> HttpResponse:
    """Use another of the visible programmes from now on."""
    chosen = request.POST.get("programme", "")
    visible = Programme.objects.visible_to(request.user)
    programme = get_object_or_404(visible, pk=parse_whole(chosen))
    request.session[SESSION_KEY] = programme.pk
    return redirect("reporting:home")
