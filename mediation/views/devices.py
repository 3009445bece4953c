"""The devices that redeem by the API: listed, added by who redeems, revoked."""

from typing import cast
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.enums import Permission
from accounts.http import Request, author_of, needs
from accounts.models import Membership
from common.form_pages import Settled, Step, done, form_page, posted_data, settled_page
from common.formats import day
from common.forms import Form
from common.lists import list_response, listing
from mediation.actions import devices
from mediation.filters import DeviceFilters
from mediation.forms import DeviceForm
from mediation.models import Device
from mediation.pages import drawn_token
from mediation.tables import DeviceTable
from places.models import Structure


@needs(Permission.DEVICE_READ)
def index(request: Request) -> HttpResponse:
    """The devices of one's structure, or of the programmes of the authority."""
    rows = Device.objects.visible_to(request.user).select_related("structure__organisation")
    filters = DeviceFilters(request.GET, rows)
    listed = listing(request, DeviceTable(filters.qs), filters)
    page = {"in_use": rows.in_use().count(), "can_add": request.user.can(Permission.REDEEM)}
    return list_response(request, listed, "mediation/devices.html", name="appareils", **page)


@never_cache
@needs(Permission.REDEEM, "GET", "POST")
def add(request: Request) -> HttpResponse:
    """Add a device of one's structure; its token is shown once, in the answer alone."""
    form = DeviceForm(posted_data(request), initial={"public_id": uuid4()})

    def act() -> HttpResponse:
        acting = cast("Membership", request.user.acting)  # `needs` refuses a user without one
        structure = get_object_or_404(Structure, organisation=acting.organisation_id)
        device, token = devices.add(structure, **form.cleaned_data, by=author_of(request))
        api = request.build_absolute_uri(reverse("api-schema")).removesuffix("schema/")
        page = {"device": device, "token": token, "api": api, "drawn": drawn_token(api, token)}
        return render(request, "mediation/device_token.html", page)

    return form_page(request, "mediation/add_device.html", form, act)


@needs(Permission.DEVICE_READ, "GET", "POST")
def revoke(request: Request, public_id: UUID) -> HttpResponse:
    """Close the access of a device: lost, stolen, or no longer used."""
    found = get_object_or_404(Device.objects.visible_to(request.user), public_id=public_id)
    heading, back_url = f"Révoquer l’appareil {found.label}", reverse("mediation:devices")
    if found.revoked_at is not None:
        said = f"Cet appareil est révoqué depuis le {day(found.revoked_at)}."
        return settled_page(request, Settled(heading, said, back_url, "Revenir aux appareils"))
    consequences = [
        "Son jeton n’ouvre plus rien, dès maintenant.",
        "Ce qu’il a encaissé reste encaissé.",
        "Une révocation ne se reprend pas\u00a0: un autre jeton se demande par un nouvel appareil.",
    ]

    def act() -> HttpResponse:
        devices.revoke(found, by=author_of(request))
        return done(request, f"Appareil {found.label} révoqué.", "mediation:devices")

    step = Step(heading, "Révoquer cet appareil", back_url, consequences=consequences, grave=True)
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)
