"""The day of a signature that was unknown, of a convention or an avenant."""

from uuid import UUID

from django.http import HttpResponse

from accounts.enums import Permission
from accounts.http import author_of, needs
from common.form_pages import Step, done, form_page, posted_data, settled_page
from conventions.http import TextOf
from conventions.pages.texts import document_url, settled
from dossiers import actions
from dossiers.forms import DayOfSignatureForm
from programmes.http import ProgrammeRequest


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def record(request: ProgrammeRequest, public_id: UUID, text_of: TextOf) -> HttpResponse:
    """Record a day of signature that was unknown."""
    text = text_of(request, public_id)
    if text.signed_at is None or text.signed_on is not None:
        return settled_page(request, settled("Indiquer le jour de la signature", text))
    form = DayOfSignatureForm(posted_data(request))

    def act() -> HttpResponse:
        on = form.cleaned_data["signed_on"]
        actions.record_signature_day(text, on=on, by=author_of(request))
        return done(request, "Jour de la signature enregistré.", document_url(text))

    step = Step(
        heading=f"Indiquer le jour de la signature – {text}",
        button="Enregistrer ce jour",
        back_url=document_url(text),
        consequences=["Les valeurs en vigueur gardent leur jour d’effet."],
    )
    return form_page(request, "layout/step.html", form, act, step=step)
