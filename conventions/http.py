"""The request of a page that belongs to a programme."""

from accounts.http import Request
from conventions.models import Programme


class ProgrammeRequest(Request):
    """A member who reaches no programme never gets to a page: `accounts.http.needs` and
    `visible_to` answer first."""

    programme: Programme
    programmes: list[Programme]
