"""The simulator of the 2019 call, from the facts in the address."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.enums import Permission
from accounts.http import needs
from financing.forms.simulator import SimulatorForm
from financing.pages.simulator import EXAMPLES, simulate
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_READ)
def simulator(request: ProgrammeRequest) -> HttpResponse:
    """The form, and the simulation once it is valid."""
    form = SimulatorForm(request.GET if "montant" in request.GET else None)
    found = simulate(form) if form.is_valid() else None
    page = {"form": form, "simulation": found, "examples": EXAMPLES}
    return render(request, "financing/simulator.html", page)
