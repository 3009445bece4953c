"""The open sessions of one's own account, and their end."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.actions import sign_ins
from accounts.http import Request, author_of, confirmed
from accounts.pages import sign_ins_page
from accounts.readings import open_sign_ins
from common.form_pages import done
from common.formats import count

OTHERS = "autres"


@require_http_methods(["GET", "POST"])
@confirmed
def index(request: Request) -> HttpResponse:
    """Where one is signed in; a POST ends one session, or all but this one."""
    key = request.session.session_key
    rows = open_sign_ins(request.user)
    if request.method == "GET":
        return render(request, "account/sign_ins.html", sign_ins_page(rows, key))
    pressed = request.POST.get("end", "")
    asked = [row.pk for row in rows.exclude(pk=key) if pressed in {OTHERS, str(row.public_id)}]
    ended = request.user.sign_ins.filter(pk__in=asked)
    number = sign_ins.end(ended, of=request.user, by=author_of(request))
    return done(request, f"{count(number, 'connexion terminée')}.", "accounts:sign-ins")
