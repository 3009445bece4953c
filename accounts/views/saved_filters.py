"""Keep the filters of a list under a name, rename them, remove them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import resolve
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import saved_filters
from accounts.forms import SavedFilterForm
from accounts.http import Request, author_of
from accounts.models import SavedFilter
from accounts.sealed_search import WORDS, names_people
from common.form_pages import Step, done, form_page, posted_data
from common.forms import Form
from common.http import refusals_shown
from common.lists import without


@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the filters of the list that sent them; the words that name people are left out."""
    path, query = request.POST.get("path", ""), QueryDict(request.POST.get("query", ""))
    kept = without(query, WORDS) if names_people(resolve(path).func) else query
    form = SavedFilterForm(request.POST)
    if form.is_valid():
        with refusals_shown(request):
            given = {"path": path, "query": kept, **form.cleaned_data}
            saved = saved_filters.save(request.user, **given, by=author_of(request))
            return done(request, f"Filtres enregistrés\u00a0: «\u00a0{saved}\u00a0».", saved.url)
    for error in form.errors.get("name", []):
        messages.error(request, str(error))
    return redirect(f"{path}?{query.urlencode()}")


@require_http_methods(["GET", "POST"])
def rename(request: Request, public_id: UUID) -> HttpResponse:
    saved = _saved(request, public_id)
    form = SavedFilterForm(posted_data(request), initial={"name": saved.name})
    heading = f"Renommer les filtres «\u00a0{saved}\u00a0»"
    step = Step(heading, "Renommer ces filtres", saved.url, part="Filtres")

    def act() -> HttpResponse:
        saved_filters.rename(saved, **form.cleaned_data, by=author_of(request))
        return done(request, "Filtres renommés.", saved.url)

    return form_page(request, "layout/step.html", form, act, step=step)


@require_http_methods(["GET", "POST"])
def remove(request: Request, public_id: UUID) -> HttpResponse:
    saved = _saved(request, public_id)
    step = Step(
        f"Retirer les filtres «\u00a0{saved}\u00a0»",
        "Retirer ces filtres",
        saved.url,
        consequences=["Leur lien disparaît au-dessus de la liste. La liste ne change pas."],
        part="Filtres",
    )

    def act() -> HttpResponse:
        saved_filters.remove(saved, by=author_of(request))
        return done(request, "Filtres retirés.", saved.path)

    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _saved(request: Request, public_id: UUID) -> SavedFilter:
    return get_object_or_404(SavedFilter.objects.visible_to(request.user), public_id=public_id)
