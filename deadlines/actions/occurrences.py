"""Plan the occurrences of obligations, follow them, keep what shows that they were met."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction

from accounts.models import User
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.formats import day, legal_day
from common.saving import check_and_save
from common.workflow import MoveRefused, check_move
from conventions.enums import Cadence, ClauseKind, ObligationNature, Origin
from conventions.models import Convention, Obligation
from deadlines import rules
from deadlines.enums import OCCURRENCE_MOVES, OccurrenceState, ProofKind
from deadlines.models import Occurrence, Proof
from deadlines.querysets import PENDING, OccurrenceQuerySet
from deadlines.rules import DueDays
from files import actions
from files.enums import FileKind
from programmes.querysets import users_who_follow_obligations

Key = tuple[int, dt.date]
MET_BY = {
    ObligationNature.SEND: ProofKind.SENT,
    ObligationNature.ATTEND: ProofKind.ATTENDANCE,
    ObligationNature.DO: ProofKind.OTHER,
}


class AlreadyDone(MoveRefused):
    """The occurrence is already in this state."""

    code = "already_done"


class SentLater(Refusal):
    """An occurrence is said to be met on a day that has not come."""

    code = "sent_later"


class WhoMissing(Refusal):
    """Nobody is named who attended a meeting."""

    code = "who_missing"


class ProofKnown(Refusal):
    """The same proof is kept already: the same day, the same people, the same words."""

    code = "proof_known"


class ReasonMissing(Refusal):
    """An occurrence is waived without a reason."""

    code = "reason_missing"


class NotAFollower(Refusal):
    """The person has no role that follows the due days of the programme."""

    code = "not_a_follower"


class NotYetPending(Refusal):
    """Somebody else may be charged only with what is still to do."""

    code = "not_pending"


@dataclass(frozen=True, slots=True)
class ProofSpec:
    """What shows that an occurrence was met; `who` attended, or received it."""

    on: dt.date
    who: str = ""
    note: str = ""
    file_name: str = ""
    content: bytes = b""


@transaction.atomic
def plan(convention: Convention, *, on: dt.date, by: Actor, at: dt.datetime) -> list[Occurrence]:
    """Make the occurrences that the texts in force ask for, up to 13 months after a day.

    What nobody touched and is no longer due goes away: an avenant moved or replaced it. Called
    again, it changes nothing.
    """
    convention = (
        Convention.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme")
        .get(pk=convention.pk)
    )
    until = rules.horizon(on)
    known = _known(convention)
    farthest = max([until, *(due_on for _, due_on in known)])
    due = _due(convention, on, farthest)
    dropped = _untouched(convention).filter(pk__in=[known[key] for key in known.keys() - due])
    dropped_count = dropped.delete()[1].get(Occurrence._meta.label, 0)  # noqa: SLF001
    made = Occurrence.objects.bulk_create(
        Occurrence(obligation_id=obligation_id, due_on=due_on)
        for obligation_id, due_on in sorted(due - known.keys())
        if due_on <= until
    )
    Convention.objects.filter(pk=convention.pk).update(planned_on=on)
    if made or dropped_count:
        journal.record(
            "convention.planned",
            convention,
            by=by,
            at=at,
            programme_id=convention.programme_id,
            made=len(made),
            dropped=dropped_count,
        )
    return made


def _known(convention: Convention) -> dict[Key, int]:
    rows = Occurrence.objects.filter(obligation__convention=convention).order_by("pk")
    return {(row.obligation_id, row.due_on): row.pk for row in rows}


def _untouched(convention: Convention) -> OccurrenceQuerySet:
    return Occurrence.objects.filter(
        obligation__convention=convention,
        state=OccurrenceState.TO_PREPARE,
        responsible__isnull=True,
        proofs__isnull=True,
        folder__isnull=True,
    )


def _due(convention: Convention, on: dt.date, until: dt.date) -> set[Key]:
    """Nothing is due before the programme is managed here, nor after a convention has ended."""
    if convention.ended_on is not None:
        until = min(until, convention.ended_on)
    since = convention.programme.managed_from
    return {
        (pk, due_on)
        for pk, rhythm in due_days_of(convention, on)
        for due_on in rhythm.days(since, until)
    }


def due_days_of(convention: Convention, on: dt.date) -> Iterable[tuple[int, DueDays]]:
    """The obligations of the signed texts, each with its rhythm as known on a day."""
    terms = convention.terms(on)
    start, end = terms.get(ClauseKind.ACTION_START), terms.get(ClauseKind.ACTION_END)
    origins = {
        Origin.ACTION_START.value: start.day if start else None,
        Origin.SIGNATURE.value: convention.signed_on,
    }
    rows = convention.obligations.filter(effective_on__isnull=False)
    for row in rows.select_related("replaced_by").order_by("pk"):
        yield (
            row.pk,
            DueDays(
                cadence=Cadence(row.cadence),
                from_on=cast("dt.date", row.effective_on),
                to_on=_eve_of_next(row),
                due_on=row.due_on,
                delay_months=row.delay_months,
                origin_on=origins.get(row.counted_from),
                ends_on=end.day if end else None,
            ),
        )


def _eve_of_next(row: Obligation) -> dt.date | None:
    following: Obligation | None = getattr(row, "replaced_by", None)
    if following is None or following.effective_on is None:
        return None
    return following.effective_on - dt.timedelta(days=1)


@transaction.atomic
def prepare(occurrence: Occurrence, *, by: Actor, at: dt.datetime) -> Occurrence:
    """Say that all is ready to be sent or done; what was sent goes back by `resume`."""
    occurrence = _locked(occurrence)
    if occurrence.state == OccurrenceState.SENT:
        raise MoveRefused("Cette échéance est déjà tenue\u00a0: reprenez-la d’abord.")
    return _move(occurrence, OccurrenceState.READY, "occurrence.prepared", by=by, at=at)


@transaction.atomic
def send(occurrence: Occurrence, *, proof: ProofSpec, by: Actor, at: dt.datetime) -> Occurrence:
    """Keep that it was sent, attended or done, on the day of its first proof."""
    occurrence = _locked(occurrence)
    _check(occurrence, OccurrenceState.SENT)
    _check_proof(occurrence, proof, at)
    _prove(occurrence, MET_BY[_nature(occurrence)], proof, by=by, at=at)
    occurrence.sent_on, occurrence.sent_at = proof.on, at
    return _move(occurrence, OccurrenceState.SENT, "occurrence.sent", by=by, at=at)


@transaction.atomic
def waive(occurrence: Occurrence, *, reason: str, by: Actor, at: dt.datetime) -> Occurrence:
    """Keep that nothing is expected on this day, and why."""
    occurrence = _locked(occurrence)
    _check(occurrence, OccurrenceState.WAIVED)
    occurrence.waived_reason = reason.strip()
    if not occurrence.waived_reason:
        raise ReasonMissing("Indiquez le motif de la dispense.", field="reason")
    return _move(occurrence, OccurrenceState.WAIVED, "occurrence.waived", by=by, at=at)


@transaction.atomic
def resume(occurrence: Occurrence, *, by: Actor, at: dt.datetime) -> Occurrence:
    """Go one step back: what was sent is ready again, what was ready or waived is to prepare.

    Its proofs stay.
    """
    occurrence = _locked(occurrence)
    before = OccurrenceState(occurrence.state)
    target = OccurrenceState.READY if before == OccurrenceState.SENT else OccurrenceState.TO_PREPARE
    occurrence.sent_on = occurrence.sent_at = None
    occurrence.waived_reason = ""
    return _move(occurrence, target, "occurrence.resumed", by=by, at=at, was=before.value)


@transaction.atomic
def assign(
    occurrence: Occurrence, *, responsible: User | None, by: Actor, at: dt.datetime
) -> Occurrence:
    """Charge someone with one occurrence; None gives it back to the obligation's responsible."""
    occurrence = _locked(occurrence)
    if occurrence.state not in PENDING:
        raise NotYetPending("Cette échéance n’est plus à préparer\u00a0: reprenez-la d’abord.")
    _check_follower(occurrence.obligation, responsible)
    occurrence.responsible = responsible
    occurrence.save(update_fields=["responsible"])
    _record("occurrence.assigned", occurrence, by=by, at=at, to=responsible and responsible.pk)
    return occurrence


