"""End the sessions of a person, or of everybody in an authority."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from accounts.actions import sign_ins
from accounts.enums import Permission
from accounts.http import author_of, authority_of, confirmed, needs
from accounts.models import SignIn
from common.form_pages import Step, done, form_page, posted_data
from common.formats import number, of
from common.forms import Form
from programmes.http import ProgrammeRequest
from programmes.querysets import roles_in
from programmes.views.roles import holder_of

ADMINISTER = Permission.ACCOUNT_ADMINISTER


@needs(ADMINISTER, "GET", "POST")
@confirmed
def end(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """A person signs in again, wherever they are."""
    user = holder_of(request, public_id)
    step = Step(
        heading=f"Terminer les connexions {of(user)}",
        button="Terminer les connexions",
        back_url=reverse("programmes:role-holder", args=[public_id]),
        consequences=["Une saisie en cours est perdue. La personne peut se reconnecter aussitôt."],
        grave=True,
        part="Rôles",
    )

    def act() -> HttpResponse:
        sign_ins.end(user.sign_ins.all(), of=user, by=author_of(request))
        said = f"Connexions {of(user)} terminées."
        return done(request, said, "programmes:role-holder", public_id)

    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


@needs(ADMINISTER, "GET", "POST")
@confirmed
def end_all(request: ProgrammeRequest) -> HttpResponse:
    """Everybody signs in again, but who asks for it."""
    authority = authority_of(request)
    everybody = roles_in(authority).values("user")
    rows = SignIn.objects.filter(user__in=everybody).exclude(pk=request.session.session_key)
    step = Step(
        heading="Terminer toutes les connexions",
        button="Terminer toutes les connexions",
        back_url=reverse("programmes:roles"),
        consequences=[
            f"Toutes les personnes qui tiennent un rôle pour {authority} se reconnectent, vous "
            "excepté. Leurs saisies en cours sont perdues."
        ],
        grave=True,
        part="Rôles",
    )

    def act() -> HttpResponse:
        ended = sign_ins.end(rows, of=authority, by=author_of(request))
        return done(request, f"Connexions terminées\u00a0: {number(ended)}.", "programmes:roles")

    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)
