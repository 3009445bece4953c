"""Section `conventions` of a programme file: each text, its vote, its signature, its end."""

from collections.abc import Callable
from typing import Any

from common.file_rows import FileRows, Key
from common.json_schema import day
from common.programme_file import Context, Entry
from conventions.actions import conventions
from conventions.enums import ConventionState
from conventions.models import Avenant, Convention
from conventions.readings.texts import first_rows
from conventions.sections import TEXT_ROWS
from corrections.sections import CORRECTIONS, load_corrections
from deliberations.sections import vote_key
from dossiers import actions
from dossiers.sections import texts
from dossiers.sections.avenants import AVENANTS

ENDS: dict[str, tuple[ConventionState, Callable[..., Convention]]] = {
    "closed_on": (ConventionState.CLOSED, actions.close),
    "terminated_on": (ConventionState.TERMINATED, actions.terminate),
}


def _load_later_steps(entry: Entry, convention: Convention, context: Context) -> None:
    """Move to the state of the file. Occurrences are loaded before an avenant may remove some."""
    convention = _moved_to_state(entry, convention, context)
    context.keep(convention, convention.code)
    context.keep(convention)  # the one whose obligations its avenants may replace
    known: list[tuple[Entry, Convention | Avenant]] = [(entry, convention)]
    _load_occurrences(known, context)
    load_corrections(entry, convention, context)
    for listed in entry.entries("avenants"):
        avenant = AVENANTS.load(listed, convention, context)
        avenant.refresh_from_db()
        known.append((listed, avenant))
        _load_occurrences(known, context)
        load_corrections(listed, avenant, context)
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
    convention = texts.vote_if_named(entry, convention, context)
    convention = texts.sign_if_said(entry, convention, actions.sign, context)
    if convention.signed_at is not None:
        _check_day_of_effect(entry, convention)
    return convention


def _check_day_of_effect(entry: Entry, convention: Convention) -> None:
    listed = entry.get("effective_on", entry.get("signed_on"))
    recorded = _day_of_effect(convention)
    if listed is not None and recorded not in (None, listed):
        raise entry.differs("effective_on", listed, recorded)


def _day_of_effect(convention: Convention) -> Any:
    """The day of effect of the convention itself, that of each of its clauses and obligations."""
    for name in ("clauses", "obligations"):
        for first in first_rows(convention, name):
            return first.effective_on
    return None


def _end(entry: Entry, key: str, convention: Convention, context: Context) -> None:
    state, end = ENDS[key]
    convention.refresh_from_db()
    reason = entry.get("end_reason", "")
    if convention.state == ConventionState.SIGNED:
        with entry.refusals_located():
            convention = end(convention, on=entry[key], reason=reason, by=context.author)
        context.add(entry, convention)
        return
    entry.check_same(convention, {"state": state})
    if convention.ended_on != entry[key]:
        raise entry.differs(key, entry[key], convention.ended_on)
    entry.check_same(convention, {"end_reason": reason})


def _end_of(state: ConventionState) -> Callable[[Convention], Any]:
    return lambda convention: convention.ended_on if convention.state == state else None


CONVENTIONS = FileRows(
    "conventions",
    Convention,
    "Une convention avec un financeur.",
    (
        Key("code", "nom court"),
        Key("title"),
        Key("funder", "organisation qui finance"),
        Key("funder_quality", "financeur sinon", is_left=True),
        Key("filed_on", "jour du dépôt du dossier"),
        Key("programmed_on", "jour de la programmation"),
        vote_key("cited_by", "numéro de la première délibération qui la cite comme signée"),
        Key("programmed_by"),
        Key("european_programme"),
        Key("european_axis"),
    ),
    of=lambda programme: programme.conventions.select_related(
        "funder", "deliberation", "cited_by"
    ).order_by("code"),
    identity=("code",),
    record=conventions.draft,
    lists=TEXT_ROWS,
    check_lists=texts.complete_text,
    later=(
        *texts.VOTE_AND_SIGNATURE_KEYS,
        Key(
            "effective_on",
            schema=day("jour d’effet, s’il n’est pas celui de la signature"),
            write=_day_of_effect,
        ),
        CORRECTIONS,
        AVENANTS,
        *(
            Key(key, schema=day(f"jour de la {noun}"), write=_end_of(ENDS[key][0]))
            for key, noun in (("closed_on", "clôture"), ("terminated_on", "résiliation"))
        ),
        Key("end_reason"),
    ),
    then=_load_later_steps,
)

SECTIONS = [CONVENTIONS]
