"""Propose, approve, refuse and withdraw the correction of what was wrongly entered when signed."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import AvenantOpen, ReasonMissing, Refusal, SamePerson
from common.formats import legal_day
from common.past_days import check_day
from common.saving import check_and_save, lock
from common.workflow import check_move
from conventions.actions.signature_checks import (
    EFFECT_MISSING,
    SignatureUnknown,
    check_effect,
    check_signature,
)
from conventions.actions.texts import (
    ClauseSpec,
    ObligationSpec,
    PartySpec,
    lock_text,
    save_obligation,
    write_obligation,
    write_text,
)
from conventions.enums import AvenantState, ClauseKind, ConventionState
from conventions.models import Avenant, Clause, Obligation, Party, Text
from conventions.readings.texts import convention_of_text, own_rows
from corrections.enums import CORRECTION_MOVES, CorrectionState, CorrectionSubject
from corrections.models import FORMER, Correction
from corrections.readings import OBLIGATION_FIELDS, effect_of, proposed_parties
from deadlines.actions import occurrences


class NotSigned(Refusal):
    """Only what is signed is corrected: before, the draft is edited."""


class AlreadyProposed(Refusal):
    """The same error has a proposed correction, which nobody has decided yet."""


class NothingToCorrect(Refusal):
    """The correction says what is already recorded."""


class AnotherProposes(Refusal):
    """Only who proposed a correction withdraws it."""


class SignatureStands(Refusal):
    """Later acts stand on a signature: it cannot be said that it never was."""


@transaction.atomic
def propose_clause(
    text: Text, *, kind: ClauseKind, clause: ClauseSpec | None, reason: str, by: Author
) -> Correction:
    """Propose the right value of a clause; None when the text does not hold it."""
    made = _propose(text, CorrectionSubject.CLAUSE, reason, by=by, kind=kind)
    former = own_rows(made.text, "clauses").filter(kind=kind).first()
    for proposed in _proposed_rows(made.text, clauses=[clause] if clause else []):
        made.clause = proposed
    if _content(former) == _content(made.clause):
        raise NothingToCorrect("C’est déjà ce qui est enregistré. Rien n’est proposé.")
    made.save()
    return made


@transaction.atomic
def propose_obligation(
    text: Text,
    *,
    former: Obligation | None,
    obligation: ObligationSpec | None,
    reason: str,
    by: Author,
) -> Correction:
    """Propose the right content of an obligation; None when the text does not hold it.

    `former` is None when it was forgotten. Who sees to it and its member are named at any time.
    """
    made = _propose(text, CorrectionSubject.OBLIGATION, reason, by=by, corrected_obligation=former)
    if obligation is not None:
        of_it = {"version_of": former, "ranked_at": made.text.signed_at}
        made.obligation = write_obligation(made.text, obligation, **of_it)
    if _content(former) == _content(made.obligation):
        raise NothingToCorrect("C’est déjà ce qui est enregistré. Rien n’est proposé.")
    made.save()
    return made


@transaction.atomic
def propose_parties(
    text: Text, *, parties: Sequence[PartySpec], reason: str, by: Author
) -> Correction:
    """Propose the right list of the parties of a text."""
    made = _propose(text, CorrectionSubject.PARTIES, reason, by=by)
    former = own_rows(made.text, "parties").order_by("position")
    proposed = _proposed_rows(made.text, parties=parties)
    if [*map(_content, former)] == [*map(_content, proposed)]:
        raise NothingToCorrect("C’est déjà la liste enregistrée. Rien n’est proposé.")
    made.parties.set(proposed)
    return made


@transaction.atomic
def propose_signature_day(
    text: Text, *, on: dt.date | None, effective_on: dt.date | None = None, reason: str, by: Author
) -> Correction:
    """Propose the right day of a signature, and of its effect when it is another day."""
    days = {"signed_on": on, "effective_on": effective_on or on}
    made = _propose(text, CorrectionSubject.SIGNATURE_DAY, reason, by=by, **days)
    if (made.signed_on, made.effective_on) == (made.text.signed_on, effect_of(made.text)):
        raise NothingToCorrect("Ce sont déjà les jours enregistrés. Rien n’est proposé.")
    _check_signature_day(made, by.at)
    return made


@transaction.atomic
def propose_no_signature(text: Text, *, reason: str, by: Author) -> Correction:
    """Propose to record that a text was never signed."""
    made = _propose(text, CorrectionSubject.NO_SIGNATURE, reason, by=by)
    _check_nothing_follows(made.text)
    return made


@transaction.atomic
def approve(correction: Correction, *, by: Author) -> Correction:
    """Approve a correction, by another person than who proposed it: the right value is recorded.

    It has the day of effect of the wrong one, which stays as it was known until now. The
    occurrences are planned again.
    """
    correction, text = _locked(correction)
    _check_another_decides(correction, by)
    _check_signed(text)
    _decide(correction, CorrectionState.APPROVED, by=by)
    CORRECT[CorrectionSubject(correction.subject)](correction, text, by.at)
    occurrences.plan(correction.convention, on=legal_day(by.at), by=by)
    return correction


@transaction.atomic
def refuse(correction: Correction, *, by: Author) -> Correction:
    """Refuse a correction: what is recorded stays."""
    correction, _ = _locked(correction)
    _check_another_decides(correction, by)
    return _decide(correction, CorrectionState.REFUSED, by=by)


@transaction.atomic
def withdraw(correction: Correction, *, by: Author) -> Correction:
    """Withdraw a correction that one proposed."""
    correction, _ = _locked(correction)
    if correction.proposed_by_id != by.actor.id:
        raise AnotherProposes(
            f"{correction.proposed_by} a proposé cette correction\u00a0: "
            "approuvez-la ou refusez-la."
        )
    return _decide(correction, CorrectionState.WITHDRAWN, by=by)


def _propose(
    text: Text, subject: CorrectionSubject, reason: str, *, by: Author, **facts: Any
) -> Correction:
    convention, text = lock_text(text)
    _check_signed(text)
    if not reason.strip():
        raise ReasonMissing("Indiquez d’où vient l’erreur.", field="reason")
    pending = Correction.objects.of_text(text).filter(state=CorrectionState.PROPOSED)
    same = {"corrected_obligation": facts.get("corrected_obligation")}
    known = pending.filter(subject=subject, kind=facts.get("kind", ""), **same).first()
    if known is not None:
        raise AlreadyProposed(
            f"{known.proposed_by} a déjà proposé cette correction, qui attend une décision. "
            "Rien n’est ajouté."
        )
    correction = Correction(
        convention=convention,
        avenant=text if isinstance(text, Avenant) else None,
        subject=subject,
        reason=reason.strip(),
        proposed_by_id=by.actor.id,
        proposed_on=_day_of("La proposition", by),
        proposed_at=by.at,
        **facts,
    )
    check_and_save(correction)
    journal.record("correction.proposed", correction, by=by)
    return correction


def _proposed_rows(text: Text, **written: Any) -> list[Any]:
    """The right rows, written beside the wrong ones: nothing of them is in force yet."""
    return write_text(text, **written, ranked_at=text.signed_at)


def _locked(correction: Correction) -> tuple[Correction, Text]:
    """The correction and its text, locked in the order of every act on a text."""
    _, text = lock_text(correction.text)
    found = lock(correction, "convention__programme", "avenant__convention", "proposed_by")
    return found, text


def _decide(correction: Correction, state: CorrectionState, *, by: Author) -> Correction:
    check_move(CORRECTION_MOVES, CorrectionState(correction.state), state)
    text = correction.text
    if state == CorrectionState.APPROVED and not correction.kind:
        for name in FORMER:
            setattr(correction, f"former_{name}", getattr(text, name))
        correction.former_effective_on = effect_of(text)
    correction.state = state
    correction.decided_by_id = by.actor.id
    correction.decided_on = _day_of("La décision", by, correction.proposed_on)
    correction.decided_at = by.at
    check_and_save(correction)
    journal.record(f"correction.{state.value}", correction, by=by)
    return correction


def _day_of(what: str, by: Author, proposed_on: dt.date | None = None) -> dt.date:
    """The day of an act, which may be recorded later."""
    on = by.on or legal_day(by.at)
    check_day(what, on, by.at, after={"la proposition": proposed_on})
    return on


def _check_signed(text: Text) -> None:
    if text.signed_at is None:
        raise NotSigned("Ce texte n’est pas signé\u00a0: modifiez son projet.")


def _check_another_decides(correction: Correction, by: Author) -> None:
    if correction.proposed_by_id == by.actor.id:
        raise SamePerson(
            "Vous avez proposé cette correction\u00a0: une autre personne la décide. "
            "Vous pouvez la retirer."
        )


def _content(row: Any) -> Any:
    """What a clause or a party says, without when and how it was recorded."""
    if isinstance(row, Clause):
        return row.value, row.article, row.note, row.wording
    if isinstance(row, Party):
        return row.organisation_id, row.quality, row.represented_by, row.represented_as
    if isinstance(row, Obligation):
        return [getattr(row, name) for name in OBLIGATION_FIELDS]
    return None


def _correct_clause(correction: Correction, text: Text, at: dt.datetime) -> None:
    former = _ended(own_rows(text, "clauses").filter(kind=correction.kind), at)
    effect = former[0].effective_on if former else _effect_known(text)
    if correction.clause is not None:
        right = Clause.recorded.filter(pk=correction.clause.pk)
        right.update(effective_on=effect, recorded_at=at)


def _correct_obligation(correction: Correction, text: Text, at: dt.datetime) -> None:
    """What is right goes into the row, which keeps its occurrences; what it was is kept beside."""
    right, corrected = correction.obligation, correction.corrected_obligation
    if corrected is None and right is not None:
        right.effective_on, right.recorded_at = _effect_known(text), at
        save_obligation(right)
        return
    row = own_rows(text, "obligations").get(pk=corrected and corrected.pk)
    if right is None:
        _ended(own_rows(text, "obligations").filter(pk=row.pk), at)
        return
    _copy(row, corrected_at=at, version_of=row)
    for name in OBLIGATION_FIELDS:
        setattr(row, name, getattr(right, name))
    row.member = (row.member or right.member) if right.asks_member else ""
    row.recorded_at = at
    save_obligation(row)


def _effect_known(text: Text) -> dt.date:
    effect = effect_of(text)
    if effect is None:
        raise SignatureUnknown(
            "Le jour d’effet de ce texte est inconnu\u00a0: corrigez-le d’abord."
        )
    return effect


def _correct_parties(correction: Correction, text: Text, at: dt.datetime) -> None:
    effect = effect_of(text)
    _ended(own_rows(text, "parties"), at)
    proposed_parties(correction).update(effective_on=effect, recorded_at=at)


def _correct_signature_day(correction: Correction, text: Text, at: dt.datetime) -> None:
    _check_signature_day(correction, at)
    text.signed_on = correction.signed_on
    if isinstance(text, Avenant):
        is_stated = correction.effective_on != correction.signed_on
        text.stated_effective_on = correction.effective_on if is_stated else None
    text.save()
    effect = correction.effective_on
    if effect == correction.former_effective_on:
        return
    for name in ("clauses", "parties"):
        for row in _ended(own_rows(text, name), at):
            _copy(row, effective_on=effect, recorded_at=at, ranked_at=text.signed_at)
    for row in own_rows(text, "obligations").order_by("pk"):
        _copy(row, corrected_at=at, version_of=row)
        Obligation.recorded.filter(pk=row.pk).update(effective_on=effect, recorded_at=at)


def _correct_no_signature(_: Correction, text: Text, at: dt.datetime) -> None:
    """The text is again what it was before: its values are those of a draft, or of its vote."""
    _check_nothing_follows(text)
    text.state = ConventionState.VOTED if text.voted_on else ConventionState.DRAFT
    text.signed_on = text.signed_at = None
    text.signed_source = ""
    text.save()
    again = {"effective_on": None, "recorded_at": None, "ranked_at": None}
    for name in ("clauses", "parties", "obligations"):
        for row in _ended(own_rows(text, name), at):
            _copy(row, **again)


def _ended(rows: Any, at: dt.datetime) -> list[Any]:
    """The rows of a text as they were held until now, which a correction ends."""
    found = list(rows.order_by("pk"))
    rows.update(corrected_at=at)
    return found


def _copy(row: Any, **changes: Any) -> None:
    """Another row of the same text, that says the same but for these columns."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - the documented meta API
    own = {"id", "public_id"}
    facts = {one.attname: getattr(row, one.attname) for one in fields if one.name not in own}
    made = type(row)(**facts)
    for name, value in changes.items():
        setattr(made, name, value)
    made.save()


