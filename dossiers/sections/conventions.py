"""Section `conventions` of a programme file: each text, its vote, its signature, its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
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
from corrections.sections import (
    CORRECTIONS,
    days_of_signature,
    is_no_signature,
    load_corrections,
    moves_signature,
)
from deliberations.sections import vote_key
from dossiers import actions, rules
from dossiers.rules import Counts
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
    _History(entry, convention, avenants, known, context).load()
    _load_avenants(avenants, convention, known, context)
    _load_occurrences(known, context, is_last=True)
    for key in ENDS:
        if key in entry:
            _end(entry, key, convention, context)


def _load_avenants(
    listed: list[Entry],
    convention: Convention,
    known: Known,
    context: Context,
    counts: Counts | None = None,
) -> None:
    """Load avenants; with `counts`, so many events of the signature of each."""
    for rank, entry in enumerate(listed, 1):
        if counts is not None and not any(counts[rank - 1 :]):
            return
        avenant = AVENANTS.load(entry, convention, context)
        most = counts[rank - 1] if counts else None
        if _History(entry, avenant, listed[rank:], known, context, most).load():
            abandon_if_said(entry, avenant, context)


@dataclass
class _History:
    """What befell a text once it was signed, and each time that it never was: all, or the `most`
    first events of its signature.

    The `followers` are the avenants written after it. Before its signature never was, those that
    were abandoned are loaded, for none other may be; before its day is another one, what had
    befallen theirs.
    """

    entry: Entry
    text: Text
    followers: list[Entry]
    known: Known
    context: Context
    most: int | None = None
    taken: int = 1
    is_whole: bool = True
    before: list[Counts] = field(default_factory=list)

    def load(self) -> bool:
        """Load it; says whether it is all loaded."""
        signing, is_unsigned = first_signed(self.text), False
        for rank, said in enumerate((self.entry, *self.entry.entries("again"))):
            if rank and self.is_whole:
                signing = self._signed_again(said, is_new=is_unsigned)
            if not self.is_whole:
                return False
            if texts.tells_occurrences(said):
                self.known.append((said, self.text, rank))
            _load_occurrences(self.known, self.context)
            self.before = [*self._avenants_before(said)]
            is_unsigned = load_corrections(said, signing, self.context, self._prepare)
        return self.is_whole

    def _signed_again(self, said: Entry, *, is_new: bool) -> Text:
        signing = texts.load_again(said, self.text, self.context, is_new=is_new)
        signing = texts.vote_if_named(said, signing, self.context)
        if any(days_of_signature(said)) and self._takes_one_more():
            sign: Any = actions.sign_avenant if isinstance(signing, Avenant) else actions.sign
            signing = texts.sign_if_said(said, signing, sign, self.context)
            _check_day_of_effect(said, signing)
        return signing

    def _prepare(self, correction: Entry) -> bool:
        """Load what came before a correction; says whether it is to be loaded too."""
        if moves_signature(correction) and self._takes_one_more():
            of_them = convention_of_text(self.text), self.known, self.context
            if is_no_signature(correction):
                _load_occurrences(self.known, self.context)
                _load_avenants(_abandoned(self.followers), *of_them)
            elif self.before:
                _load_avenants(self.followers, *of_them, self.before.pop(0))
        return self.is_whole

    def _takes_one_more(self) -> bool:
        self.is_whole = self.taken != self.most
        self.taken += self.is_whole
        return self.is_whole

    def _avenants_before(self, said: Entry) -> Sequence[Counts]:
        """How many events of each follower came before each event of the signature of a convention
        that a part of the file says.
        """
        own, abandoned = [*days_of_signature(said)], _abandoned(self.followers)
        if isinstance(self.text, Avenant) or not own:
            return []
        is_first, is_last = said is self.entry, not any(map(is_no_signature, _corrections(said)))
        events = [
            [day for one in (listed, *listed.entries("again")) for day in days_of_signature(one)]
            if (is_first if listed in abandoned else is_last)
            else []
            for listed in self.followers
        ]
        return rules.avenants_before(own, events) or []


def _corrections(said: Entry) -> list[Entry]:
    return said.entries("corrections")


def _abandoned(followers: list[Entry]) -> list[Entry]:
    return [*takewhile(lambda one: "is_abandoned" in one, followers)]


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
