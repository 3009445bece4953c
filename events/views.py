"""The page of the journal."""

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import needs
from accounts.sealed_search import sealed_search, with_words
from common.lists import FILE_PARAMETER, list_response, listing
from events.filters import JournalFilters
from events.pages import links_of
from events.querysets import events_of
from events.tables import JournalTable
from programmes.http import ProgrammeRequest


@needs(Permission.JOURNAL_READ, "GET", "POST")
@sealed_search
def journal(request: ProgrammeRequest) -> HttpResponse:
    """The journal of the programme, filtered, as a page or as a file."""
    filters = JournalFilters(with_words(request), events_of(request.programme))
    hidden = () if FILE_PARAMETER in request.GET else ("role",)  # told beside the name
    table = JournalTable(filters.qs, exclude=hidden)
    listed = listing(request, table, filters)
    if page := getattr(table, "page", None):  # a file has none
        rows = page.object_list.data
        table.links = links_of(request.user, rows, request.programme.authority)
    name = f"journal_{request.programme.code}"
    return list_response(request, listed, "events/journal.html", name=name)
