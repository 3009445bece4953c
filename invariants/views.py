"""The page of checks: the last one, and the demand of another."""

from functools import partial

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.http import refusals_shown
from common.lists import table_page
from invariants import actions, tasks
from invariants.pages import checks_page
from programmes.http import ProgrammeRequest


@needs(Permission.CHECK_READ, "GET", "POST")
def checks(request: ProgrammeRequest) -> HttpResponse:
    """Show what the last check found; asked by a POST, a worker makes another."""
    if request.method != "POST":
        return table_page(request, "invariants/checks.html", checks_page(request.programme))
    with refusals_shown(request):
        asked = actions.ask(request.programme, by=author_of(request))
        # A broker that is down delays the check, nothing more: the scheduler finds the row.
        transaction.on_commit(partial(tasks.make.delay, check_id=asked.pk), robust=True)
    return redirect("invariants:checks")
