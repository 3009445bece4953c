"""The legal steps of a convention after its vote: signature, end; and a draft that is deleted."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.forms import Form
from conventions.actions import conventions
from conventions.enums import ConventionState
from conventions.http import convention_of
from conventions.models import Convention
from conventions.pages.texts import document_url, settled
from conventions.readings.texts import is_draft, may_become
from dossiers import actions
from dossiers.forms import (
    EndDayForm,
    EndForm,
    SignatureDaysForm,
    SignatureForm,
    TerminationDayForm,
    TerminationForm,
)
from dossiers.pages.checks import convention_end, convention_signature
from dossiers.views.checks import SUPPOSED, check_page, days_asked
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def sign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Check, then record the signature of a convention."""
    convention = convention_of(request, public_id)
    if not may_become(convention, ConventionState.SIGNED):
        return settled_page(request, settled("Signer", convention))
    asked = days_asked(request, SignatureDaysForm)
    days = asked.supposed(clock.today())
    form = SignatureForm(posted_data(request), is_day_known=days.on is not None)

    def act() -> HttpResponse:
        actions.sign(convention, **asked.facts, **form.facts, by=author_of(request))
        said = "Convention signée. Ses valeurs sont en vigueur."
        return done(request, said, document_url(convention))

    def attempt() -> object:
        facts = asked.facts | {"source": SUPPOSED, "is_confirmed": True}
        return actions.sign(convention, **facts, by=author_of(request))

    check = convention_signature(convention, days)
    return check_page(request, asked, form, act, check, attempt=attempt)


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def close(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Check, then close a convention."""
    asked, form = days_asked(request, EndDayForm), EndForm(posted_data(request))
    return _end(request, public_id, asked, form, actions.close, "Clore", "close")


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def terminate(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Check, then end a convention before its term."""
    asked, form = days_asked(request, TerminationDayForm), TerminationForm(posted_data(request))
    return _end(request, public_id, asked, form, actions.terminate, "Résilier", "résiliée")


def _end(
    request: ProgrammeRequest,
    public_id: UUID,
    asked: EndDayForm,
    form: Form,
    end: Callable[..., Convention],
    verb: str,
    word: str,
) -> HttpResponse:
    convention = convention_of(request, public_id)
    if not may_become(convention, ConventionState.CLOSED):
        return settled_page(request, settled(verb, convention))

    def act() -> HttpResponse:
        on, reason = asked.cleaned_data["ended_on"], form.cleaned_data["reason"]
        end(convention, on=on, reason=reason, by=author_of(request))
        return done(request, f"Convention {word}.", document_url(convention))

    check = convention_end(convention, asked.supposed(clock.today()), verb, word)

    def attempt() -> object:
        on = asked.cleaned_data["ended_on"]
        return end(convention, on=on, reason=SUPPOSED, by=author_of(request))

    return check_page(request, asked, form, act, check, attempt=attempt)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def discard(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then delete a draft."""
    convention = convention_of(request, public_id)
    if not is_draft(convention):
        return settled_page(request, settled("Supprimer le projet", convention))

    def act() -> HttpResponse:
        conventions.discard(convention, by=author_of(request))
        said = f"Projet «\u00a0{convention.title}\u00a0» supprimé."
        return done(request, said, "dossiers:conventions")

    consequences = [
        "Le projet et tout ce qui y est écrit disparaissent. Le journal en garde la trace.",
        "Un projet supprimé ne se rétablit pas.",
    ]
    verb = "Supprimer le projet"
    step = _step(convention, verb, verb, consequences, grave=True)
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _step(
    convention: Convention, verb: str, button: str, consequences: list[str], *, grave: bool = False
) -> Step:
    """A step of a convention, from its page and back to it when it is given up."""
    heading, back = f"{verb} – {convention.title}", document_url(convention)
    return Step(heading, button, back, consequences=consequences, grave=grave)
