"""The task list of a text, and the page of each part to fill."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from accounts.actions import organisations
from accounts.enums import Permission
from accounts.http import author_of, needs
from accounts.models import Organisation
from audit.journal import last_change
from common import clock
from common.errors import Refusal
from common.form_pages import done, form_page, posted_data
from conventions.actions import texts
from conventions.enums import Block, ClauseKind
from conventions.forms import obligations, parties
from conventions.forms.texts import BlockForm, clauses_form, initial_rows, initial_values
from conventions.http import TextOf
from conventions.models import Avenant, Convention, Obligation, Party, Text
from conventions.pages.texts import BLOCK_BY_SLUG, document_url, name_in_title, task_list_url, tasks
from conventions.readings.parties import default_parties
from conventions.readings.texts import (
    article_of,
    clause_in_words,
    convention_of_text,
    is_draft,
    own_rows,
    rows_of_part,
)
from programmes.http import ProgrammeRequest

PartForm = BlockForm | obligations.ObligationsForm | parties.PartiesForm


@needs(Permission.CONVENTION_WRITE)
def task_list(request: ProgrammeRequest, public_id: UUID, text_of: TextOf) -> HttpResponse:
    """« Préparer la convention », « Préparer l’avenant »: its parts, and what is filled."""
    text = text_of(request, public_id)
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


@needs(Permission.CONVENTION_WRITE, "GET", "POST")
def fill(request: ProgrammeRequest, public_id: UUID, slug: str, text_of: TextOf) -> HttpResponse:
    """One part of a draft; of an avenant, one that it opens."""
    text, block = text_of(request, public_id), BLOCK_BY_SLUG.get(slug)
    if block is None:
        raise Http404
    try:
        texts.check_part_open(text, block)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(task_list_url(text))
    return _part_page(request, text, block)


def _part_page(request: ProgrammeRequest, text: Text, block: Block) -> HttpResponse:
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


def _part_form(text: Text, block: Block, data: QueryDict | None) -> PartForm:
    convention = convention_of_text(text)
    who_changed = {"changed_by": partial(last_change, text)}
    if block == Block.PARTIES:
        lines = {"parties": parties.party_lines(_parties_to_fill(text))}
        named = parties.parties_form(convention.programme)
        return named(data, initial_lines=lines, **who_changed)
    rows = list(rows_of_part(text, block).order_by("pk"))
    if block == Block.OBLIGATIONS:
        lines = {"obligations": obligations.obligation_lines(rows)}
        made = obligations.obligations_form(convention, _replaceable(text))
        return made(data, initial_lines=lines, **who_changed)
    return clauses_form(block.kinds)(
        data,
        initial=initial_values(rows),
        initial_lines=initial_rows(rows),
        before=_clauses_in_force_in_words(text),
        **who_changed,
    )


def _replaceable(text: Text) -> QuerySet[Obligation]:
    """The obligations that an avenant may replace: in force, and not replaced yet."""
    if isinstance(text, Convention):
        return Obligation.objects.none()
    return text.convention.obligations.replaceable()


def _parties_to_fill(text: Text) -> list[Party]:
    """The parties of the text; before it has some, those of the convention, to be completed."""
    convention = convention_of_text(text)
    for one in (text, convention):
        rows = own_rows(one, "parties").select_related("organisation").order_by("position")
        if known := list(rows):
            return known
    return default_parties(convention)


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
        return texts.set_parties(text, parties=form.specs(found), by=author_of(request))

    organisations.act_with(form.organisations, act, by=author_of(request))
