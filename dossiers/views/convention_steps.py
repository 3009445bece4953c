"""The legal steps of a convention: vote, signature, end."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from accounts.enums import Permission
from accounts.http import by_and_at, needs
from common.confirmation_pages import Step, posted_data, step_page
from common.forms import Form
from conventions.actions import conventions
from conventions.http import convention_of
from conventions.models import Convention
from conventions.pages.texts import document_url, task_list_url
from dossiers import actions, readings
from dossiers.forms import (
    ConventionSignatureForm,
    DayOfSignatureForm,
    EndForm,
    TerminationForm,
    VoteForm,
)
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def vote(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record the deliberation that authorises the signature of a convention."""
    convention = convention_of(request, public_id)
    form = VoteForm(posted_data(request), programme=request.programme)
    step = Step(
        heading=f"Enregistrer le vote – {convention.title}",
        button="Enregistrer le vote",
        success=(
            "Convention votée. Elle attend sa signature\u00a0: rien n’en est encore en vigueur."
        ),
        back_url=task_list_url(convention),
        next_url=document_url(convention),
        consequences=readings.CONSEQUENCES_OF_VOTE,
    )
    return step_page(
        request,
        step,
        form,
        lambda: conventions.vote(convention, **form.facts, **by_and_at(request)),
    )


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def withdraw_vote(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Withdraw the vote of a convention, which is a draft again."""
    convention = convention_of(request, public_id)
    step = Step(
        heading=f"Retirer le vote – {convention.title}",
        button="Retirer le vote",
        success="Vote retiré. La convention est de nouveau un projet.",
        back_url=document_url(convention),
        next_url=task_list_url(convention),
        consequences=readings.CONSEQUENCES_OF_VOTE_WITHDRAWAL,
    )
    return step_page(
        request,
        step,
        Form(posted_data(request)),
        lambda: conventions.withdraw_vote(convention, **by_and_at(request)),
    )


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def sign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then record the signature of a convention."""
    convention = convention_of(request, public_id)
    form = ConventionSignatureForm(posted_data(request))
    step = Step(
        heading=f"Signer – {convention.title}",
        button="Signer la convention",
        success="Convention signée. Ses valeurs sont en vigueur.",
        back_url=document_url(convention),
        consequences=readings.consequences_of_signature(convention),
    )

    def act() -> Convention:
        answers = form.cleaned_data
        return actions.sign(
            convention,
            on=answers["signed_on"],
            source=answers["source"],
            effective_on=answers["effective_on"],
            **by_and_at(request),
        )

    return step_page(request, step, form, act)


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def record_signature_day(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Record a day of signature that was unknown."""
    convention = convention_of(request, public_id)
    form = DayOfSignatureForm(posted_data(request))
    step = Step(
        heading=f"Indiquer le jour de la signature – {convention.title}",
        button="Enregistrer ce jour",
        success="Jour de la signature enregistré.",
        back_url=document_url(convention),
        consequences=["Les valeurs en vigueur gardent leur jour d’effet."],
    )
    return step_page(
        request,
        step,
        form,
        lambda: actions.record_signature_day(
            convention, on=form.cleaned_data["signed_on"], **by_and_at(request)
        ),
    )


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def close(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then close a convention."""
    convention = convention_of(request, public_id)
    form = EndForm(posted_data(request))
    step = Step(
        heading=f"Clore – {convention.title}",
        button="Clore la convention",
        success="Convention close.",
        back_url=document_url(convention),
        consequences=readings.consequences_of_end("close"),
        grave=True,
    )
    return step_page(request, step, form, lambda: actions.close(convention, **_end(form, request)))


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def terminate(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then end a convention before its term."""
    convention = convention_of(request, public_id)
    form = TerminationForm(posted_data(request))
    step = Step(
        heading=f"Résilier – {convention.title}",
        button="Résilier la convention",
        success="Convention résiliée.",
        back_url=document_url(convention),
        consequences=readings.consequences_of_end("résiliée"),
        grave=True,
    )
    return step_page(
        request, step, form, lambda: actions.terminate(convention, **_end(form, request))
    )


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def discard(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then delete a draft."""
    convention = convention_of(request, public_id)
    step = Step(
        heading=f"Supprimer le projet – {convention.title}",
        button="Supprimer le projet",
        success=f"Projet «\u00a0{convention.title}\u00a0» supprimé.",
        back_url=document_url(convention),
        next_url=reverse("conventions:index"),
        consequences=[
            "Le projet et tout ce qui y est écrit disparaissent. Le journal en garde la trace.",
            "Un projet supprimé ne se rétablit pas.",
        ],
        grave=True,
    )
    return step_page(
        request,
        step,
        Form(posted_data(request)),
        lambda: conventions.discard(convention, **by_and_at(request)),
    )


def _end(form: EndForm, request: ProgrammeRequest) -> dict[str, Any]:
    answers = form.cleaned_data
    return {"on": answers["ended_on"], "reason": answers["reason"], **by_and_at(request)}
