"""What an avenant changes, and its signature."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.http import actor_of, needs
from common import clock
from common.errors import Refusal
from common.formats import day as written
from common.http import add_refusal
from conventions import pages
from conventions.actions import avenants
from conventions.forms.agreements import SignatureForm
from conventions.http import ProgrammeRequest
from conventions.models import Avenant
from conventions.tables.agreements import AVENANT_FAMILIES
from conventions.tables.deliberations import votes


@require_GET
@needs(Permission.CONVENTION_READ)
def avenant(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """What an avenant changes."""
    found = _avenant(request, public_id)
    page = {
        "avenant": found,
        "family": AVENANT_FAMILIES[found.state],
        "changes": pages.changes(found),
        "duties": found.obligations.order_by("due_on", "pk"),
        "votes": votes(found.deliberation) if found.deliberation else "",
        "can_sign": request.user.can(Permission.CONVENTION_SIGN),
    }
    return render(request, "conventions/avenant.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_SIGN)
def sign_avenant(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The last look before the signature of an avenant is recorded."""
    found = _avenant(request, public_id)
    form = SignatureForm(request.POST or None)
    if form.is_valid():
        try:
            signed = avenants.sign(
                found,
                on=form.cleaned_data["signed_on"],
                effective_on=form.cleaned_data["effective_on"],
                by=actor_of(request),
                at=clock.now(),
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            effect = signed.stated_effective_on or signed.signed_on
            messages.success(
                request,
                f"Avenant n°\u00a0{signed.number} signé. "
                f"Ses valeurs sont en vigueur à partir du {written(effect)}.",
            )
            return redirect("conventions:avenant", public_id=public_id)
    page = {"avenant": found, "form": form, "consequences": pages.consequences(found)}
    return render(request, "conventions/sign_avenant.html", page)


def _avenant(request: ProgrammeRequest, public_id: UUID) -> Avenant:
    found: Avenant = get_object_or_404(
        Avenant.objects.visible_to(request.user)
        .filter(convention__programme=request.programme)
        .select_related("convention__programme", "deliberation"),
        public_id=public_id,
    )
    return found
