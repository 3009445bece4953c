"""Files: kept with a row, downloaded as files only, withdrawn with a reason."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from accounts.enums import Permission
from accounts.http import actor_of, needs
from common import clock
from common.errors import Refusal
from common.formats import day, legal_day
from common.http import add_refusal
from conventions.actions import attachments
from conventions.attached import NATURES, Nature, Target, nature_of, page_of, target_of
from conventions.enums import AttachmentKind
from conventions.files import BY_CONTENT_TYPE
from conventions.forms.attachments import AttachmentForm, WithdrawalForm
from conventions.http import ProgrammeRequest
from conventions.models import Attachment, AttachmentBody

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@require_GET
@needs(Permission.CONVENTION_READ)
def attachment(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The file, to be kept by the browser and never shown or run by it."""
    found = _attachment(request, public_id)
    body = AttachmentBody.objects.filter(attachment=found).first()
    if body is None:
        when = day(legal_day(found.withdrawn_at)) if found.withdrawn_at else ""
        sentence = f"La pièce «\u00a0{found.title}\u00a0» a été retirée le {when}. "
        messages.warning(request, f"{sentence}Motif\u00a0: {found.withdrawn_reason}")
        return redirect(page_of(target_of(found)))
    content_type = BY_CONTENT_TYPE[found.content_type].content_type
    answer = HttpResponse(bytes(body.content), content_type=content_type, headers=HEADERS)
    answer["Content-Disposition"] = content_disposition_header(True, found.file_name)
    return answer


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_READ)
def add_attachment(request: ProgrammeRequest, nature: str, public_id: UUID) -> HttpResponse:
    """Join a file to a vote, a text, an occurrence or a subsidy."""
    known = NATURES.get(nature)
    if known is None:
        raise Http404
    _check(request, known)
    target = _target(request, known, public_id)
    form = AttachmentForm(request.POST or None, request.FILES or None, initial={"kind": known.kind})
    if form.is_valid() and (added := _added(request, target, form)):
        messages.success(
            request, f"Pièce jointe\u00a0: «\u00a0{added.title}\u00a0» ({added.word})."
        )
        return redirect(page_of(target))
    page = {"form": form, "target": target, "back_url": page_of(target)}
    return render(request, "conventions/add_attachment.html", page)


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_READ)
def withdraw_attachment(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """The last look before the content of a file is destroyed."""
    found = _attachment(request, public_id)
    target = target_of(found)
    _check(request, nature_of(target))
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            attachments.withdraw(found, reason=reason, by=actor_of(request), at=clock.now())
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"Pièce retirée\u00a0: «\u00a0{found.title}\u00a0».")
            return redirect(page_of(target))
    page = {"form": form, "attachment": found, "back_url": page_of(target)}
    return render(request, "conventions/withdraw_attachment.html", page)


def _added(request: ProgrammeRequest, target: Target, form: AttachmentForm) -> Attachment | None:
    sent = form.cleaned_data["file"]
    try:
        return attachments.add(
            target,
            kind=AttachmentKind(form.cleaned_data["kind"]),
            title=form.cleaned_data["title"] or str(sent.name)[:200],
            file_name=str(sent.name),
            content=sent.read(),
            by=actor_of(request),
            at=clock.now(),
        )
    except Refusal as refusal:
        add_refusal(form, refusal)
    return None


def _check(request: ProgrammeRequest, nature: Nature) -> None:
    if not request.user.can(nature.writes):
        raise PermissionDenied(nature.writes)


def _target(request: ProgrammeRequest, nature: Nature, public_id: UUID) -> Target:
    rows = nature.model._default_manager.visible_to(request.user)  # type: ignore[attr-defined] # noqa: SLF001
    path = {rows.programme_path: request.programme}
    return cast("Target", get_object_or_404(rows.filter(**path), public_id=public_id))


def _attachment(request: ProgrammeRequest, public_id: UUID) -> Attachment:
    found: Attachment = get_object_or_404(
        Attachment.objects.visible_to(request.user)
        .filter(programme=request.programme)
        .select_related("deliberation", "convention", "avenant__convention", "occurrence"),
        public_id=public_id,
    )
    return found
