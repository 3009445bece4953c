"""The corrections of a signed text: proposed from its page, decided by another person."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from audit.journal import last_change
from common.form_pages import Step, done, form_page, posted_data, settled_page
from common.forms import Form
from common.model_fields import recorded_values
from conventions.enums import ClauseKind
from conventions.forms.obligations import ObligationLine
from conventions.forms.parties import party_lines
from conventions.forms.texts import initial_rows, initial_values
from conventions.http import TextOf
from conventions.models import Obligation, Text
from conventions.pages.texts import name_in_title
from conventions.readings.texts import convention_of_text, own_rows
from corrections import actions
from corrections.enums import CorrectionState, CorrectionSubject
from corrections.forms import (
    CorrectedDayForm,
    ReasonForm,
    corrected_clause_form,
    corrected_obligation_form,
    corrected_parties_form,
)
from corrections.models import Correction
from corrections.pages import (
    FORGOTTEN_OBLIGATION,
    KINDS,
    SUBJECTS,
    corrections_page,
    corrections_url,
    obligations_by_slug,
    settled,
)
from corrections.readings import correction_view, effect_of
from programmes.http import ProgrammeRequest

Proposal = tuple[Form, Callable[..., Any]]
READ_WITH = ("convention__programme", "avenant__convention", "proposed_by")
DECISIONS = {
    "approuver": ("Approuver la correction", actions.approve, "approuvée"),
    "refuser": ("Refuser la correction", actions.refuse, "refusée"),
    "retirer": ("Retirer la correction", actions.withdraw, "retirée"),
}
CONSEQUENCES = {
    "approuver": "La valeur juste vaut depuis le jour d’effet de l’autre. Ce qui était connu "
    "jusqu’ici reste lisible, «\u00a0telle que connue le\u00a0» un jour passé.",
    "refuser": "Ce qui est enregistré reste. La proposition reste au journal.",
    "retirer": "Ce qui est enregistré reste. La proposition reste au journal.",
}


@needs(Permission.CONVENTION_READ)
def index(request: ProgrammeRequest, public_id: UUID, text_of: TextOf) -> HttpResponse:
    """What may be corrected of a signed text, what waits for a decision, what was corrected."""
    page = corrections_page(text_of(request, public_id), request.user)
    return render(request, "corrections/index.html", page)


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def propose(request: ProgrammeRequest, public_id: UUID, slug: str, text_of: TextOf) -> HttpResponse:
    """Say what was wrongly entered, what is right, and why."""
    text = text_of(request, public_id)
    what, (form, propose_it) = _asked(request, text, slug)

    def act() -> HttpResponse:
        propose_it(reason=form.cleaned_data["reason"], by=author_of(request))
        said = "Correction proposée. Une autre personne l’approuve ou la refuse."
        return done(request, said, corrections_url(text))

    page = {"what": what, "text_name": name_in_title(text), "back_url": corrections_url(text)}
    return form_page(request, "corrections/propose.html", form, act, **page)


@needs(Permission.CONVENTION_SIGN, "GET", "POST")
def decide(request: ProgrammeRequest, public_id: UUID, slug: str) -> HttpResponse:
    """Approve, refuse or withdraw a correction, after what it changes is shown."""
    rows = Correction.objects.visible_to(request.user).select_related(*READ_WITH)
    mine = rows.filter(convention__programme=request.programme)
    correction = get_object_or_404(mine, public_id=public_id)
    if slug not in DECISIONS:
        raise Http404
    label, decided, word = DECISIONS[slug]
    if correction.state != CorrectionState.PROPOSED:
        return settled_page(request, settled(label, correction))

    def act() -> HttpResponse:
        decided(correction, by=author_of(request))
        return done(request, f"Correction {word}.", corrections_url(correction.text))

    view = correction_view(correction)
    consequences = [
        f"{correction.what}\u00a0: {view.before} devient {view.after}.",
        f"Proposée par {correction.proposed_by}. Motif\u00a0: {correction.reason}",
        CONSEQUENCES[slug],
    ]
    heading = f"{label} – {name_in_title(correction.text)}"
    step = Step(heading, label, corrections_url(correction.text), consequences=consequences)
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _asked(request: ProgrammeRequest, text: Text, slug: str) -> tuple[str, Proposal]:
    """What an address corrects, in words, with its form and how it is proposed."""
    if (kind := KINDS.get(slug)) is not None:
        return kind.label, _clause(request, text, kind)
    if (subject := SUBJECTS.get(slug)) is not None:
        return subject.label, PROPOSALS[subject](request, text)
    former = obligations_by_slug(text).get(slug)
    if former is None and slug != FORGOTTEN_OBLIGATION:
        raise Http404
    return former.title if former else "Une obligation", _obligation(request, text, former)


def _clause(request: ProgrammeRequest, text: Text, kind: ClauseKind) -> Proposal:
    rows = list(own_rows(text, "clauses").filter(kind=kind))
    form = corrected_clause_form(kind)(
        posted_data(request),
        initial=initial_values(rows),
        initial_lines=initial_rows(rows),
        changed_by=partial(last_change, text),
    )

    def propose_it(**who: Any) -> None:
        clause = next(iter(form.specs), None)
        actions.propose_clause(text, kind=kind, clause=clause, **who)

    return form, propose_it


def _obligation(request: ProgrammeRequest, text: Text, former: Obligation | None) -> Proposal:
    initial = recorded_values(ObligationLine, former) if former else {}
    form = corrected_obligation_form(text, former)(posted_data(request), initial=initial)

    def propose_it(**who: Any) -> None:
        actions.propose_obligation(text, former=former, obligation=form.spec, **who)

    return form, propose_it


def _parties(request: ProgrammeRequest, text: Text) -> Proposal:
    rows = own_rows(text, "parties").select_related("organisation").order_by("position")
    form = corrected_parties_form(convention_of_text(text).programme)(
        posted_data(request),
        initial_lines={"parties": party_lines(rows)},
        changed_by=partial(last_change, text),
    )

    def propose_it(**who: Any) -> None:
        organisations.act_with(
            form.organisations,
            lambda found: actions.propose_parties(text, parties=form.specs(found), **who),
            by=who["by"],
        )

    return form, propose_it


def _signature_day(request: ProgrammeRequest, text: Text) -> Proposal:
    effect = effect_of(text)
    initial = {
        "signed_on": text.signed_on,
        "effective_on": None if effect == text.signed_on else effect,
    }
    form = CorrectedDayForm(posted_data(request), initial=initial)

    def propose_it(**who: Any) -> None:
        on, effect = form.cleaned_data["signed_on"], form.cleaned_data["effective_on"]
        actions.propose_signature_day(text, on=on, effective_on=effect, **who)

    return form, propose_it


def _no_signature(request: ProgrammeRequest, text: Text) -> Proposal:
    return ReasonForm(posted_data(request)), partial(actions.propose_no_signature, text)


PROPOSALS: dict[CorrectionSubject, Callable[[ProgrammeRequest, Text], Proposal]] = {
    CorrectionSubject.PARTIES: _parties,
    CorrectionSubject.SIGNATURE_DAY: _signature_day,
    CorrectionSubject.NO_SIGNATURE: _no_signature,
}