def _check_signature_day(correction: Correction, at: dt.datetime) -> None:
    text = correction.text
    if correction.effective_on is None:
        raise SignatureUnknown(EFFECT_MISSING, field="effective_on")
    is_beginning = not isinstance(text, Avenant)
    effect = correction.effective_on
    check_signature(text, correction.signed_on, text.signed_source, at=at)
    check_effect(text, effect, is_confirmed=True, may_precede=is_beginning, at=at)


def _check_nothing_follows(text: Text) -> None:
    """Refuse when the convention has ended, when another avenant is open or follows, or when
    another correction is to be decided.
    """
    convention = convention_of_text(text)
    if convention.ended_on is not None:
        raise SignatureStands("Cette convention a pris fin\u00a0: sa signature reste enregistrée.")
    others = Correction.objects.of_text(text).filter(state=CorrectionState.PROPOSED)
    if others.exclude(subject=CorrectionSubject.NO_SIGNATURE).exists():
        raise SignatureStands("Une autre correction de ce texte attend\u00a0: décidez-la d’abord.")
    standing = convention.avenants.exclude(state=AvenantState.ABANDONED)
    if isinstance(text, Avenant):
        if (opened := standing.open().first()) is not None:
            raise AvenantOpen(
                f"L’avenant n°\u00a0{opened.number} est ouvert. Signez-le ou abandonnez-le d’abord."
            )
        standing = standing.filter(number__gt=text.number)
    if (later := standing.order_by("-number").first()) is not None:
        raise SignatureStands(
            f"L’avenant n°\u00a0{later.number} tient à cette signature\u00a0: "
            "corrigez-le, ou abandonnez-le, d’abord."
        )


CORRECT: dict[CorrectionSubject, Callable[[Correction, Text, dt.datetime], None]] = {
    CorrectionSubject.CLAUSE: _correct_clause,
    CorrectionSubject.OBLIGATION: _correct_obligation,
    CorrectionSubject.PARTIES: _correct_parties,
    CorrectionSubject.SIGNATURE_DAY: _correct_signature_day,
    CorrectionSubject.NO_SIGNATURE: _correct_no_signature,
}
