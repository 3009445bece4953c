"""The request of a page that belongs to a programme."""

from accounts.http import Request
from programmes.models import Programme

SESSION_KEY = "programme"


class ProgrammeRequest(Request):
    """A request with a programme: `ProgrammeMiddleware` redirects members who have none."""

    programme: Programme
    programmes: list[Programme]
