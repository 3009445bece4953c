"""The carnets that are not begun, and the letters that remind of them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.enums import Permission
from accounts.http import author_of, needs
from beneficiaries.actions import people
from circulation import actions, documents
from circulation.filters import AsleepFilters
from circulation.forms import RemindForm
from circulation.pages.asleep import (
    MOST,
    carnets_seen,
    nobody_to_remind,
    organisation_of,
    remind_step,
    reminders_of,
    sending_page,
)
from circulation.pages.stages import depots_seen
from circulation.readings.asleep import carnets_asleep, qualified_places, to_remind
from circulation.tables import AsleepTable
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.formats import count
from common.lists import list_response, listing
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ)
def asleep(request: ProgrammeRequest) -> HttpResponse:
    """The carnets handed out long ago of which no pass is spent."""
    on, filters = clock.today(), _filters(request)
    organisation = organisation_of(request.user)
    listed = listing(request, AsleepTable(filters.qs, on=on, organisation=organisation), filters)
    ready = to_remind(filters.qs, request.user, request.programme, on)
    if organisation:
        named = listed.table.rows
        people.note_listed(request.programme, "Carnets", named, by=author_of(request))
    page = {"today": on, "weeks": filters.weeks, "ready": ready.count() if organisation else 0}
    return list_response(
        request, listed, "circulation/asleep.html", name="carnets_jamais_entames", **page
    )


@needs(Permission.HAND_OUT, "GET", "POST")
def remind(request: ProgrammeRequest) -> HttpResponse:
    """Choose whom to remind among the carnets of a filtered list, then make the letters."""
    on, carnets = clock.today(), _filters(request).qs
    ready = list(to_remind(carnets, request.user, request.programme, on)[:MOST])
    if not ready:
        return settled_page(request, nobody_to_remind())
    form = RemindForm(posted_data(request), carnets=ready)
    people.note_listed(request.programme, "Carnets à rappeler", ready, by=author_of(request))

    def act() -> HttpResponse:
        chosen, by = form.cleaned_data["carnets"], author_of(request)
        owner: Any = request.user.acting
        sending = actions.remind(
            request.programme, chosen, organisation=owner.organisation, on=on, by=by
        )
        said = f"{count(len(chosen), 'lettre prête|lettres prêtes')}. Imprimez-les."
        return done(request, said, "circulation:sending", sending)

    step = remind_step(carnets, len(ready), request.user, request.programme, on)
    return form_page(request, "layout/step.html", form, act, step=step)


@needs(Permission.HAND_OUT)
def sending(request: ProgrammeRequest, number: UUID) -> HttpResponse:
    """A sending: its letters to print, and what came of it."""
    reminders = _reminders(request, number)
    carnets = [one.carnet_id for one in reminders]
    still = carnets_asleep(request.programme, on=clock.today()).filter(pk__in=carnets).count()
    page = sending_page(reminders, len(reminders) - still)
    return render(request, "circulation/sending.html", page)


@needs(Permission.HAND_OUT)
def letters(request: ProgrammeRequest, number: UUID) -> HttpResponse:
    """The letters of a sending, as a PDF of one page each."""
    reminders = _reminders(request, number)
    people.note_listed(request.programme, "Lettres", reminders, by=author_of(request))
    places = qualified_places(request.programme, reminders[0].sent_on)
    written = documents.letters_pdf(request.programme, reminders, places)
    answer = HttpResponse(written, content_type="application/pdf")
    name = f"lettres-carnets_{reminders[0].sent_on}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def _reminders(request: ProgrammeRequest, number: UUID) -> list[Any]:
    found = list(reminders_of(request.user, request.programme, number))
    if not found:
        raise Http404
    return found


def _filters(request: ProgrammeRequest) -> AsleepFilters:
    user, programme, on = request.user, request.programme, clock.today()
    rows, depots = carnets_seen(user, programme, on), depots_seen(user, programme)
    return AsleepFilters(request.GET, rows, programme=programme, depots=depots, on=on)
