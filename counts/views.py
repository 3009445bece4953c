"""The list of counts, and the pages that open one, fill it, explain its gaps and close it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from common import clock, formats
from common.form_pages import done, form_page, posted_data, settled_page
from common.forms import Form
from common.lists import list_response, listing
from counts import actions, documents, pages
from counts.enums import CountState
from counts.filters import CountFilters
from counts.forms import CancelForm, ExplainForm, FoundForm, OpenForm, WithdrawForm
from counts.models import Count
from counts.readings.comparisons import sheet_of
from counts.tables import CountTable
from distribution.models import Depot
from distribution.rules import ranges_in_words, size
from programmes.http import ProgrammeRequest

STEP = "layout/step.html"


@needs(Permission.STOCK_READ)
def index(request: ProgrammeRequest) -> HttpResponse:
    """The counts of the depots that the user sees."""
    user, programme = request.user, request.programme
    filters = CountFilters(request.GET, pages.visible_counts(user, programme))
    listed = listing(request, CountTable(filters.qs), filters)
    since = clock.today().replace(month=1, day=1)
    page = {
        "said": pages.counted_since(user, programme, since),
        "stores": pages.stores_to_count(user, programme),
    }
    return list_response(request, listed, "counts/counts.html", name="comptages", **page)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def open_count(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Open the count of a store that the user keeps."""
    kept = Depot.objects.kept_by(request.user).filter(programme=request.programme)
    depot = get_object_or_404(kept.select_related("programme"), public_id=public_id)
    if (
        known := Count.objects.open().filter(depot=depot).select_related("depot").first()
    ) is not None:
        return settled_page(request, pages.opened_already(known))
    form = OpenForm(posted_data(request), initial={"counted_on": clock.today()})

    def act() -> HttpResponse:
        made = actions.open_count(depot, **form.cleaned_data, by=author_of(request))
        return done(request, f"{made} ouvert.", "counts:add", made.public_id)

    return form_page(request, STEP, form, act, step=pages.open_step(depot))


@needs(Permission.STOCK_READ)
def detail(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """One count: its figures, its gaps and what moved since."""
    seen = pages.visible_counts(request.user, request.programme)
    found = get_object_or_404(seen, public_id=public_id)
    return render(request, "counts/count.html", pages.count_page(found, request.user))


@needs(Permission.STOCK_READ)
def sheet(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The sheet of a count as a PDF: the one that was frozen, else a draft."""
    seen = Count.objects.visible_to(request.user).filter(programme=request.programme)
    related = seen.select_related("programme__authority", "depot")
    found = get_object_or_404(related, public_id=public_id)
    content = found.document or documents.sheet_pdf(found, sheet_of(found), clock.now())
    answer = HttpResponse(bytes(content), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="pv-comptage_{found.number}.pdf"'
    return answer


@needs(Permission.STOCK_MOVE, "GET", "POST")
def add(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say which carnets are found, again and again."""
    found = _kept(request, public_id)
    if found.state != CountState.OPEN:
        return settled_page(request, pages.ended(found, "Compter les carnets"))
    form = FoundForm(posted_data(request), programme=request.programme)

    def act() -> HttpResponse:
        given = form.cleaned_data["carnets"]
        again = actions.add(found, ranges=given, by=author_of(request))
        said = pages.added(size(given) - size(again), again)
        return done(request, said, "counts:add", found.public_id)

    page = {"found": found, "part": sheet_of(found).found}
    return form_page(request, "counts/add.html", form, act, **page)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def withdraw(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Take back carnets said found, to count them again."""
    found = _kept(request, public_id)
    if found.state != CountState.OPEN:
        return settled_page(request, pages.ended(found, "Recompter"))
    form, ranges = WithdrawForm(posted_data(request)), sheet_of(found).found.ranges

    def act() -> HttpResponse:
        given = ranges if form.cleaned_data["everything"] else form.cleaned_data["numbers"]
        back = actions.withdraw(found, ranges=given, by=author_of(request))
        return done(
            request, f"{formats.count(back, 'carnet retiré')}.", "counts:add", found.public_id
        )

    step = pages.withdraw_step(found, ranges_in_words(ranges))
    return form_page(request, STEP, form, act, step=step)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def explain(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Say why carnets are missing, or too many."""
    found = _kept(request, public_id)
    if found.state != CountState.OPEN:
        return settled_page(request, pages.ended(found, "Expliquer un écart"))
    asked = {"numbers": request.GET.get("carnets", "")}
    form = ExplainForm(posted_data(request), initial=asked)

    def act() -> HttpResponse:
        given = dict(form.cleaned_data)
        ranges = given.pop("numbers")
        actions.explain(found, ranges=ranges, **given, by=author_of(request))
        said = f"Écart expliqué\u00a0: {ranges_in_words(ranges)}."
        return done(request, said, "counts:count", found.public_id)

    return form_page(request, STEP, form, act, step=pages.explain_step(found))


@needs(Permission.STOCK_MOVE, "GET", "POST")
def close(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Read a count again, then close it: its sheet is frozen."""
    found = _kept(request, public_id)
    if found.state != CountState.OPEN:
        return settled_page(request, pages.ended(found, "Clore le comptage"))
    figures = sheet_of(found)
    if figures.unexplained:
        return settled_page(request, pages.not_yet(found, figures))

    def act() -> HttpResponse:
        actions.close(found, by=author_of(request))
        said = f"{found} clos. Imprimez le procès-verbal et faites-le signer."
        return done(request, said, "counts:count", found.public_id)

    step = pages.close_step(found, figures)
    return form_page(request, STEP, Form(posted_data(request)), act, step=step)


@needs(Permission.STOCK_MOVE, "GET", "POST")
def cancel(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Give up a count that is open."""
    found = _kept(request, public_id)
    if found.state != CountState.OPEN:
        return settled_page(request, pages.ended(found, "Annuler le comptage"))
    form = CancelForm(posted_data(request))

    def act() -> HttpResponse:
        actions.cancel(found, **form.cleaned_data, by=author_of(request))
        return done(request, f"{found} annulé.", "counts:count", found.public_id)

    return form_page(request, STEP, form, act, step=pages.cancel_step(found))


def _kept(request: ProgrammeRequest, public_id: UUID) -> Count:
    """A count of a store that the user keeps."""
    mine = pages.visible_counts(request.user, request.programme).kept_by(request.user)
    return get_object_or_404(mine, public_id=public_id)
