"""Section `conventions` of a programme file: each text, its vote, its signature, its end."""

from collections.abc import Callable
from itertools import takewhile
from typing import Any

from common.file_rows import FileRows, Key
from common.json_schema import day
from common.programme_file import Context, Entry
from conventions.actions import conventions
from conventions.enums import ConventionState
from conventions.models import Avenant, Convention, Text
from conventions.readings.texts import convention_of_text, first_rows
from conventions.sections import TEXT_ROWS
from corrections.readings import first_signed, signings
from corrections.sections import CORRECTIONS, is_no_signature, load_corrections
from deliberations.sections import vote_key
from dossiers import actions
from dossiers.sections import texts
from dossiers.sections.avenants import AVENANTS, abandon_if_said

Known = list[tuple[Entry, Convention | Avenant, int]]  # a text, and the rank of its signature
ENDS: dict[str, tuple[ConventionState, Callable[..., Convention]]] = {
    "closed_on": (ConventionState.CLOSED, actions.close),
    "terminated_on": (ConventionState.TERMINATED, actions.terminate),
}


def _load_later_steps(entry: Entry, convention: Convention, context: Context) -> None:
    """Move to the state of the file. Occurrences are loaded before an avenant may remove some."""
    _move_to_state(entry, first_signed(convention), context)
    context.keep(convention, convention.code)
    context.keep(convention)  # the one whose obligations its avenants may replace
    known: Known = []
    avenants = entry.entries("avenants")
    _load_history(entry, convention, avenants, known, context)
    _load_avenants(avenants, convention, known, context)
    _load_occurrences(known, context, is_last=True)
    for key in ENDS:
        if key in entry:
            _end(entry, key, convention, context)


def _load_avenants(
    listed: list[Entry], convention: Convention, known: Known, context: Context
) -> None:
    for rank, entry in enumerate(listed, 1):
        avenant = AVENANTS.load(entry, convention, context)
        _load_history(entry, avenant, listed[rank:], known, context)
        abandon_if_said(entry, avenant, context)


def _load_history(
    entry: Entry, text: Text, followers: list[Entry], known: Known, context: Context
) -> None:
    """What befell a text once it was signed, and each time that it never was.

    The `followers` are the avenants written after it. Before its signature never was, those that
    were abandoned are loaded, for none other may be; before its day is a later one, all of them,
    for they may have been signed in between, and be corrected too.
    """

    def prepare(correction: Entry) -> None:
        if is_no_signature(correction):
            _load_occurrences(known, context)
            before = [*takewhile(lambda one: "is_abandoned" in one, followers)]
        else:
            before = followers if _is_later_day(correction, signing) else []
        _load_avenants(before, convention_of_text(text), known, context)

    sign: Any = actions.sign_avenant if isinstance(text, Avenant) else actions.sign
    signing, is_unsigned = first_signed(text), False
    for rank, said in enumerate((entry, *entry.entries("again"))):
        if rank:
            signing = texts.load_again(said, text, context, is_new=is_unsigned)
            signing = texts.vote_if_named(said, signing, context)
            signing = texts.sign_if_said(said, signing, sign, context)
            _check_day_of_effect(said, signing)
        if texts.tells_occurrences(said):
            known.append((said, text, rank))
        _load_occurrences(known, context)
        is_unsigned = load_corrections(said, signing, context, prepare)


def _is_later_day(correction: Entry, signing: Text) -> bool:
    on, recorded = correction.get("signed_on"), signing.signed_on
    return isinstance(signing, Convention) and bool(on and recorded and on > recorded)


def _load_occurrences(known: Known, context: Context, *, is_last: bool = False) -> None:
    for entry, text, rank in known:
        texts.load_text_occurrences(entry, signings(text)[rank], context, is_last=is_last)


def _move_to_state(entry: Entry, convention: Convention, context: Context) -> None:
    """Vote and sign as the file says; a state beyond that of the file is left as it is."""
    convention = texts.vote_if_named(entry, convention, context)
    convention = texts.sign_if_said(entry, convention, actions.sign, context)
    _check_day_of_effect(entry, convention)


def _check_day_of_effect(entry: Entry, text: Text) -> None:
    listed = entry.get("effective_on", entry.get("signed_on"))
    recorded = _day_of_effect(text)
    if text.signed_at is not None and listed is not None and recorded not in (None, listed):
        raise entry.differs("effective_on", listed, recorded)


def _day_of_effect(text: Text) -> Any:
    """The day of effect of a text, that of each of its own clauses and obligations."""
    for name in ("clauses", "obligations"):
        for first in first_rows(text, name):
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


EFFECT = Key(
    "effective_on",
    schema=day("jour d’effet, s’il n’est pas celui de la signature"),
    write=_day_of_effect,
)
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
    as_written=first_signed,
    record=conventions.draft,
    lists=TEXT_ROWS,
    check_lists=texts.complete_text,
    later=(
        *texts.VOTE_AND_SIGNATURE_KEYS,
        EFFECT,
        CORRECTIONS,
        texts.again_rows(Convention, EFFECT),
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
