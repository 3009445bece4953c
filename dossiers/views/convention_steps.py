"""The legal steps of a convention after its vote: signature, end; and a draft that is deleted."""

from uuid import UUID

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock
from common.form_pages import Step, done, form_page, posted_data
from common.forms import Form
from conventions.actions import conventions
from conventions.http import convention_of
from conventions.models import Convention
from conventions.pages.texts import document_url
from dossiers import actions
from dossiers.forms import EndForm, SignatureForm, TerminationForm
from dossiers.pages.checks import convention_end, convention_signature
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def sign(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then record the signature of a convention."""
    convention = convention_of(request, public_id)
    form = SignatureForm(posted_data(request))

    def act() -> HttpResponse:
        actions.sign(convention, **form.facts, by=author_of(request))
        said = "Convention signée. Ses valeurs sont en vigueur."
        return done(request, said, document_url(convention))

    check = convention_signature(convention, clock.today())
    return form_page(request, "dossiers/check.html", form, act, check=check)


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def close(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then close a convention."""
    return _end(request, public_id, EndForm(posted_data(request)), "Clore", "close")


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def terminate(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then end a convention before its term."""
    return _end(request, public_id, TerminationForm(posted_data(request)), "Résilier", "résiliée")


def _end(
    request: ProgrammeRequest, public_id: UUID, form: EndForm, verb: str, word: str
) -> HttpResponse:
    convention = convention_of(request, public_id)
    end = actions.terminate if isinstance(form, TerminationForm) else actions.close

    def act() -> HttpResponse:
        on, reason = form.cleaned_data["ended_on"], form.cleaned_data["reason"]
        end(convention, on=on, reason=reason, by=author_of(request))
        return done(request, f"Convention {word}.", document_url(convention))

    check = convention_end(convention, clock.today(), verb, word)
    return form_page(request, "dossiers/check.html", form, act, check=check)


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def discard(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Confirm, then delete a draft."""
    convention = convention_of(request, public_id)

    def act() -> HttpResponse:
        conventions.discard(convention, by=author_of(request))
        said = f"Projet «\u00a0{convention.title}\u00a0» supprimé."
        return done(request, said, "conventions:index")

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
