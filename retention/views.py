"""The pages of the data to erase, of an erasure asked for, and of the copy for a person."""

from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from accounts.enums import Permission
from accounts.http import author_of, needs
from beneficiaries.actions import people
from beneficiaries.http import known_people, visible_people
from beneficiaries.models import Person
from common import clock
from common.form_pages import done, form_page, posted_data, settled_page
from common.lists import FILE_PARAMETER, table_page
from programmes.http import ProgrammeRequest
from retention import actions, pages
from retention.documents import copy_of
from retention.forms import EraseForm
from retention.readings import with_dealings


@needs(Permission.PERSON_RIGHTS)
def index(request: ProgrammeRequest) -> HttpResponse:
    """Whose data are erased this month and the next, and who was."""
    page = pages.index_page(request.programme, clock.today())
    answer = table_page(request, "retention/index.html", page)
    shown = page["table"].page
    people.note_listed(request.programme, "Données à effacer", shown, by=author_of(request))
    return answer


@needs(Permission.PERSON_RIGHTS)
def copy(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """All that is kept of a person: a page to print, or a file."""
    seen = known_people(request).select_related("programme__authority", "commune", "registered_by")
    today = clock.today()
    person = get_object_or_404(with_dealings(seen, today), public_id=public_id)
    actions.note_copied(person, by=author_of(request))
    kind = request.GET.get(FILE_PARAMETER)
    if kind is None:
        return render(request, "retention/copy.html", pages.copy_page(person, today))
    if kind != "json":
        raise Http404
    parts = {part.title: part.entries for part in copy_of(person)}
    answer = JsonResponse(parts, json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = 'attachment; filename="copie_donnees.json"'
    return answer


@needs(Permission.PERSON_RIGHTS, "GET", "POST")
def erase(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Erase the data of a person who asks for it, unless a carnet of theirs can still be spent."""
    person: Person = get_object_or_404(visible_people(request), public_id=public_id)
    today, form = clock.today(), EraseForm(posted_data(request))
    if (said := pages.settled(person, today)) is not None:
        return settled_page(request, said)
    people.note_read(person, by=author_of(request))

    def act() -> HttpResponse:
        actions.erase(person, on=today, reason=form.given, by=author_of(request))
        return done(request, "Données effacées. Les comptes n’ont pas changé.", "retention:index")

    return form_page(request, "layout/step.html", form, act, step=pages.erase_step(person))
