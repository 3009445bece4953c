"""What conventions and avenants share in a file: text, vote, signature, occurrences."""

import dataclasses
from typing import Any

from common.json_schema import day, rows, text
from common.programme_file import Context, Entry, Table, filled
from conventions.actions import avenants, conventions, texts
from conventions.actions.texts import ObligationSpec
from conventions.enums import AvenantState, Block, ConventionState
from conventions.models import Avenant, Convention, Obligation
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

VOTE_AND_SIGNATURE = {
    "deliberation": text("numéro de la délibération qui autorise la signature", 30),
    "voted_on": day("jour du vote, sinon celui de la séance"),
    "signed_on": day("jour de la signature ; absent tant qu’elle n’est pas connue"),
}
TEXT = {
    "parties": rows(PARTY),
    "clauses": rows(CLAUSE),
    "obligations": rows(
        {
            **OBLIGATION,
            "properties": {**OBLIGATION["properties"], "occurrences": rows(OCCURRENCE)},
        }
    ),
}
DRAFTED = (ConventionState.DRAFT, AvenantState.DRAFT)
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


def complete_text(entry: Entry, row: Convention | Avenant, context: Context) -> None:
    """Add to a text that is not in force what the file says more; refuse what it says otherwise."""
    is_open = row.state in (*DRAFTED, *VOTED)
    new = {
        "clauses": check_clauses(entry, row, is_open=is_open),
        "obligations": check_obligations(entry, row, is_open=is_open),
        "parties": check_parties(entry, row, context, is_open=is_open),
    }
    if not any(new.values()):
        return
    with entry.refusals_located():
        _write(entry, row, new, context)
    row.refresh_from_db()
    context.add(entry, row)


def _write(
    entry: Entry, row: Convention | Avenant, new: dict[str, list[Entry]], context: Context
) -> None:
    """A vote is taken back for the time of the change, and stands again as it was."""
    actions: Any = conventions if isinstance(row, Convention) else avenants
    standing = {"on": row.voted_on, "deliberation": row.deliberation}
    if row.state in VOTED:
        row = actions.withdraw_vote(row, **context.by_and_at)
    convention = row if isinstance(row, Convention) else row.convention
    text = read_text(entry, convention, context)
    kinds = {spec.kind for spec in map(read_clause, new["clauses"])}
    blocks = [block for block in Block if kinds.intersection(block.kinds)]
    if isinstance(row, Avenant):
        row = _opened(row, [*blocks, *_others(new)], context)
    for block in blocks:
        clauses = [spec for spec in text["clauses"] if spec.kind in block.kinds]
        texts.set_block(row, block, clauses=clauses, **context.by_and_at)
    if new["obligations"]:
        duties = [_charged(spec, row) for spec in text["obligations"]]
        texts.set_obligations(row, obligations=duties, **context.by_and_at)
    if new["parties"]:
        texts.set_parties(row, parties=text["parties"], **context.by_and_at)
    if standing["deliberation"] is not None:
        actions.vote(row, **standing, **context.by_and_at)


def _charged(spec: ObligationSpec, row: Convention | Avenant) -> ObligationSpec:
    """With who sees to it already, when the file names nobody."""
    known = own_rows(row, "obligations").filter(title=spec.title, due_on=spec.due_on)
    former = known.select_related("responsible").first()
    if former is None or spec.responsible is not None:
        return spec
    return dataclasses.replace(spec, responsible=former.responsible)


def _others(new: dict[str, list[Entry]]) -> list[Block]:
    found = {"obligations": Block.OBLIGATIONS, "parties": Block.PARTIES}
    return [block for name, block in found.items() if new[name]]


def _opened(avenant: Avenant, blocks: list[Block], context: Context) -> Avenant:
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
    entry: Entry, row: Convention | Avenant, context: Context, *, is_last: bool = False
) -> None:
    """Bring the due days of a text's obligations as far as the file says."""
    for duty in entry.entries("obligations"):
        named = {"title": duty["title"], "due_on": duty.get("due_on")}
        obligation = own_rows(row, "obligations").select_related("responsible").get(**named)
        load_occurrences(duty, obligation, context, is_last=is_last)


def dump_vote_and_signature(row: Convention | Avenant) -> Table:
    return {
        "deliberation": row.deliberation and row.deliberation.number,
        "voted_on": row.voted_on,
        "signed_on": row.signed_on,
    }


def dump_text_with_occurrences(row: Convention | Avenant) -> Table:
    return dump_text(row, _occurrences)


def _occurrences(obligation: Obligation) -> Table:
    return filled(occurrences=dump_occurrences(obligation))
