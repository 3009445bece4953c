"""The counter, where carnets are handed out, and the receipt of a hand-out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.sealed_search import sealed_search, words_of
from beneficiaries.actions import people
from common import clock
from common.errors import Refusal
from common.form_pages import done, form_page, posted_data, settled_page
from common.http import add_refusal
from distribution import documents, rules
from distribution.actions import hand_outs
from distribution.forms import UndoForm
from distribution.models import HandOut
from distribution.pages.hand_outs import (
    Counter,
    settled,
    visible_decisions,
    visible_hand_outs,
)
from places.models import Place
from programmes.http import ProgrammeRequest


@needs(Permission.HAND_OUT, "GET", "POST")
@sealed_search
def counter(request: ProgrammeRequest) -> HttpResponse:
    """Find a person, by name or by day of birth, and show what they may receive."""
    page = _counter(request)
    page.search(words_of(request), request.GET.get("personne", ""))
    if page.person is not None:
        people.note_read(page.person, by=author_of(request))
    elif page.words:
        people.note_listed(request.programme, "Comptoir", page.listed, by=author_of(request))
    return _render(request, page)


@needs(Permission.HAND_OUT, "GET", "POST")
def hand_out(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Hand out what a decision still allows; the same carnet twice is handed out once."""
    decisions = visible_decisions(request.user, request.programme)
    decision = get_object_or_404(decisions, public_id=public_id)
    page = _counter(request)
    page.propose(decision, request.POST or None)
    people.note_read(decision.request.person, by=author_of(request))
    if request.method == "POST" and page.form is not None and page.form.is_valid():
        chosen = page.form.cleaned_data
        try:
            given = hand_outs.hand_out(decision, on=clock.today(), **chosen, by=author_of(request))
        except hand_outs.AlreadyHandedOut as refusal:
            messages.info(request, refusal.sentence)
            return _back(refusal.hand_out)
        except Refusal as refusal:
            add_refusal(page.form, refusal)
        else:
            return _back(given)
    return _render(request, page)


@needs(Permission.HAND_OUT, "GET", "POST")
def undo(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back a hand-out of today, entered by mistake."""
    seen = visible_hand_outs(request.user, request.programme).filter(handed_on=clock.today())
    given = get_object_or_404(seen.with_carnets(), public_id=public_id)
    if given.is_undone:
        return settled_page(request, settled(given))
    people.note_read(given.decision.request.person, by=author_of(request))
    form, carnets = UndoForm(posted_data(request)), rules.carnets_in_words(given.numbers)

    def act() -> HttpResponse:
        hand_outs.undo(given, on=clock.today(), **form.cleaned_data, by=author_of(request))
        return done(request, _undone(given), "distribution:counter")

    return form_page(request, "distribution/undo.html", form, act, given=given, carnets=carnets)


@needs(Permission.PERSON_READ)
def receipt(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The receipt of a hand-out, as a PDF."""
    seen = visible_hand_outs(request.user, request.programme).with_carnets()
    given = get_object_or_404(seen.select_related("programme__authority"), public_id=public_id)
    qualified = Place.objects.qualified_on(given.handed_on, given.programme)
    person = given.decision.request.person
    places = qualified.nearest_to(person.commune)[:3]
    people.note_read(person, by=author_of(request))
    written = documents.receipt_pdf(given, list(places))
    answer = HttpResponse(written, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="recu_{given.receipt}.pdf"'
    return answer


def _counter(request: ProgrammeRequest) -> Counter:
    return Counter(request.user, request.programme, clock.today())


def _render(request: ProgrammeRequest, page: Counter) -> HttpResponse:
    return render(request, "distribution/counter.html", page.page(request.GET.get("remise", "")))


def _back(given: HandOut) -> HttpResponse:
    """To the counter, which confirms the hand-out."""
    return redirect(f"{reverse('distribution:counter')}?remise={given.public_id}")


def _undone(given: HandOut) -> str:
    carnets = rules.carnets_in_words(given.numbers).capitalize()
    return (
        f"Remise annulée, reçu {given.receipt}. {carnets} de retour dans le stock. "
        "Une nouvelle remise est possible."
    )
