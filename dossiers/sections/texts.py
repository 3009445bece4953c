"""What conventions and avenants share in a programme file: text, vote, signature, occurrences."""

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from common.file_rows import Key
from common.json_schema import flag
from common.programme_file import Context, Entry
from conventions.actions import avenants, texts, votes
from conventions.actions.texts import ObligationSpec
from conventions.enums import Block, ConventionState
from conventions.models import Avenant, Text
from conventions.readings.schedules import is_after_end
from conventions.readings.texts import first_obligations, is_draft, own_rows
from conventions.sections import CLAUSES, OBLIGATIONS, PARTIES, TEXT_ROWS
from corrections.readings import first_signed
from corrections.sections import added_by
from deadlines.sections import load_occurrences
from deliberations.models import Deliberation
from deliberations.sections import vote_key
from dossiers import actions

VOTE_AND_SIGNATURE_KEYS = (
    vote_key("deliberation", "numéro de la délibération qui autorise la signature"),
    Key("voted_on", "jour du vote, sinon celui de la séance"),
    Key(
        "signed_on",
        "jour de la signature ; absent tant qu’elle n’est pas connue",
        get=lambda text: first_signed(text).signed_on,
    ),
    Key("signed_source", "d’où la signature est connue, quand son jour ne l’est pas"),
    Key(
        "effect_after_end",
        schema=flag("le jour d’effet suit la fin en vigueur, et c’est confirmé"),
        write=lambda text: text.signed_at is not None and is_after_end(first_signed(text)),
    ),
)
UNSIGNED = (ConventionState.DRAFT, ConventionState.VOTED)  # those of an avenant have the same codes
T = TypeVar("T", bound=Text)


def vote_if_named(entry: Entry, text: T, context: Context) -> T:
    """Vote a draft as the file says; a vote that is recorded must be on the same day."""
    if "deliberation" not in entry:
        return text
    deliberation = context.find(Deliberation, entry, "deliberation")
    on = entry.get("voted_on", deliberation.session_on)
    if not is_draft(text):
        entry.check_same(text, {"voted_on": on, "deliberation": deliberation})
        return text
    with entry.refusals_located():
        text = votes.vote(text, on=on, deliberation=deliberation, by=context.author)
    context.add(entry, deliberation)
    return text


def sign_if_said(entry: Entry, text: T, sign: Callable[..., T], context: Context) -> T:
    """Sign a text, or record the day of its signature, as the file says; else compare them."""
    if "signed_on" not in entry and "signed_source" not in entry:
        return text
    with entry.refusals_located():
        if text.state in UNSIGNED:
            text = sign(
                text,
                on=entry.get("signed_on"),
                source=entry.get("signed_source", ""),
                effective_on=entry.get("effective_on"),
                is_confirmed=entry.get("effect_after_end", False),
                by=context.author,
            )
            context.add(entry, text)
        elif "signed_on" in entry and {text.signed_on, first_signed(text).signed_on} == {None}:
            text = actions.record_signature_day(text, on=entry["signed_on"], by=context.author)
            context.add(entry, text)
    entry.check_same(first_signed(text), entry.pick("signed_on", "signed_source"))
    return text


def complete_text(entry: Entry, text: Text, context: Context) -> None:
    """Add to an unsigned text what only the file holds; refuse what differs from the database."""
    is_open = text.state in UNSIGNED
    new = {one.name: one.added(entry, text, context, is_open=is_open) for one in TEXT_ROWS}
    if not any(new.values()):
        return
    with entry.refusals_located():
        _write(entry, text, new, context)
    text.refresh_from_db()
    context.add(entry, text)


def _write(entry: Entry, text: Text, new: dict[str, list[Entry]], context: Context) -> None:
    """Write the new parts; a voted text becomes a draft for this, then is voted again."""
    vote: dict[str, Any] = {"on": text.voted_on, "deliberation": text.deliberation}
    if not is_draft(text):
        text = votes.withdraw(text, by=context.author)
    kinds = {one["kind"] for one in new["clauses"]}
    blocks = [block for block in Block if kinds.intersection(block.kinds)]
    if isinstance(text, Avenant):
        others = [block for block in Block if new.get(block.value)]
        text = _with_open_blocks(text, [*blocks, *others], context)
    specs = CLAUSES.specs(entry, context)
    for block in blocks:
        clauses = [spec for spec in specs if spec.kind in block.kinds]
        texts.set_block(text, block, clauses=clauses, by=context.author)
    if new["obligations"]:
        listed = OBLIGATIONS.specs(entry, context)
        obligations = [_with_recorded_responsible(spec, text) for spec in listed]
        texts.set_obligations(text, obligations=obligations, by=context.author)
    if new["parties"]:
        texts.set_parties(text, parties=PARTIES.specs(entry, context), by=context.author)
    if vote["deliberation"] is not None:
        votes.vote(text, **vote, by=context.author)


def _with_recorded_responsible(spec: ObligationSpec, text: Text) -> ObligationSpec:
    """The obligation with its recorded responsible, when the file names nobody."""
    known = own_rows(text, "obligations").filter(
        title=spec.title, due_on=spec.due_on, article=spec.article
    )
    former = known.select_related("responsible").first()
    if former is None or spec.responsible is not None:
        return spec
    return dataclasses.replace(spec, responsible=former.responsible)


def _with_open_blocks(avenant: Avenant, blocks: list[Block], context: Context) -> Avenant:
    wanted = [block for block in Block if block in avenant.opens or block in blocks]
    if wanted == avenant.opens:
        return avenant
    subject = avenant.subject  # the stated day of effect stays too
    return avenants.edit(avenant, subject=subject, blocks=wanted, by=context.author)


def load_text_occurrences(
    entry: Entry, text: Text, context: Context, *, is_last: bool = False
) -> None:
    """Record what the file says of the occurrences of the obligations of a text."""
    first = {(one.title, one.due_on, one.article): one for one in first_obligations(text)}
    corrected = [inner for one in entry.entries("corrections") for inner in added_by(one)]
    for listed in (*entry.entries("obligations"), *corrected):
        row = first.get((listed["title"], listed.get("due_on"), listed.get("article", "")))
        if row is not None:  # a forgotten one is added later, or not at all
            load_occurrences(listed, row.kept, context, is_last=is_last)
