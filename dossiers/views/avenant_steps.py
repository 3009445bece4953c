"""The legal steps of an avenant: vote, signature, abandonment."""

from uuid import UUID

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import by_and_at, needs
from common.confirmation_pages import Step, posted_data, step_page
from common.forms import Form
from conventions.actions import avenants
from conventions.http import avenant_of
from conventions.models import Avenant
from conventions.pages.texts import document_url, task_list_url
from dossiers import actions, readings
from dossiers.forms import SignatureForm, VoteForm
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def vote(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record the deliberation that authorises the signature of an avenant."""
    avenant = avenant_of(request, public_id)
    form = VoteForm(posted_data(request), programme=request.programme)
    step = Step(
        heading=f"Enregistrer le vote de l’avenant n°\u00a0{avenant.number}",
        lead=avenant.convention.title,
        button="Enregistrer le vote",
        success=f"Avenant n°\u00a0{avenant.number} voté. Il attend sa signature.",
        back_url=task_list_url(avenant),
        next_url=document_url(avenant),
        consequences=readings.CONSEQUENCES_OF_VOTE,
    )
    return step_page(
        request, step, form, lambda: avenants.vote(avenant, **form.facts, **by_and_at(request))
    )


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def withdraw_vote(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Withdraw the vote of an avenant, which is a draft again."""
    avenant = avenant_of(request, public_id)
    step = Step(
        heading=f"Retirer le vote de l’avenant n°\u00a0{avenant.number}",
        lead=avenant.convention.title,
        button="Retirer le vote",
        success=f"Vote retiré. L’avenant n°\u00a0{avenant.number} est de nouveau un projet.",
        back_url=document_url(avenant),
        next_url=task_list_url(avenant),
        consequences=readings.CONSEQUENCES_OF_VOTE_WITHDRAWAL,
    )
    return step_page(
        request,
        step,
        Form(posted_data(request)),
        lambda: avenants.withdraw_vote(avenant, **by_and_at(request)),
    )


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def sign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then record the signature of an avenant."""
    avenant = avenant_of(request, public_id)
    form = SignatureForm(
        posted_data(request), initial={"effective_on": avenant.stated_effective_on}
    )
    step = Step(
        heading=f"Signer l’avenant n°\u00a0{avenant.number}",
        lead=f"{avenant.convention.title}. {avenant.subject.rstrip('.')}.",
        button=f"Signer l’avenant n°\u00a0{avenant.number}",
        success=readings.avenant_signed_message,
        back_url=document_url(avenant),
        consequences=readings.consequences_of_avenant(avenant),
    )

    def act() -> Avenant:
        answers = form.cleaned_data
        on, effect = answers["signed_on"], answers["effective_on"]
        return actions.sign_avenant(avenant, on=on, effective_on=effect, **by_and_at(request))

    return step_page(request, step, form, act)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def abandon(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then abandon an avenant."""
    avenant = avenant_of(request, public_id)
    step = Step(
        heading=f"Abandonner l’avenant n°\u00a0{avenant.number}",
        lead=avenant.convention.title,
        button=f"Abandonner l’avenant n°\u00a0{avenant.number}",
        success=f"Avenant n°\u00a0{avenant.number} abandonné. Ses valeurs ne prendront pas effet.",
        back_url=document_url(avenant),
        consequences=[
            "Ses valeurs ne prendront jamais effet. La convention ne change pas.",
            f"Il garde son numéro\u00a0: le suivant sera le n°\u00a0{avenant.number + 1}.",
            "Un avenant abandonné ne se reprend pas.",
        ],
        grave=True,
    )
    return step_page(
        request,
        step,
        Form(posted_data(request)),
        lambda: avenants.abandon(avenant, **by_and_at(request)),
    )
