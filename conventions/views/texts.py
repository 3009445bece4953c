"""The parts of a text, filled one by one from its task list."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions as accounts
from accounts.enums import Permission
from accounts.forms import organisation_answer
from accounts.http import acting_now, needs
from audit.journal import last_change
from common import clock
from common.steps import done, sent
from conventions import preparing
from conventions.actions import texts
from conventions.enums import Block, ClauseKind, PartyQuality
from conventions.forms import parts
from conventions.forms.texts import BlockForm, block_form, initial_of, lines_of
from conventions.http import ProgrammeRequest
from conventions.models import Avenant, Convention, Obligation
from conventions.preparing import Text
from conventions.views.rows import avenant_of, convention_of
from conventions.writing import article, write

PartForm = BlockForm | parts.ObligationsForm | parts.PartiesForm


@require_GET
@needs(Permission.CONVENTION_WRITE)
def edit(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """« Préparer la convention »: the parts of its text, and what is filled."""
    return _tasks(request, convention_of(request, public_id))


@require_GET
@needs(Permission.CONVENTION_WRITE)
def edit_avenant(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """« Préparer l’avenant »: the parts that it opens, and what is filled."""
    return _tasks(request, avenant_of(request, public_id))


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def text(request: ProgrammeRequest, public_id: UUID, slug: str) -> HttpResponse:
    """One part of a convention's text."""
    return _fill(request, convention_of(request, public_id), _block(slug))


@require_http_methods(["GET", "POST"])
@needs(Permission.CONVENTION_WRITE)
def avenant_text(request: ProgrammeRequest, public_id: UUID, slug: str) -> HttpResponse:
    """One part that an avenant opens."""
    return _fill(request, avenant_of(request, public_id), _block(slug))


def _block(slug: str) -> Block:
    if slug not in preparing.SLUGS:
        raise Http404
    return preparing.SLUGS[slug]


def _tasks(request: HttpRequest, text: Text) -> HttpResponse:
    found = preparing.tasks(text)
    page = {
        "text": text,
        "named": preparing.named(text),
        "tasks": found,
        "done": sum(task.is_done for task in found),
        "is_draft": preparing.is_draft(text),
        "is_avenant": isinstance(text, Avenant),
        "document_url": preparing.document_url(text),
    }
    return render(request, "conventions/prepare.html", page)


def _fill(request: ProgrammeRequest, text: Text, block: Block) -> HttpResponse:
    if why := _closed(text, block):
        messages.error(request, why)
        return redirect(preparing.list_url(text))
    form = _form(text, block, sent(request))
    if done(form, lambda: _save(request, text, block, form)):
        messages.success(request, f"«\u00a0{block.label}\u00a0» est enregistré dans le projet.")
        return redirect(preparing.list_url(text))
    page = {
        "form": form,
        "part": block,
        "named": preparing.named(text),
        "is_avenant": isinstance(text, Avenant),
        "back_url": preparing.list_url(text),
    }
    template = "conventions/text.html" if block.kinds else "conventions/cards.html"
    return render(request, template, page)


def _closed(text: Text, block: Block) -> str:
    """Why a part cannot be filled; empty when it can."""
    if not preparing.is_draft(text):
        return "Ce texte n’est plus un projet. Retirez son vote pour le modifier."
    if isinstance(text, Avenant) and block not in text.opens:
        return f"L’avenant n’ouvre pas la partie «\u00a0{block.label}\u00a0»."
    return ""


def _form(text: Text, block: Block, data: QueryDict | None) -> PartForm:
    convention = preparing.convention_of(text)
    who_changed = {"changed_by": partial(last_change, text)}
    if block == Block.OBLIGATIONS:
        rows = preparing.own(text, "obligations").order_by("pk")
        made = parts.obligations_form(convention, _replaceable(text))
        lines = {"obligations": parts.obligation_lines(rows)}
        return made(data, initial_lines=lines, **who_changed)
    if block == Block.PARTIES:
        return parts.parties_form(convention.programme)(
            data, initial_lines={"parties": _party_lines(text)}, **who_changed
        )
    clauses = list(preparing.own(text, "clauses").filter(kind__in=block.kinds).order_by("pk"))
    return block_form(block)(
        data,
        initial=initial_of(clauses),
        initial_lines=lines_of(clauses),
        before=_before(text),
        **who_changed,
    )


def _replaceable(text: Text) -> QuerySet[Obligation]:
    """What an avenant may replace: obligations in force that nothing in force replaces."""
    if isinstance(text, Convention):
        return Obligation.objects.none()
    rows = text.convention.obligations.filter(effective_on__isnull=False)
    return rows.exclude(replaced_by__effective_on__isnull=False).order_by("pk")


def _party_lines(text: Text) -> list[dict[str, object]]:
    """The parties of the text, else those of the convention: repeated, to be completed."""
    convention = preparing.convention_of(text)
    rows = preparing.own(text, "parties").select_related("organisation").order_by("position")
    known = list(rows) or list(
        convention.parties.filter(avenant=None).select_related("organisation").order_by("position")
    )
    return parts.party_lines(known) or [
        {"organisation": convention.funder, "quality": convention.funder_quality},
        {"organisation": convention.programme.authority, "quality": PartyQuality.HOLDER},
    ]


def _before(text: Text) -> dict[ClauseKind, str]:
    """The values in force, beside those that an avenant gives."""
    if isinstance(text, Convention):
        return {}
    terms = text.convention.terms(clock.today())
    return {
        kind: ", ".join(part for part in (write(clause), article(clause)) if part)
        for kind, clause in terms.items()
    }


def _save(request: HttpRequest, text: Text, block: Block, form: PartForm) -> None:
    if isinstance(form, parts.ObligationsForm):
        texts.set_obligations(text, obligations=form.specs, **acting_now(request))
    elif isinstance(form, parts.PartiesForm):
        _save_parties(request, text, form)
    else:
        texts.set_block(text, block, clauses=form.specs, **acting_now(request))


@transaction.atomic
def _save_parties(request: HttpRequest, text: Text, form: parts.PartiesForm) -> None:
    """An organisation named for the first time is added with the parties, or not at all."""
    found = [
        texts.PartySpec(
            accounts.find_or_add_organisation(
                **organisation_answer(line).facts, **acting_now(request)
            ),
            PartyQuality(line["quality"]),
            represented_by=line["represented_by"],
            represented_as=line["represented_as"],
        )
        for line in form.kept
    ]
    texts.set_parties(text, parties=found, **acting_now(request))
