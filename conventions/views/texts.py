"""The task list of a text, and the page of each part to fill."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from accounts.actions import act_with_organisations
from accounts.enums import Permission
from accounts.forms import organisation_answer
from accounts.http import author_of, needs
from accounts.models import Organisation
from audit.journal import last_change
from common import clock
from common.form_pages import done, form_page, posted_data
from conventions.actions import texts
from conventions.enums import Block, ClauseKind, PartyQuality
from conventions.forms import obligations, parties
from conventions.forms.texts import BlockForm, block_form, initial_rows, initial_values
from conventions.http import avenant_of, convention_of
from conventions.models import Avenant, Convention, Obligation, Text
from conventions.pages.texts import (
    BLOCK_BY_SLUG,
    convention_of_text,
    document_url,
    is_draft,
    name_in_title,
    task_list_url,
    tasks,
)
from conventions.readings.texts import article_of, clause_in_words, own_rows
from programmes.http import ProgrammeRequest

PartForm = BlockForm | obligations.ObligationsForm | parties.PartiesForm


@needs(Permission.CONVENTION_WRITE)
def task_list(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """« Préparer la convention »: the parts of its text, and what is filled."""
    return _task_list_page(request, convention_of(request, public_id))


@needs(Permission.CONVENTION_WRITE)
def avenant_task_list(request: ProgrammeRequest, public_id: UUID) -> HttpResponse:
    """« Préparer l’avenant »: the parts that it opens, and what is filled."""
    return _task_list_page(request, avenant_of(request, public_id))


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def text(request: ProgrammeRequest, public_id: UUID, slug: str) -> HttpResponse:
    """One part of a convention's text."""
    return _fill_page(request, convention_of(request, public_id), _block_or_404(slug))


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def avenant_text(request: ProgrammeRequest, public_id: UUID, slug: str) -> HttpResponse:
    """One part that an avenant opens."""
    return _fill_page(request, avenant_of(request, public_id), _block_or_404(slug))


def _block_or_404(slug: str) -> Block:
    if slug not in BLOCK_BY_SLUG:
        raise Http404
    return BLOCK_BY_SLUG[slug]


def _task_list_page(request: HttpRequest, text: Text) -> HttpResponse:
    found = tasks(text)
    page = {
        "text": text,
        "text_name": name_in_title(text),
        "tasks": found,
        "done": sum(task.is_done for task in found),
        "is_draft": is_draft(text),
        "is_avenant": isinstance(text, Avenant),
        "document_url": document_url(text),
    }
    return render(request, "conventions/prepare.html", page)


def _fill_page(request: ProgrammeRequest, text: Text, block: Block) -> HttpResponse:
    if why := _why_closed(text, block):
        messages.error(request, why)
        return redirect(task_list_url(text))
    form = _part_form(text, block, posted_data(request))

    def act() -> HttpResponse:
        _save(request, text, block, form)
        said = f"«\u00a0{block.label}\u00a0» est enregistré dans le projet."
        return done(request, said, task_list_url(text))

    page = {
        "part": block,
        "text_name": name_in_title(text),
        "is_avenant": isinstance(text, Avenant),
        "back_url": task_list_url(text),
    }
    template = "conventions/text.html" if block.kinds else "conventions/cards.html"
    return form_page(request, template, form, act, **page)


def _why_closed(text: Text, block: Block) -> str:
    """Why a part cannot be filled; empty when it can."""
    if not is_draft(text):
        return "Ce texte n’est plus un projet. Retirez son vote pour le modifier."
    if isinstance(text, Avenant) and block not in text.opens:
        return f"L’avenant n’ouvre pas la partie «\u00a0{block.label}\u00a0»."
    return ""


def _part_form(text: Text, block: Block, data: QueryDict | None) -> PartForm:
    convention = convention_of_text(text)
    who_changed = {"changed_by": partial(last_change, text)}
    if block == Block.OBLIGATIONS:
        rows = own_rows(text, "obligations").order_by("pk")
        made = obligations.obligations_form(convention, _replaceable(text))
        lines = {"obligations": obligations.obligation_lines(rows)}
        return made(data, initial_lines=lines, **who_changed)
    if block == Block.PARTIES:
        return parties.parties_form(convention.programme)(
            data, initial_lines={"parties": _party_lines(text)}, **who_changed
        )
    clauses = list(own_rows(text, "clauses").filter(kind__in=block.kinds).order_by("pk"))
    return block_form(block)(
        data,
        initial=initial_values(clauses),
        initial_lines=initial_rows(clauses),
        before=_clauses_in_force_in_words(text),
        **who_changed,
    )


def _replaceable(text: Text) -> QuerySet[Obligation]:
    """The obligations that an avenant may replace: in force, and not replaced yet."""
    if isinstance(text, Convention):
        return Obligation.objects.none()
    rows = text.convention.obligations.filter(effective_on__isnull=False)
    return rows.exclude(replaced_by__effective_on__isnull=False).order_by("pk")


def _party_lines(text: Text) -> list[dict[str, object]]:
    """The parties of the text; before it has some, those of the convention, to be completed."""
    convention = convention_of_text(text)
    rows = own_rows(text, "parties").select_related("organisation").order_by("position")
    known = list(rows) or list(
        convention.parties.filter(avenant=None).select_related("organisation").order_by("position")
    )
    return parties.party_lines(known) or [
        {"organisation": convention.funder, "quality": convention.funder_quality},
        {"organisation": convention.programme.authority, "quality": PartyQuality.HOLDER},
    ]


def _clauses_in_force_in_words(text: Text) -> dict[ClauseKind, str]:
    """The clauses in force, shown beside those that an avenant changes."""
    if isinstance(text, Convention):
        return {}
    terms = text.convention.clauses_in_force(clock.today())
    return {
        kind: ", ".join(part for part in (clause_in_words(clause), article_of(clause)) if part)
        for kind, clause in terms.items()
    }


def _save(request: HttpRequest, text: Text, block: Block, form: PartForm) -> None:
    if isinstance(form, obligations.ObligationsForm):
        texts.set_obligations(text, obligations=form.specs, by=author_of(request))
    elif isinstance(form, parties.PartiesForm):
        _save_parties(request, text, form)
    else:
        texts.set_block(text, block, clauses=form.specs, by=author_of(request))


def _save_parties(request: HttpRequest, text: Text, form: parties.PartiesForm) -> None:
    def act(found: list[Organisation]) -> Text:
        specs = [
            texts.PartySpec(
                organisation,
                PartyQuality(line["quality"]),
                represented_by=line["represented_by"],
                represented_as=line["represented_as"],
            )
            for organisation, line in zip(found, form.kept, strict=True)
        ]
        return texts.set_parties(text, parties=specs, by=author_of(request))

    organisations = [organisation_answer(line) for line in form.kept]
    act_with_organisations(organisations, act, by=author_of(request))
