"""The legal steps of an avenant after its vote: signature, abandonment."""

from uuid import UUID

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.forms import Form
from conventions.actions import avenants
from conventions.enums import AvenantState
from conventions.http import avenant_of
from conventions.pages.texts import document_url, settled
from conventions.readings.texts import is_draft, may_become
from dossiers import actions, readings
from dossiers.forms import SignatureDaysForm, SignatureForm
from dossiers.pages.checks import avenant_signature
from dossiers.views.checks import SUPPOSED, check_page, days_asked
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def sign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then record the signature of an avenant."""
    avenant = avenant_of(request, public_id)
    # A draft is checked as it would be signed, before its vote.
    if not is_draft(avenant) and not may_become(avenant, AvenantState.SIGNED):
        return settled_page(request, settled("Signer", avenant))
    stated = avenant.stated_effective_on
    asked = days_asked(request, SignatureDaysForm, effective_on=stated)
    days = asked.supposed(clock.today(), stated)
    form = SignatureForm(posted_data(request), is_day_known=days.on is not None)

    def act() -> HttpResponse:
        facts = asked.facts | form.facts
        signed = actions.sign_avenant(avenant, **facts, by=author_of(request))
        return done(request, readings.avenant_signed_message(signed), document_url(avenant))

    def attempt() -> object:
        facts = asked.facts | {"source": SUPPOSED, "is_confirmed": True}
        return actions.sign_avenant(avenant, **facts, by=author_of(request))

    check = avenant_signature(avenant, days)
    return check_page(request, asked, form, act, check, attempt=attempt)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def abandon(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then abandon an avenant."""
    avenant = avenant_of(request, public_id)
    if not may_become(avenant, AvenantState.ABANDONED):
        return settled_page(request, settled("Abandonner", avenant))

    def act() -> HttpResponse:
        avenants.abandon(avenant, by=author_of(request))
        named = f"Avenant n°\u00a0{avenant.number} abandonné"
        return done(request, f"{named}. Ses valeurs ne prendront pas effet.", document_url(avenant))

    step = Step(
        heading=f"Abandonner l’avenant n°\u00a0{avenant.number}",
        lead=avenant.convention.title,
        button=f"Abandonner l’avenant n°\u00a0{avenant.number}",
        back_url=document_url(avenant),
        consequences=[
            "Ses valeurs ne prendront jamais effet. La convention ne change pas.",
            "Il garde son numéro.",
            "Un avenant abandonné ne se reprend pas.",
        ],
        grave=True,
    )
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)
