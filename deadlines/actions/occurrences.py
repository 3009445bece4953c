"""Plan the occurrences of obligations, move them, assign them, add their proofs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from accounts.models import User
from audit import journal
from audit.actors import Author
from common.errors import ReasonMissing, Refusal
from common.past_days import check_day
from common.saving import check_and_save, lock
from common.workflow import MoveRefused, check_move
from conventions.enums import ObligationNature, ProofKind
from conventions.models import Convention, Obligation
from deadlines import rules
from deadlines.enums import OCCURRENCE_MOVES, OccurrenceState
from deadlines.models import Occurrence, Proof
from deadlines.querysets import PENDING, OccurrenceQuerySet
from deadlines.readings import OccurrenceKey, due_keys
from files import actions
from files.enums import FileKind
from programmes.querysets import users_who_follow_obligations

PROOF_KINDS = {
    ObligationNature.SEND: ProofKind.SENT,
    ObligationNature.ATTEND: ProofKind.ATTENDANCE,
    ObligationNature.DO: ProofKind.OTHER,
}


class AlreadyDone(MoveRefused):
    """The occurrence is already in this state."""


class WhoMissing(Refusal):
    """Nobody is named who attended a meeting."""


class ProofKnown(Refusal):
    """The same proof is recorded already: same day, same person, same note."""


class NotAFollower(Refusal):
    """The person has no role that follows the occurrences of the programme."""


class NotPending(Refusal):
    """The responsible changes only while the occurrence is pending."""


@dataclass(frozen=True, slots=True)
class ProofSpec:
    """A proof to record; `who` attended the meeting, or received what was sent."""

    on: dt.date
    who: str = ""
    note: str = ""
    file_name: str = ""
    content: bytes = b""


@transaction.atomic
def plan(convention: Convention, *, on: dt.date, by: Author) -> list[Occurrence]:
    """Make the occurrences that the texts in force ask for: those of before the programme was
    managed here, as earlier ones, and those to come, as far as the texts say.

    An occurrence that is no longer due, because an avenant moved or replaced its obligation, is
    deleted unless somebody changed it. Called again, it changes nothing.
    """
    convention = lock(convention, "programme", no_key=True)
    planned_on = max(on, convention.planned_on or on)
    known = _known_occurrences(convention)
    rows = list(convention.obligations.order_by("pk"))
    due = due_keys(rows, convention.clauses_in_force(on), planned_on)
    dropped = _untouched(convention).filter(pk__in=[known[key] for key in known.keys() - due])
    dropped_count = dropped.delete()[1].get(Occurrence._meta.label, 0)  # noqa: SLF001
    managed_from = convention.programme.managed_from
    made = Occurrence.objects.bulk_create(
        Occurrence(
            obligation_id=obligation_id, due_on=due_on, state=_first_state(due_on, managed_from)
        )
        for obligation_id, due_on in sorted(due - known.keys())
    )
    Convention.objects.filter(pk=convention.pk).update(planned_on=planned_on)
    if made or dropped_count:
        journal.record(
            "convention.planned", convention, by=by, made=len(made), dropped=dropped_count
        )
    return made


def _first_state(due_on: dt.date, managed_from: dt.date) -> OccurrenceState:
    return OccurrenceState.EARLIER if due_on < managed_from else OccurrenceState.TO_PREPARE


def _known_occurrences(convention: Convention) -> dict[OccurrenceKey, int]:
    rows = Occurrence.objects.filter(obligation__convention=convention).order_by("pk")
    return {(row.obligation_id, row.due_on): row.pk for row in rows}


def _untouched(convention: Convention) -> OccurrenceQuerySet:
    """Those that nobody changed, and that no row keeps: a proof, or a report that meets them."""
    relations = Occurrence._meta.related_objects  # noqa: SLF001 - the documented meta API
    keeping = [one.name for one in relations if one.on_delete is models.PROTECT]
    return Occurrence.objects.filter(
        obligation__convention=convention,
        state__in=[OccurrenceState.TO_PREPARE, OccurrenceState.EARLIER],
        responsible__isnull=True,
        folder__isnull=True,
        **{f"{name}__isnull": True for name in keeping},
    )


@transaction.atomic
def prepare(occurrence: Occurrence, *, by: Author) -> Occurrence:
    """Mark an occurrence as ready to be sent or done. Refuses a sent one: see `resume`."""
    occurrence = _locked(occurrence)
    if occurrence.state == OccurrenceState.SENT:
        raise MoveRefused("Cette échéance est déjà tenue\u00a0: reprenez-la d’abord.")
    return _move(occurrence, OccurrenceState.READY, "occurrence.prepared", by=by)


@transaction.atomic
def send(occurrence: Occurrence, *, proof: ProofSpec, by: Author) -> Occurrence:
    """Record that it was sent, attended or done, with its first proof, on the day of this proof."""
    occurrence = _locked(occurrence)
    _check_target_state(occurrence, OccurrenceState.SENT)
    kind = PROOF_KINDS[occurrence.nature]
    _check_proof(occurrence, kind, proof, by.at)
    _create_proof(occurrence, kind, proof, by=by)
    occurrence.sent_on, occurrence.sent_at = proof.on, by.at
    return _move(occurrence, OccurrenceState.SENT, "occurrence.sent", by=by)


@transaction.atomic
def waive(occurrence: Occurrence, *, reason: str, by: Author) -> Occurrence:
    """Record that nothing is expected for this occurrence, and why."""
    occurrence = _locked(occurrence)
    _check_target_state(occurrence, OccurrenceState.WAIVED)
    occurrence.waived_reason = reason.strip()
    if not occurrence.waived_reason:
        raise ReasonMissing("Indiquez le motif de la dispense.", field="reason")
    return _move(occurrence, OccurrenceState.WAIVED, "occurrence.waived", by=by)


@transaction.atomic
def resume(occurrence: Occurrence, *, by: Author) -> Occurrence:
    """Go one step back: what was sent is ready again, what was ready or waived is to prepare; what
    fell due before the programme was managed here is earlier again. Its proofs stay.
    """
    occurrence = _locked(occurrence)
    before = OccurrenceState(occurrence.state)
    target = _first_state(
        occurrence.due_on, occurrence.obligation.convention.programme.managed_from
    )
    if before == OccurrenceState.SENT and target == OccurrenceState.TO_PREPARE:
        target = OccurrenceState.READY
    occurrence.sent_on = occurrence.sent_at = None
    occurrence.waived_reason = ""
    return _move(occurrence, target, "occurrence.resumed", by=by, was=before.value)


@transaction.atomic
def assign(occurrence: Occurrence, *, responsible: User | None, by: Author) -> Occurrence:
    """Set who is responsible for one occurrence; None gives it back to that of its obligation."""
    occurrence = _locked(occurrence)
    if occurrence.state not in PENDING:
        raise NotPending("Cette échéance n’est plus à préparer\u00a0: reprenez-la d’abord.")
    _check_follower(occurrence.obligation, responsible)
    occurrence.responsible = responsible
    occurrence.save(update_fields=["responsible"])
    journal.record("occurrence.assigned", occurrence, by=by, to=responsible and responsible.pk)
    return occurrence


@transaction.atomic
def assign_obligation(
    obligation: Obligation, *, responsible: User | None, by: Author
) -> Obligation:
    """Set who is responsible for an obligation and all its pending occurrences."""
    obligation = lock(obligation, "convention__programme", no_key=True)
    _check_follower(obligation, responsible)
    obligation.responsible = responsible
    obligation.save(update_fields=["responsible"])
    obligation.occurrences.filter(state__in=PENDING).update(responsible=None)
    journal.record("obligation.assigned", obligation, by=by, to=responsible and responsible.pk)
    return obligation


@transaction.atomic
def name_member(obligation: Obligation, *, member: str, by: Author) -> Obligation:
    """Record who represents the authority, where the text asks for a named member."""
    obligation = lock(obligation, "convention__programme", no_key=True)
    obligation.member = member.strip()
    obligation.save(update_fields=["member"])
    journal.record("obligation.member_named", obligation, by=by)
    return obligation


@transaction.atomic
def add_proof(occurrence: Occurrence, *, kind: ProofKind, proof: ProofSpec, by: Author) -> Proof:
    """Add a proof, whatever the state of the occurrence."""
    occurrence = _locked(occurrence)
    _check_proof(occurrence, kind, proof, by.at)
    _check_proof_is_new(occurrence, kind, proof)
    made = _create_proof(occurrence, kind, proof, by=by)
    journal.record("occurrence.proved", occurrence, by=by, kind=kind.value)
    return made


def _check_proof_is_new(occurrence: Occurrence, kind: ProofKind, proof: ProofSpec) -> None:
    """Compare words only: a file already recorded is refused by its content in `files`."""
    same = {"kind": kind, "on": proof.on, "who": proof.who.strip(), "note": proof.note.strip()}
    if not proof.file_name and occurrence.proofs.filter(**same, file=None).exists():
        raise ProofKnown("Ce justificatif est déjà enregistré. Rien n’est ajouté.", field="on")


def _locked(occurrence: Occurrence) -> Occurrence:
    """The occurrence, locked until the end of the transaction; its obligation is not."""
    return lock(occurrence, "obligation__convention__programme")


def _check_target_state(occurrence: Occurrence, target: OccurrenceState) -> None:
    if occurrence.state == target:
        word = rules.state_word(occurrence.state, occurrence.nature)
        raise AlreadyDone(f"Cette échéance est déjà {word}.")
    check_move(OCCURRENCE_MOVES, OccurrenceState(occurrence.state), target)


def _move(
    occurrence: Occurrence, target: OccurrenceState, verb: str, *, by: Author, **details: Any
) -> Occurrence:
    _check_target_state(occurrence, target)
    occurrence.state = target
    check_and_save(occurrence)
    journal.record(verb, occurrence, by=by, **details)
    return occurrence


def _check_follower(obligation: Obligation, user: User | None) -> None:
    programme = obligation.convention.programme
    if user is not None and not users_who_follow_obligations(programme).filter(pk=user.pk).exists():
        raise NotAFollower(
            f"{user} n’a pas de rôle qui suit les échéances de ce programme.", field="responsible"
        )


def _check_proof(
    occurrence: Occurrence, kind: ProofKind, proof: ProofSpec, at: dt.datetime
) -> None:
    if kind == ProofKind.ATTENDANCE and not proof.who.strip():
        raise WhoMissing("Indiquez qui représentait la collectivité.", field="who")
    years = occurrence.obligation.convention.programme.years
    check_day("Le justificatif", proof.on, at, years=years)


def _create_proof(
    occurrence: Occurrence, kind: ProofKind, proof: ProofSpec, *, by: Author
) -> Proof:
    made = Proof(
        occurrence=occurrence,
        kind=kind,
        on=proof.on,
        who=proof.who.strip(),
        note=proof.note.strip(),
        recorded_at=by.at,
    )
    if proof.file_name:
        made.file = actions.add(
            occurrence,
            kind=FileKind.PROOF,
            title=proof.file_name[:200],
            file_name=proof.file_name,
            content=proof.content,
            by=by,
        )
    check_and_save(made)
    return made
