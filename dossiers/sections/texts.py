"""What conventions and avenants share in a programme file: text, vote, signature, occurrences."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from common.file_rows import FileRows, Key
from common.json_schema import flag
from common.programme_file import Context, Entry
from conventions.actions import avenants, texts, votes
from conventions.actions.texts import ObligationSpec
from conventions.enums import Block, ClauseKind, ConventionState
from conventions.models import Avenant, Clause, Text
from conventions.readings.schedules import is_after_end
from conventions.readings.texts import first_obligations, is_draft, own_rows
from conventions.sections import CLAUSES, OBLIGATIONS, PARTIES, TEXT_ROWS
from corrections.readings import signings
from corrections.sections import CORRECTIONS, added_by
from deadlines.sections import load_occurrences
from deliberations.models import Deliberation
from deliberations.sections import vote_key
from dossiers import actions

VOTE_AND_SIGNATURE_KEYS = (
    vote_key("deliberation", "numéro de la délibération qui autorise la signature"),
    Key("voted_on", "jour du vote, sinon celui de la séance"),
    Key("signed_on", "jour de la signature ; absent tant qu’elle n’est pas connue"),
    Key("signed_source", "d’où la signature est connue, quand son jour ne l’est pas"),
    Key(
        "effect_after_end",
        schema=flag("le jour d’effet suit la fin en vigueur, et c’est confirmé"),
        write=lambda text: text.signed_at is not None and is_after_end(text),
    ),
)
UNSIGNED = (ConventionState.DRAFT, ConventionState.VOTED)  # those of an avenant have the same codes
NEVER_UNSIGNED = (
    "Aucune correction ne dit que la signature d’avant n’a pas eu lieu\u00a0: écrivez-la d’abord."
)
T = TypeVar("T", bound=Text)


def again_rows(model: type[Text], *keys: Key) -> FileRows:
    """What a text said and became each time that its signature was found never to have been."""
    return FileRows(
        "again",
        model,
        "Ce que le texte devient quand une correction dit que sa signature n’a pas eu lieu : tout "
        "son contenu, son vote, sa signature ensuite, et ce qui en est corrigé.",
        (),
        of=lambda text: signings(text)[1:],
        lists=(PARTIES, replace(CLAUSES, of=_clauses_by_part), OBLIGATIONS),
        later=(*VOTE_AND_SIGNATURE_KEYS, *keys, CORRECTIONS),
    )


def _clauses_by_part(text: Text) -> list[Clause]:
    """In the order in which they are written again, part by part."""
    ranks = {kind: rank for rank, block in enumerate(Block) for kind in block.kinds}
    return sorted(CLAUSES.of(text), key=lambda one: ranks[ClauseKind(one.kind)])


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
        elif "signed_on" in entry and _lacks_its_day(text):
            text = actions.record_signature_day(text, on=entry["signed_on"], by=context.author)
            context.add(entry, text)
    text = next(one for one in signings(text) if one.signed_at == text.signed_at)
    entry.check_same(text, entry.pick("signed_on", "signed_source"))
    return text


def _lacks_its_day(text: Text) -> bool:
    """Whether the day of a signature was, and is, unknown."""
    is_held = text.unsigned_at is None and text.signed_on is None
    return is_held and type(text).objects.filter(pk=text.pk, signed_on=None).exists()


def complete_text(entry: Entry, text: Text, context: Context) -> None:
    """Add to an unsigned text what only the file holds; refuse what differs from the database."""
    is_open = text.state in UNSIGNED
    new = {one.name: one.added(entry, text, context, is_open=is_open) for one in TEXT_ROWS}
    if not any(new.values()):
        return
    vote: dict[str, Any] = {"on": text.voted_on, "deliberation": text.deliberation}
    obligations = [
        _with_recorded_responsible(spec, text) for spec in OBLIGATIONS.specs(entry, context)
    ]
    with entry.refusals_located():
        text = _drafted(text, context)
        blocks = _blocks_of(new)
        if isinstance(text, Avenant):
            text = _with_open_blocks(text, blocks, context)
        _write(entry, text, blocks, obligations, context)
        if vote["deliberation"] is not None:
            votes.vote(text, **vote, by=context.author)
    text.refresh_from_db()
    context.add(entry, text)


def load_again(entry: Entry, text: T, context: Context, *, is_new: bool) -> T:
    """What a text became once its signature was said never to have been, just now (`is_new`)."""
    known = signings(text)
    if entry.rank >= len(known):
        raise entry.fault(NEVER_UNSIGNED)
    text = known[entry.rank]
    if not is_new:
        complete_text(entry, text, context)
        return text
    with entry.refusals_located():
        text, blocks = _drafted(text, context), [*Block]
        if isinstance(text, Avenant):
            written = {one.name: entry.entries(one.name) for one in TEXT_ROWS}
            blocks = [*map(Block, entry.get("blocks", _blocks_of(written)))]
            _edit(text, blocks, context, stated_effective_on=entry.get("effective_on"))
        _write(entry, text, blocks, OBLIGATIONS.specs(entry, context), context)
    context.add(entry, text)
    return text


def _drafted(text: T, context: Context) -> T:
    """A voted text becomes a draft, to be written."""
    return text if is_draft(text) else votes.withdraw(text, by=context.author)


def _blocks_of(listed: dict[str, list[Entry]]) -> list[Block]:
    """The parts of the text that hold these entries."""
    kinds = {one["kind"] for one in listed.get("clauses", ())}
    return [one for one in Block if kinds.intersection(one.kinds) or listed.get(one.value)]


def _write(
    entry: Entry,
    text: Text,
    blocks: list[Block],
    obligations: list[ObligationSpec],
    context: Context,
) -> None:
    """Write parts of a draft as the file says."""
    specs, by = CLAUSES.specs(entry, context), context.author
    for block in blocks:
        if block == Block.OBLIGATIONS:
            texts.set_obligations(text, obligations=obligations, by=by)
        elif block == Block.PARTIES:
            texts.set_parties(text, parties=PARTIES.specs(entry, context), by=by)
        else:
            clauses = [spec for spec in specs if spec.kind in block.kinds]
            texts.set_block(text, block, clauses=clauses, by=by)


def _with_recorded_responsible(spec: ObligationSpec, text: Text) -> ObligationSpec:
    """The obligation with its recorded responsible, when the file names nobody."""
    known = own_rows(text, "obligations").filter(
        title=spec.title, due_on=spec.due_on, article=spec.article
    )
    former = known.select_related("responsible").first()
    if former is None or spec.responsible is not None:
        return spec
    return replace(spec, responsible=former.responsible)


def _with_open_blocks(avenant: Avenant, blocks: list[Block], context: Context) -> Avenant:
    wanted = [block for block in Block if block in avenant.opens or block in blocks]
    return avenant if wanted == avenant.opens else _edit(avenant, wanted, context)


def _edit(avenant: Avenant, blocks: list[Block], context: Context, **facts: Any) -> Avenant:
    """Open these parts; what is not given stays."""
    return avenants.edit(
        avenant, subject=avenant.subject, blocks=blocks, **facts, by=context.author
    )


def tells_occurrences(entry: Entry) -> bool:
    """Whether a text of the file says something of its occurrences, or of who sees to them."""
    return any("occurrences" in one or "responsible" in one for one in _listed_obligations(entry))


def load_text_occurrences(
    entry: Entry, text: Text, context: Context, *, is_last: bool = False
) -> None:
    """Record what the file says of the occurrences of the obligations of a text."""
    first = {(one.title, one.due_on, one.article): one for one in first_obligations(text)}
    for listed in _listed_obligations(entry):
        row = first.get((listed["title"], listed.get("due_on"), listed.get("article", "")))
        if row is not None:  # a forgotten one is added later, or not at all
            load_occurrences(listed, row.kept, context, is_last=is_last)


def _listed_obligations(entry: Entry) -> list[Entry]:
    forgotten = [inner for one in entry.entries("corrections") for inner in added_by(one)]
    return [*entry.entries("obligations"), *forgotten]