@transaction.atomic
def assign_obligation(
    obligation: Obligation, *, responsible: User | None, by: Actor, at: dt.datetime
) -> Obligation:
    """Charge someone with an obligation: every occurrence still to do follows."""
    obligation = (
        Obligation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("convention__programme")
        .get(pk=obligation.pk)
    )
    _check_follower(obligation, responsible)
    obligation.responsible = responsible
    obligation.save(update_fields=["responsible"])
    obligation.occurrences.filter(state__in=PENDING).update(responsible=None)
    journal.record(
        "obligation.assigned",
        obligation,
        by=by,
        at=at,
        programme_id=obligation.convention.programme_id,
        to=responsible and responsible.pk,
    )
    return obligation


@transaction.atomic
def add_proof(
    occurrence: Occurrence, *, kind: ProofKind, proof: ProofSpec, by: Actor, at: dt.datetime
) -> Proof:
    """Keep one more proof, whatever the state of the occurrence."""
    occurrence = _locked(occurrence)
    if kind == ProofKind.ATTENDANCE and not proof.who.strip():
        raise _nobody()
    _check_day(proof, at)
    _check_new(occurrence, kind, proof)
    made = _prove(occurrence, kind, proof, by=by, at=at)
    _record("occurrence.proved", occurrence, by=by, at=at, kind=kind.value)
    return made


