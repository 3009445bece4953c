"""The programmes of an authority: what they lack, and the files that describe them."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.enums import Permission
from accounts.http import Request, author_of, authority_of, needs
from common import clock, formats
from common.form_pages import Settled, Step, done, form_page, posted_data, settled_page
from common.forms import Form
from common.lists import table_page
from common.programme_file import Fault
from passnum.programme_file.forms import ProgrammeFileForm
from passnum.programme_file.loader import Faults
from passnum.programme_file.readiness import Need, needs_before_first_pass
from passnum.programme_file.tables import AddedTable, FileTable
from passnum.programme_file.trial import Trial, binding_in_words, load_text, try_out
from programmes.actions import files
from programmes.enums import ProgrammeFileState
from programmes.models import Programme, ProgrammeFile

ADMINISTER = Permission.ACCOUNT_ADMINISTER


@needs(ADMINISTER)
def index(request: Request) -> HttpResponse:
    """Each programme with what it lacks before its first pass, then the files."""
    programmes = Programme.objects.visible_to(request.user).order_by("pk")
    sent = ProgrammeFile.objects.visible_to(request.user).select_related("proposed_by")
    page = {
        "programmes": (shown := [_programme(one) for one in programmes]),
        "lacking": sum(one["done"] < len(one["steps"]) for one in shown),
        "authority": authority_of(request),
        "waiting": sent.filter(state=ProgrammeFileState.PROPOSED).count(),
        "table": FileTable(sent.order_by("-proposed_at", "-pk")),
    }
    return table_page(request, "programme_files/index.html", page)


@needs(ADMINISTER, "GET", "POST")
def add(request: Request) -> HttpResponse:
    """Try a file: its faults are shown, else it waits for another administrator."""
    form = ProgrammeFileForm(posted_data(request), request.FILES or None)
    page: dict[str, Any] = {"form": form}
    if form.is_valid():
        by, authority = author_of(request), authority_of(request)
        trial = try_out(form.text, authority=authority, by=by)
        if not trial.faults:
            said = {"name": form.cleaned_data["file"].name, "content": form.text}
            file = files.propose(authority, **said, trial=trial, by=by, real_now=clock.real_now())
            return redirect("programme-file", file.public_id)
        page |= {"faults": trial.faults}
    return render(request, "programme_files/add.html", page)


@needs(ADMINISTER)
def detail(request: Request, public_id: UUID) -> HttpResponse:
    """What a file adds, who sent it, and what became of it."""
    file = _file(request, public_id)
    is_open = file.state == ProgrammeFileState.PROPOSED
    page = {
        "file": file,
        "is_open": is_open,
        "can_load": is_open and file.proposed_by != request.user,
        "binding": [{"key": act, "value": what} for act, what in file.binding],
        "table": AddedTable([{"line": line} for line in file.added]),
    }
    return table_page(request, "programme_files/detail.html", page)


@needs(ADMINISTER, "GET", "POST")
def load(request: Request, public_id: UUID) -> HttpResponse:
    """Load a file that another administrator sent, unless what is recorded since stands against."""
    file = _file(request, public_id)
    who: dict[str, Any] = {"authority": file.authority, "by": author_of(request)}

    def act() -> HttpResponse:
        loading = partial(load_text, **who)
        try:
            files.load(file, loading=loading, loaded_by=request.user, by=who["by"])
        except (Fault, Faults):  # something was recorded since the file was sent
            return _refused(request, file, try_out(file.content, **who))
        return done(request, f"{file} est chargé.", "programmes")

    added = formats.count(len(file.added), "ajout")
    said = [
        f"Le fichier fait {added}. {binding_in_words(file)}",
        "Il est relu avant d’être chargé\u00a0: ce qui s’y oppose est montré, et rien n’est écrit.",
        "Ce qui est chargé se corrige ensuite par les pages, jamais en retirant le fichier.",
    ]
    return _step_page(request, file, act, "Charger le fichier", *said)


@needs(ADMINISTER, "GET", "POST")
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """A file that will not be loaded."""
    file = _file(request, public_id)

    def act() -> HttpResponse:
        files.withdraw(file, withdrawn_by=request.user, by=author_of(request))
        return done(request, f"{file} est retiré.", "programmes")

    said = "Rien n’est chargé. Le fichier reste lisible, et peut être déposé de nouveau."
    return _step_page(request, file, act, "Retirer le fichier", said, grave=True)


def _refused(request: Request, file: ProgrammeFile, trial: Trial) -> HttpResponse:
    page = {"file": file, "faults": trial.faults}
    return render(request, "programme_files/refused.html", page)


def _step_page(
    request: Request, file: ProgrammeFile, act: Any, verb: str, *said: str, grave: bool = False
) -> HttpResponse:
    back = reverse("programme-file", args=[file.public_id])
    if file.state != ProgrammeFileState.PROPOSED:
        assert file.decided_at is not None  # noqa: S101 tied to the state by a constraint
        on, who = formats.day(file.decided_at), file.decided_by
        what = f"{file.get_state_display()} le {on} par {who}."
        return settled_page(request, Settled(f"{verb} – {file}", what, back, f"Revenir à {file}"))
    step = Step(f"{verb} {file}", verb, back, consequences=[*said], grave=grave, part="Programmes")
    return form_page(request, "layout/step.html", Form(posted_data(request)), act, step=step)


def _file(request: Request, public_id: UUID) -> ProgrammeFile:
    seen = ProgrammeFile.objects.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("authority", "proposed_by", "decided_by"), public_id=public_id
    )


def _programme(programme: Programme) -> dict[str, Any]:
    with programme.local_time():
        found = needs_before_first_pass(programme, clock.today())
    return {
        "programme": programme,
        "steps": [_step(one) for one in found],
        "done": sum(one.is_there for one in found),
    }


def _step(need: Need) -> dict[str, str]:
    is_open = need.url_name and not need.is_there
    return {
        "label": need.label,
        "url": reverse(need.url_name) if is_open else "",
        "family": "done" if need.is_there else "to_come",
        "word": "fait" if need.is_there else "à faire",
        "why": "" if need.is_there else need.brought,
    }
