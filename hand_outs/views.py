"""The list of hand-outs, those of one person, and the page of one."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.sealed_search import sealed_search, with_words
from beneficiaries.actions import people
from beneficiaries.http import visible_people
from common import clock
from common.lists import list_response, listing, table_page
from hand_outs.filters import HandOutFilters
from hand_outs.pages import hand_out_page, hand_out_table, hand_outs_seen
from programmes.http import ProgrammeRequest


@needs(Permission.STOCK_READ, "GET", "POST")
@sealed_search
def index(request: ProgrammeRequest) -> HttpResponse:
    """Every hand-out that a member counts; who may read people reads and searches their names."""
    user, programme = request.user, request.programme
    names, seen = user.can(Permission.PERSON_READ), hand_outs_seen(user, programme)
    filters = HandOutFilters(with_words(request), seen, user=user, programme=programme)
    listed = listing(request, hand_out_table(filters.qs, names=names), filters)
    if names:
        shown = listed.table.paginated_rows
        people.note_listed(request.programme, "Remises", shown, by=author_of(request))
    return list_response(request, listed, "hand_outs/hand_outs.html", name="remises")


@needs(Permission.PERSON_READ)
def of_person(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """What one person received, from the depots that the user sees."""
    person = get_object_or_404(visible_people(request), public_id=public_id)
    people.note_read(person, by=author_of(request))
    seen = hand_outs_seen(request.user, request.programme)
    table = hand_out_table(seen.filter(decision__request__person=person), names=False)
    return table_page(request, "hand_outs/person.html", {"table": table, "person": person})


@needs(Permission.STOCK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One hand-out: its carnets, what became of them, its receipt."""
    seen = hand_outs_seen(request.user, request.programme)
    given = get_object_or_404(seen.select_related("programme"), public_id=public_id)
    page = hand_out_page(given, request.user, on=clock.today())
    if page["person"] is not None:
        people.note_read(page["person"], by=author_of(request))
    return render(request, "hand_outs/hand_out.html", page)