def _check_new(occurrence: Occurrence, kind: ProofKind, proof: ProofSpec) -> None:
    """A file is told from another by its content, elsewhere; words by themselves."""
    same = {"kind": kind, "on": proof.on, "who": proof.who.strip(), "note": proof.note.strip()}
    if not proof.file_name and occurrence.proofs.filter(**same, file=None).exists():
        raise ProofKnown("Ce justificatif est déjà enregistré. Rien n’est ajouté.", field="on")


def _locked(occurrence: Occurrence) -> Occurrence:
    """Held until the end; its obligation is only read."""
    return (
        Occurrence.objects.select_for_update(of=("self",))
        .select_related("obligation__convention__programme")
        .get(pk=occurrence.pk)
    )


def _nature(occurrence: Occurrence) -> ObligationNature:
    return ObligationNature(occurrence.obligation.nature)


def _check(occurrence: Occurrence, target: OccurrenceState) -> None:
    if occurrence.state == target:
        word = rules.state_word(OccurrenceState(occurrence.state), _nature(occurrence))
        raise AlreadyDone(f"Cette échéance est déjà {word}.")
    check_move(OCCURRENCE_MOVES, OccurrenceState(occurrence.state), target)


def _move(
    occurrence: Occurrence,
    target: OccurrenceState,
    verb: str,
    *,
    by: Actor,
    at: dt.datetime,
    **details: Any,
) -> Occurrence:
    _check(occurrence, target)
    occurrence.state = target
    check_and_save(occurrence)
    _record(verb, occurrence, by=by, at=at, **details)
    return occurrence


def _record(
    verb: str, occurrence: Occurrence, *, by: Actor, at: dt.datetime, **details: Any
) -> None:
    programme_id = occurrence.obligation.convention.programme_id
    journal.record(verb, occurrence, by=by, at=at, programme_id=programme_id, **details)


def _check_follower(obligation: Obligation, user: User | None) -> None:
    programme = obligation.convention.programme
    if user is not None and not users_who_follow_obligations(programme).filter(pk=user.pk).exists():
        raise NotAFollower(
            f"{user} n’a pas de rôle qui suit les échéances de ce programme.", field="responsible"
        )


def _check_proof(occurrence: Occurrence, proof: ProofSpec, at: dt.datetime) -> None:
    if _nature(occurrence) == ObligationNature.ATTEND and not proof.who.strip():
        raise _nobody()
    _check_day(proof, at)


def _nobody() -> WhoMissing:
    return WhoMissing("Indiquez qui représentait la collectivité.", field="who")


def _check_day(proof: ProofSpec, at: dt.datetime) -> None:
    if proof.on > (today := legal_day(at)):
        raise SentLater(
            f"Ce jour ({day(proof.on)}) n’est pas encore venu\u00a0: nous sommes le {day(today)}.",
            field="on",
        )


def _prove(
    occurrence: Occurrence, kind: ProofKind, proof: ProofSpec, *, by: Actor, at: dt.datetime
) -> Proof:
    made = Proof(
        occurrence=occurrence,
        kind=kind,
        on=proof.on,
        who=proof.who.strip(),
        note=proof.note.strip(),
        recorded_at=at,
    )
    if proof.file_name:
        made.file = actions.add(
            occurrence,
            kind=FileKind.PROOF,
            title=proof.file_name[:200],
            file_name=proof.file_name,
            content=proof.content,
            by=by,
            at=at,
        )
    check_and_save(made)
    return made
