"""The request of a page that belongs to a programme."""

from accounts.http import Request
from programmes.models import Programme

SESSION_KEY = "programme"


class ProgrammeRequest(Request):
    """A member who reaches no programme never gets to such a page: `ProgrammeMiddleware` sends
    them home, which says so."""

    programme: Programme
    programmes: list[Programme]
