"""What conventions and avenants share in a programme file: text, vote, signature, occurrences."""

import dataclasses
from typing import Any

from common.json_schema import day, rows, text
from common.programme_file import Context, Entry, Table, filled
from conventions.actions import avenants, conventions, texts
from conventions.actions.texts import ObligationSpec
from conventions.enums import AvenantState, Block, ConventionState
from conventions.models import Avenant, Convention, Obligation, Text
from conventions.readings.texts import own_rows
from conventions.sections import (
    CLAUSE,
    OBLIGATION,
    PARTY,
    check_clauses,
    check_obligations,
    check_parties,
    dump_text,
    read_clause,
    read_obligation,
    read_party,
)
from deadlines.sections import OCCURRENCE, dump_occurrences, load_occurrences
from deliberations.models import Deliberation

VOTE_AND_SIGNATURE_KEYS = {
    "deliberation": text("numéro de la délibération qui autorise la signature", 30),
    "voted_on": day("jour du vote, sinon celui de la séance"),
    "signed_on": day("jour de la signature ; absent tant qu’elle n’est pas connue"),
}
TEXT_KEYS = {
    "parties": rows(PARTY),
    "clauses": rows(CLAUSE),
    "obligations": rows(
        {
            **OBLIGATION,
            "properties": {**OBLIGATION["properties"], "occurrences": rows(OCCURRENCE)},
        }
    ),
}
DRAFT = (ConventionState.DRAFT, AvenantState.DRAFT)
VOTED = (ConventionState.VOTED, AvenantState.VOTED)


def read_text(entry: Entry, convention: Convention | None, context: Context) -> dict[str, Any]:
    """The text of an entry; `convention` is the one that an avenant changes."""
    return {
        "parties": [read_party(one, context) for one in entry.entries("parties")],
        "clauses": [read_clause(one) for one in entry.entries("clauses")],
        "obligations": [read_obligation(one, convention) for one in entry.entries("obligations")],
    }


def read_vote(entry: Entry, context: Context) -> dict[str, Any]:
    """The vote that an entry names; nothing when it names none."""
    deliberation = context.find_if_named(Deliberation, entry, "deliberation")
    if deliberation is None:
        return {}
    return {"on": entry.get("voted_on", deliberation.session_on), "deliberation": deliberation}


def complete_text(entry: Entry, text: Text, context: Context) -> None:
    """Add to an unsigned text what only the file holds; refuse what differs from the database."""
    is_open = text.state in (*DRAFT, *VOTED)
    new = {
        "clauses": check_clauses(entry, text, is_open=is_open),
        "obligations": check_obligations(entry, text, is_open=is_open),
        "parties": check_parties(entry, text, context, is_open=is_open),
    }
    if not any(new.values()):
        return
    with entry.refusals_located():
        _write(entry, text, new, context)
    text.refresh_from_db()
    context.add(entry, text)


def _write(entry: Entry, text: Text, new: dict[str, list[Entry]], context: Context) -> None:
    """Write the new parts; a voted text becomes a draft for this, then is voted again."""
    actions: Any = conventions if isinstance(text, Convention) else avenants
    vote = {"on": text.voted_on, "deliberation": text.deliberation}
    if text.state in VOTED:
        text = actions.withdraw_vote(text, **context.by_and_at)
    convention = text if isinstance(text, Convention) else text.convention
    facts = read_text(entry, convention, context)
    kinds = {spec.kind for spec in map(read_clause, new["clauses"])}
    blocks = [block for block in Block if kinds.intersection(block.kinds)]
    if isinstance(text, Avenant):
        text = _with_open_blocks(text, [*blocks, *_blocks_without_clauses(new)], context)
    for block in blocks:
        clauses = [spec for spec in facts["clauses"] if spec.kind in block.kinds]
        texts.set_block(text, block, clauses=clauses, **context.by_and_at)
    if new["obligations"]:
        specs = [_with_recorded_responsible(spec, text) for spec in facts["obligations"]]
        texts.set_obligations(text, obligations=specs, **context.by_and_at)
    if new["parties"]:
        texts.set_parties(text, parties=facts["parties"], **context.by_and_at)
    if vote["deliberation"] is not None:
        actions.vote(text, **vote, **context.by_and_at)


def _with_recorded_responsible(spec: ObligationSpec, text: Text) -> ObligationSpec:
    """The obligation with its recorded responsible, when the file names nobody."""
    known = own_rows(text, "obligations").filter(title=spec.title, due_on=spec.due_on)
    former = known.select_related("responsible").first()
    if former is None or spec.responsible is not None:
        return spec
    return dataclasses.replace(spec, responsible=former.responsible)


def _blocks_without_clauses(new: dict[str, list[Entry]]) -> list[Block]:
    found = {"obligations": Block.OBLIGATIONS, "parties": Block.PARTIES}
    return [block for name, block in found.items() if new[name]]


def _with_open_blocks(avenant: Avenant, blocks: list[Block], context: Context) -> Avenant:
    wanted = [block for block in Block if block in avenant.opens or block in blocks]
    if wanted == avenant.opens:
        return avenant
    return avenants.edit(
        avenant,
        subject=avenant.subject,
        blocks=wanted,
        stated_effective_on=avenant.stated_effective_on,
        **context.by_and_at,
    )


def load_text_occurrences(
    entry: Entry, text: Text, context: Context, *, is_last: bool = False
) -> None:
    """Record what the file says of the occurrences of the obligations of a text."""
    for listed in entry.entries("obligations"):
        named = {"title": listed["title"], "due_on": listed.get("due_on")}
        obligation = own_rows(text, "obligations").select_related("responsible").get(**named)
        load_occurrences(listed, obligation, context, is_last=is_last)


def dump_vote_and_signature(text: Text) -> Table:
    return {
        "deliberation": text.deliberation and text.deliberation.number,
        "voted_on": text.voted_on,
        "signed_on": text.signed_on,
    }


def dump_text_with_occurrences(text: Text) -> Table:
    return dump_text(text, _occurrences_key)


def _occurrences_key(obligation: Obligation) -> Table:
    return filled(occurrences=dump_occurrences(obligation))
