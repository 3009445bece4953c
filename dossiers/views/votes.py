"""The vote of a text, a convention or an avenant: recorded, then withdrawn if it must change."""

from uuid import UUID

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.forms import Form
from conventions.actions import votes
from conventions.enums import ConventionState
from conventions.http import TextOf
from conventions.models import Avenant, Text
from conventions.pages.texts import document_url, settled, task_list_url
from conventions.readings.texts import may_become
from dossiers.forms import VoteForm
from dossiers.readings import CONSEQUENCES_OF_VOTE, CONSEQUENCES_OF_VOTE_WITHDRAWAL
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def vote(request: ProgrammeRequest, public_id: UUID, text_of: TextOf) -> HttpResponse:
    """Record the deliberation that authorises the signature of a text."""
    text = text_of(request, public_id)
    if not may_become(text, ConventionState.VOTED):
        return settled_page(request, settled("Enregistrer le vote", text))
    form = VoteForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        votes.vote(text, **form.facts, by=author_of(request))
        said = "Convention votée. Elle attend sa signature\u00a0: rien n’en est encore en vigueur."
        if isinstance(text, Avenant):
            said = f"Avenant n°\u00a0{text.number} voté. Il attend sa signature."
        return done(request, said, document_url(text))

    step = Step(
        heading=_heading("Enregistrer le vote", text),
        lead=_lead(text),
        button="Enregistrer le vote",
        back_url=task_list_url(text),
        consequences=CONSEQUENCES_OF_VOTE,
    )
    return form_page(request, "layout/step.html", form, act, step=step)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def withdraw(request: ProgrammeRequest, public_id: UUID, text_of: TextOf) -> HttpResponse:
    """Withdraw the vote of a text, which is a draft again."""
    text = text_of(request, public_id)
    if not may_become(text, ConventionState.DRAFT):
        return settled_page(request, settled("Retirer le vote", text))

    def act() -> HttpResponse:
        votes.withdraw(text, by=author_of(request))
        named = f"L’avenant n°\u00a0{text.number}" if isinstance(text, Avenant) else "La convention"
        return done(request, f"Vote retiré. {named} est de nouveau un projet.", task_list_url(text))

    step = Step(
        heading=_heading("Retirer le vote", text),
        lead=_lead(text),
        button="Retirer le vote",
        back_url=document_url(text),
        consequences=CONSEQUENCES_OF_VOTE_WITHDRAWAL,
    )
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _heading(act: str, text: Text) -> str:
    if isinstance(text, Avenant):
        return f"{act} de l’avenant n°\u00a0{text.number}"
    return f"{act} – {text.title}"


def _lead(text: Text) -> str:
    return text.convention.title if isinstance(text, Avenant) else ""
