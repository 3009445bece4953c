"""Add, download and withdraw files."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from accounts.enums import Permission, holders_of
from accounts.http import author_of, needs
from common.form_pages import done, form_page, posted_data
from common.formats import day, legal_day
from files import actions
from files.enums import FileKind
from files.forms import FileForm, WithdrawalForm
from files.models import File, FileContent
from files.readings import (
    FolderOwner,
    OwnerKind,
    owner_kind_by_slug,
    owner_kind_of,
    owner_of,
    owner_url,
)
from files.rules import BY_CONTENT_TYPE
from programmes.http import ProgrammeRequest

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@needs(Permission.CONVENTION_READ)
def download(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Send a file as a download, so that the browser neither shows nor runs it."""
    found = _file(request, public_id)
    body = FileContent.objects.filter(file=found).first()
    if body is None:
        when = day(legal_day(found.withdrawn_at)) if found.withdrawn_at else ""
        sentence = f"La pièce «\u00a0{found.title}\u00a0» a été retirée le {when}. "
        messages.warning(request, f"{sentence}Motif\u00a0: {found.withdrawn_reason}")
        return redirect(owner_url(owner_of(found.folder)))
    content_type = BY_CONTENT_TYPE[found.content_type].content_type
    answer = HttpResponse(bytes(body.content), content_type=content_type, headers=HEADERS)
    answer["Content-Disposition"] = content_disposition_header(True, found.file_name)
    return answer


@needs(Permission.CONVENTION_READ, "GET", "POST")
def add(request: ProgrammeRequest, owner: str, public_id: UUID) -> HttpResponse:
    """Add a file to a row of a registered kind."""
    kind = owner_kind_by_slug(owner)
    if kind is None:
        raise Http404
    _check_can_write(request, kind)
    row = _owner(request, kind, public_id)
    form = FileForm(
        posted_data(request), request.FILES or None, initial={"kind": kind.default_kind}
    )

    def act() -> HttpResponse:
        sent = form.cleaned_data["file"]
        added = actions.add(
            row,
            kind=FileKind(form.cleaned_data["kind"]),
            title=form.cleaned_data["title"] or str(sent.name)[:200],
            file_name=str(sent.name),
            content=sent.read(),
            by=author_of(request),
        )
        said = f"Pièce jointe\u00a0: «\u00a0{added.title}\u00a0» ({added.word})."
        return done(request, said, owner_url(row))

    return form_page(request, "files/add.html", form, act, row=row, back_url=owner_url(row))


@needs(Permission.CONVENTION_READ, "GET", "POST")
def withdraw(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """Ask for the reason, then withdraw the file: its content is deleted."""
    found = _file(request, public_id)
    row = owner_of(found.folder)
    _check_can_write(request, owner_kind_of(row))
    form = WithdrawalForm(posted_data(request))

    def act() -> HttpResponse:
        actions.withdraw(found, **form.cleaned_data, by=author_of(request))
        return done(request, f"Pièce retirée\u00a0: «\u00a0{found.title}\u00a0».", owner_url(row))

    return form_page(request, "files/withdraw.html", form, act, file=found, back_url=owner_url(row))


def _check_can_write(request: ProgrammeRequest, kind: OwnerKind) -> None:
    if not request.user.can(kind.write_permission):
        raise PermissionDenied(holders_of(kind.write_permission))


def _owner(request: ProgrammeRequest, kind: OwnerKind, public_id: UUID) -> FolderOwner:
    rows = kind.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined] # noqa: SLF001
    ours = rows.filter(**{kind.programme_path: request.programme})
    owner: FolderOwner = get_object_or_404(ours, public_id=public_id)
    return owner


def _file(request: ProgrammeRequest, public_id: UUID) -> File:
    rows = File.objects.visible_to(request.user).select_related("folder")
    return get_object_or_404(rows, folder__programme=request.programme, public_id=public_id)
