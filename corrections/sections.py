"""The list `corrections` of a text in a programme file, which says what was first recorded."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import takewhile
from typing import Any

from accounts.sections import account_named
from common.file_rows import FileRows, Key
from common.json_schema import day, table, text
from common.programme_file import Context, Entry, Table, filled
from conventions.enums import ClauseKind
from conventions.models import Obligation, Text
from conventions.readings.texts import first_obligations
from conventions.sections import CLAUSES, OBLIGATIONS, PARTIES
from corrections import actions
from corrections.enums import CorrectionState, CorrectionSubject
from corrections.models import Correction
from corrections.readings import day_said, proposed_parties, signing_of

NEVER_SIGNED = (CorrectionSubject.NO_SIGNATURE, CorrectionState.APPROVED)
DECISIONS: dict[CorrectionState, Callable[..., Correction]] = {
    CorrectionState.APPROVED: actions.approve,
    CorrectionState.REFUSED: actions.refuse,
    CorrectionState.WITHDRAWN: actions.withdraw,
}


def load_corrections(
    entry: Entry, of_text: Text, context: Context, prepare: Callable[[Entry], bool]
) -> bool:
    """Propose and decide what the file says, in its order; refuse what differs.

    A correction decided since is left as it is. Each is loaded once what came before it is, as long
    as `prepare` says so. Says whether the signature of the text was just found never to have been.
    """
    is_unsigned = False
    known = list(CORRECTIONS.of(of_text))
    for listed in takewhile(prepare, entry.entries("corrections")):
        row = next((one for one in known if _same_thing(listed, one)), None)
        if row is None and of_text.unsigned_at is not None:
            raise listed.fault("Cette signature n’a pas eu lieu\u00a0: rien n’y est corrigé.")
        if row is None:
            row = CORRECTIONS.add(listed, of_text, context)
        else:
            known.remove(row)
            CORRECTIONS.compare(listed, row, context)
        if is_no_signature(listed):
            is_unsigned = row.state == CorrectionState.PROPOSED
        _decide(listed, row, context)
    return is_unsigned


def is_no_signature(correction: Entry) -> bool:
    """Whether an entry says that a signature never was, and that it is approved."""
    return (correction["subject"], correction.get("state")) == NEVER_SIGNED


def days_of_signature(said: Entry) -> Iterator[tuple[Any, Any]]:
    """The day asked, and the day held from then on, of a signature that a file says and of each
    correction of it. The one that never was has none.
    """
    held = said.get("signed_on")
    if held or "signed_source" in said:
        yield held, held
    for one in said.entries("corrections"):
        if moves_signature(one):
            asked = one.get("signed_on")
            held = asked if one.get("state") == CorrectionState.APPROVED else held
            yield asked, held


def moves_signature(correction: Entry) -> bool:
    """Whether an entry says another day of signature, or that there was none."""
    is_of_days = correction["subject"] == CorrectionSubject.SIGNATURE_DAY
    return is_of_days or is_no_signature(correction)


def added_by(correction: Entry) -> Iterator[Entry]:
    """The forgotten obligations that a correction of the file adds to its text."""
    if "corrects" not in correction:
        yield from correction.entries("obligations")


def _same_thing(entry: Entry, correction: Correction) -> bool:
    """Whether both are about the same thing: of one thing, corrections follow one another."""
    if (entry["subject"], entry.get("kind", "")) != (correction.subject, correction.kind):
        return False
    named, first = entry.get("corrects"), _corrected(correction)
    return _names(named, first) if named and first else not (named or first)


def _corrected(correction: Correction) -> Obligation | None:
    """The obligation that is corrected, as it was first recorded."""
    rows, kept = first_obligations(signing_of(correction)), correction.corrected_obligation_id
    return next((one for one in rows if one.kept_id == kept), None)


def _names(named: Table, row: Obligation) -> bool:
    """Whether a table of the file names an obligation; the article is said where it matters."""
    said = named["title"], named.get("due_on"), named.get("article", row.article)
    return said == (row.title, row.due_on, row.article)


def _corrects(correction: Correction) -> Table | None:
    first = _corrected(correction)
    if first is None:
        return None
    return filled(title=first.title, due_on=first.due_on, article=first.article)


def _propose(
    of_text: Text, *, subject: str, proposed_by: Any, proposed_on: Any = None, by: Any, **said: Any
) -> Correction:
    who = {"reason": said["reason"], "by": proposed_by.as_actor().at(by.at, proposed_on)}
    return PROPOSALS[CorrectionSubject(subject)](of_text, said, **who)


def _propose_clause(of_text: Text, said: Any, **who: Any) -> Correction:
    clause = next(iter(said["clauses"]), None)
    return actions.propose_clause(of_text, kind=said["kind"], clause=clause, **who)


def _propose_obligation(of_text: Text, said: Any, **who: Any) -> Correction:
    right = next(iter(said["obligations"]), None)
    former = _obligation_named(of_text, said["corrects"])
    return actions.propose_obligation(of_text, former=former, obligation=right, **who)


def _obligation_named(of_text: Text, named: Table | None) -> Obligation | None:
    if named is None:
        return None
    found = next((one for one in first_obligations(of_text) if _names(named, one)), None)
    if found is None:
        raise actions.NothingToCorrect(
            "Aucune obligation de ce texte ne porte ce titre.", field="corrects"
        )
    return found.kept


def _propose_days(of_text: Text, said: Any, **who: Any) -> Correction:
    on, effect = said["signed_on"], said["effective_on"]
    return actions.propose_signature_day(of_text, on=on, effective_on=effect, **who)


PROPOSALS: dict[CorrectionSubject, Callable[..., Correction]] = {
    CorrectionSubject.CLAUSE: _propose_clause,
    CorrectionSubject.OBLIGATION: _propose_obligation,
    CorrectionSubject.PARTIES: lambda of_text, said, **who: actions.propose_parties(
        of_text, parties=said["parties"], **who
    ),
    CorrectionSubject.SIGNATURE_DAY: _propose_days,
    CorrectionSubject.NO_SIGNATURE: lambda of_text, _, **who: actions.propose_no_signature(
        of_text, **who
    ),
}


def _decide(entry: Entry, row: Correction, context: Context) -> None:
    """Decide as the file says, an instant later; two decisions must be the same."""
    state = CorrectionState(entry.get("state", CorrectionState.PROPOSED))
    if state == CorrectionState.PROPOSED:
        if "decided_by" in entry:
            raise entry.fault("Indiquez ce qui fut décidé.", "state")
        return
    user = account_named(entry, "decided_by")
    if user is None:
        raise entry.fault("Indiquez qui a décidé.", "decided_by")
    if row.state != CorrectionState.PROPOSED:
        said = {"state": state, "decided_by": user} | entry.pick("decided_on")
        entry.check_same(row, said)
        return
    context.pass_an_instant()
    who = user.as_actor().at(context.at, entry.get("decided_on"))
    with entry.refusals_located():
        row = DECISIONS[state](row, by=who)
    context.pass_an_instant()
    context.add(entry, row)


def _kind(entry: Entry, _: Context) -> str:
    kinds = {one["kind"] for one in entry.entries("clauses")} | {entry.get("kind", "")}
    is_clause = entry["subject"] == CorrectionSubject.CLAUSE
    if len(kinds) > 1 or is_clause != (kinds != {""}):
        raise entry.fault("La valeur corrigée a une nature, qui est celle de la juste.", "kind")
    return ClauseKind(entry["kind"]) if is_clause else ""


def _right_obligations(correction: Correction) -> list[Obligation]:
    """The right obligation as it was proposed, whatever was corrected of it since."""
    right = correction.obligation
    if right is None or right.is_only_proposed:
        return [right] if right else []
    return [one for one in first_obligations(signing_of(correction)) if one.kept_id == right.pk]


def _said(name: str, description: str, **how: Any) -> Key:
    """A key that names an account by its address."""
    return Key(name, description, by="email", read=partial(_account, name), **how)


def _account(name: str, entry: Entry, _: Context) -> Any:
    return account_named(entry, name)


CORRECTIONS = FileRows(
    "corrections",
    Correction,
    "Ce qui fut mal saisi d’un texte signé. Le texte s’écrit comme il fut d’abord enregistré ; "
    "ses corrections suivent, dans l’ordre des décisions, avec ce qui est juste : clauses (une), "
    "obligations (une) ou parties. Sans clause ni obligation, le texte ne la contient pas.",
    (
        Key("subject"),
        Key("kind", "valeur corrigée", read=_kind),
        Key(
            "corrects",
            schema=table(
                "L’obligation corrigée, telle que le texte la dit d’abord ; absente, elle fut "
                "oubliée.",
                "title",
                title=text("obligation"),
                due_on=day("son échéance, si elle en a une"),
                article=text("son article, si d’autres ont ce titre à cette échéance"),
            ),
            is_required=False,
            read=lambda entry, _: entry.get("corrects"),
            write=_corrects,
            is_compared=False,
        ),
        Key("signed_on", "jour juste de la signature ; absent, il n’est pas connu", get=day_said),
        Key(
            "effective_on",
            "jour d’effet juste, s’il n’est pas celui de la signature",
            read=lambda entry, _: entry.get("effective_on", entry.get("signed_on")),
        ),
        Key("reason"),
        _said("proposed_by", "adresse électronique du compte qui propose"),
        Key(
            "proposed_on", "jour de la proposition, sinon ce jour", is_required=False, is_left=True
        ),
        Key("state", "proposée sinon", is_compared=False),
        _said("decided_by", "adresse électronique d’un autre compte", is_compared=False),
        Key("decided_on", "jour de la décision, sinon ce jour", is_compared=False),
    ),
    of=lambda of_text: Correction.objects.since_signature(of_text).select_related(
        "convention", "avenant__convention", "clause", "obligation__replaces"
    ),
    record=_propose,
    lists=(
        replace(CLAUSES, of=lambda one: [one.clause] if one.clause else []),
        replace(OBLIGATIONS, of=_right_obligations),
        replace(PARTIES, of=lambda one: proposed_parties(one).select_related("organisation")),
    ),
)
