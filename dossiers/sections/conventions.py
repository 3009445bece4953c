"""Section `conventions` of a programme file: each text, its vote, its signature, its end."""

from collections.abc import Callable
from typing import Any

from accounts.models import Organisation
from common.json_schema import code, day, one_of, rows, table, text
from common.programme_file import Context, Entry, FileSection, Table, dump_added_keys, filled
from conventions.actions import conventions
from conventions.enums import ConventionState, PartyQuality
from conventions.models import Avenant, Convention
from dossiers import actions
from dossiers.sections import avenants, texts
from programmes.models import Programme

CONVENTION = table(
    "Une convention avec un financeur.",
    "code title funder",
    code=code("nom court"),
    title=text("intitulé"),
    funder=code("organisation qui finance"),
    funder_quality=one_of(PartyQuality, "financeur sinon"),
    filed_on=day("jour du dépôt du dossier"),
    programmed_on=day("jour de la programmation"),
    **texts.VOTE_AND_SIGNATURE_KEYS,
    signed_source=text("d’où la signature est connue, quand son jour ne l’est pas"),
    effective_on=day("jour d’effet, s’il n’est pas celui de la signature"),
    **texts.TEXT_KEYS,
    avenants=rows(avenants.AVENANT),
    closed_on=day("jour de la clôture"),
    terminated_on=day("jour de la résiliation"),
    end_reason=text("motif de la fin", 300),
)
UNSIGNED = (ConventionState.DRAFT, ConventionState.VOTED)
ENDS: dict[str, tuple[ConventionState, Callable[..., Convention]]] = {
    "closed_on": (ConventionState.CLOSED, actions.close),
    "terminated_on": (ConventionState.TERMINATED, actions.terminate),
}


def load_convention(entry: Entry, context: Context) -> None:
    programme = context.only(Programme)
    facts = {
        "title": entry["title"],
        "funder": context.find(Organisation, entry, "funder"),
        "filed_on": entry.get("filed_on"),
        "programmed_on": entry.get("programmed_on"),
        **entry.pick("funder_quality"),
    }
    convention = programme.conventions.filter(code=entry["code"]).first()
    if convention is None:
        text = texts.read_text(entry, None, context)
        with entry.refusals_located():
            convention = conventions.draft(
                programme, code=entry["code"], **text, **facts, **context.by_and_at
            )
        context.add(entry, convention)
    else:
        entry.check_same(convention, facts)
        texts.complete_text(entry, convention, context)
    convention = _moved_to_state(entry, convention, context)
    context.keep(convention, convention.code)
    _load_later_steps(entry, convention, context)


def _load_later_steps(entry: Entry, convention: Convention, context: Context) -> None:
    """What came after the signature. Occurrences are loaded before an avenant may remove some."""
    known: list[tuple[Entry, Convention | Avenant]] = [(entry, convention)]
    for listed in entry.entries("avenants"):
        _load_occurrences(known, context)
        known.append((listed, avenants.load_avenant(listed, convention, context)))
    _load_occurrences(known, context, is_last=True)
    for key in ENDS:
        if key in entry:
            _end(entry, key, convention, context)


def _load_occurrences(
    known: list[tuple[Entry, Convention | Avenant]], context: Context, *, is_last: bool = False
) -> None:
    for entry, row in known:
        texts.load_text_occurrences(entry, row, context, is_last=is_last)


def _moved_to_state(entry: Entry, convention: Convention, context: Context) -> Convention:
    """Vote and sign as the file says; a state beyond that of the file is left as it is."""
    vote = texts.read_vote(entry, context)
    with entry.refusals_located():
        if vote and convention.state == ConventionState.DRAFT:
            convention = conventions.vote(convention, **vote, **context.by_and_at)
            context.add(entry, vote["deliberation"])
        elif vote:
            entry.check_same(convention, {"voted_on": vote["on"]})
        if "signed_on" not in entry and "signed_source" not in entry:
            return convention
        if convention.state in UNSIGNED:
            return actions.sign(
                convention,
                on=entry.get("signed_on"),
                source=entry.get("signed_source", ""),
                effective_on=entry.get("effective_on"),
                **context.by_and_at,
            )
        if "signed_on" in entry and convention.signed_on is None:
            convention = actions.record_signature_day(
                convention, on=entry["signed_on"], **context.by_and_at
            )
            context.add(entry, convention)
    entry.check_same(convention, entry.pick("signed_on", "signed_source"))
    _check_day_of_effect(entry, convention)
    return convention


def _check_day_of_effect(entry: Entry, convention: Convention) -> None:
    listed = entry.get("effective_on", entry.get("signed_on"))
    recorded = _day_of_effect(convention)
    if listed is not None and recorded not in (None, listed):
        raise entry.differs("effective_on", listed, recorded)


def _day_of_effect(convention: Convention) -> Any:
    """The day of effect of the convention itself, that of each of its clauses and obligations."""
    for rows_of in (convention.clauses, convention.obligations):
        first = rows_of.filter(avenant=None).order_by("pk").first()
        if first is not None:
            return first.effective_on
    return None


def _end(entry: Entry, key: str, convention: Convention, context: Context) -> None:
    state, end = ENDS[key]
    convention.refresh_from_db()
    reason = entry.get("end_reason", "")
    if convention.state == ConventionState.SIGNED:
        with entry.refusals_located():
            convention = end(convention, on=entry[key], reason=reason, **context.by_and_at)
        context.add(entry, convention)
        return
    entry.check_same(convention, {"state": state})
    if convention.ended_on != entry[key]:
        raise entry.differs(key, entry[key], convention.ended_on)
    entry.check_same(convention, {"end_reason": reason})


def dump_conventions(programme: Programme) -> list[Table]:
    found = programme.conventions.select_related("funder", "deliberation").order_by("code")
    return [_convention_table(convention) for convention in found]


def _convention_table(convention: Convention) -> Table:
    ended = {
        key: convention.ended_on for key, (state, _) in ENDS.items() if state == convention.state
    }
    return filled(
        code=convention.code,
        title=convention.title,
        funder=convention.funder,
        funder_quality=convention.funder_quality,
        filed_on=convention.filed_on,
        programmed_on=convention.programmed_on,
        **texts.dump_vote_and_signature(convention),
        signed_source=convention.signed_source,
        effective_on=_day_of_effect(convention),
        **texts.dump_text_with_occurrences(convention),
        avenants=avenants.dump_avenants(convention),
        **dump_added_keys("conventions", convention),
        **ended,
        end_reason=convention.end_reason,
    )


SECTIONS = [FileSection("conventions", CONVENTION, load_convention, dump_conventions)]
