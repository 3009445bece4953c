"""The key `occurrences` of an obligation in a programme file."""

from django.db.models import QuerySet

from accounts.sections import account_named
from common.json_schema import day, flag, one_of, rows, table, text
from common.programme_file import Context, Entry, Table, filled
from conventions.enums import ObligationNature
from conventions.models import Obligation
from deadlines.actions import occurrences
from deadlines.actions.occurrences import MET_BY, ProofSpec
from deadlines.enums import OccurrenceState, ProofKind
from deadlines.models import Occurrence, Proof
from deadlines.querysets import PENDING

PROOF = table(
    "Ce qui montre qu’elle a été tenue. Les pièces déposées n’y sont pas.",
    "kind on",
    kind=one_of(ProofKind, "nature"),
    on=day("jour"),
    who=text("membre présent ou destinataire", 120),
    note=text("mention", 300),
)


OCCURRENCE = table(
    "Une échéance suivie. Les autres se calculent.",
    "due_on",
    due_on=day("échéance"),
    responsible=text("adresse électronique du compte qui s’en charge", 254),
    is_ready=flag("prête"),
    sent_on=day("jour de l’envoi, de la réunion ou de l’acte"),
    waived_reason=text("motif de la dispense", 300),
    proofs=rows(PROOF),
)


STATES = ("is_ready", "sent_on", "waived_reason")


def load_occurrences(
    duty: Entry, obligation: Obligation, context: Context, *, is_last: bool = False
) -> None:
    """Bring the due days of an obligation as far as the file says.

    A due day that is not there yet is left for later, until nothing more can make it.
    """
    _charge(duty, obligation, context)
    for entry in duty.entries("occurrences"):
        occurrence = obligation.occurrences.filter(due_on=entry["due_on"]).first()
        if occurrence is not None:
            occurrence.obligation = obligation
            _bring(entry, occurrence, context)
        elif is_last:
            raise entry.fault("Cette obligation n’a pas d’échéance ce jour-là.", "due_on")


def _charge(entry: Entry, obligation: Obligation, context: Context) -> None:
    user = account_named(entry)
    if user is not None and obligation.responsible is None:
        with entry.refusals_located():
            occurrences.assign_obligation(obligation, responsible=user, **context.by_and_at)
        context.add(entry, obligation)
    elif user is not None:
        entry.check_same(obligation, {"responsible": user})


def _bring(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    if len([key for key in STATES if key in entry]) > 1:
        raise entry.fault(f"Indiquez une seule de ces clés\u00a0: {', '.join(STATES)}.")
    before = _told(occurrence)
    with entry.refusals_located():
        _assign(entry, occurrence, context)
        _prove(entry, occurrence, context)
        _move(entry, occurrence, context)
    occurrence.refresh_from_db()
    if _told(occurrence) != before:
        context.add(entry, occurrence)


def _told(occurrence: Occurrence) -> tuple[object, ...]:
    return occurrence.state, occurrence.responsible_id, occurrence.proofs.count()


def _assign(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    user = account_named(entry)
    if user is not None and occurrence.responsible is None:
        occurrences.assign(occurrence, responsible=user, **context.by_and_at)
    elif user is not None:
        entry.check_same(occurrence, {"responsible": user})


def _prove(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    """Each proof in its turn: the one that shows the sending comes with it."""
    proofs = entry.entries("proofs")
    sending = _sending(entry, occurrence)
    for rank, said in enumerate(proofs):
        kind, spec = ProofKind(said["kind"]), _spec(said)
        if _same(occurrence, kind, spec).exists():
            continue
        if rank == sending and occurrence.state in PENDING:
            occurrences.send(occurrence, proof=spec, **context.by_and_at)
        else:
            occurrences.add_proof(occurrence, kind=kind, proof=spec, **context.by_and_at)


def _sending(entry: Entry, occurrence: Occurrence) -> int | None:
    """The rank of the proof that was given with the sending: the last of its day and nature."""
    if "sent_on" not in entry:
        return None
    shown = MET_BY[ObligationNature(occurrence.obligation.nature)], entry["sent_on"]
    found = [
        rank
        for rank, said in enumerate(entry.entries("proofs"))
        if (said["kind"], said["on"]) == shown
    ]
    return found[-1] if found else None


def _spec(said: Entry) -> ProofSpec:
    return ProofSpec(on=said["on"], **said.pick("who", "note"))


def _same(occurrence: Occurrence, kind: ProofKind, spec: ProofSpec) -> QuerySet[Proof]:
    return occurrence.proofs.filter(kind=kind, on=spec.on, who=spec.who, note=spec.note)


def _move(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    """As far as the file says; a state further than the file is left alone."""
    occurrence.refresh_from_db(fields=["state", "sent_on", "waived_reason"])
    is_pending = occurrence.state in PENDING
    if "sent_on" in entry and is_pending:
        occurrences.send(occurrence, proof=ProofSpec(on=entry["sent_on"]), **context.by_and_at)
    elif "waived_reason" in entry and is_pending:
        occurrences.waive(occurrence, reason=entry["waived_reason"], **context.by_and_at)
    elif "is_ready" in entry and occurrence.state == OccurrenceState.TO_PREPARE:
        occurrences.prepare(occurrence, **context.by_and_at)
    elif not is_pending:
        entry.check_same(occurrence, entry.pick("sent_on", "waived_reason"))


def dump_occurrences(obligation: Obligation) -> list[Table]:
    """The due days that somebody followed: the others are made from the text."""
    rows = obligation.occurrences.select_related("responsible").prefetch_related("proofs")
    written = [_written(one) for one in rows.order_by("due_on")]
    return [one for one in written if len(one) > 1]


def _written(occurrence: Occurrence) -> Table:
    return filled(
        due_on=occurrence.due_on,
        responsible=occurrence.responsible and occurrence.responsible.email,
        is_ready=occurrence.state == OccurrenceState.READY,
        sent_on=occurrence.sent_on,
        waived_reason=occurrence.waived_reason,
        proofs=[_proof(one) for one in sorted(occurrence.proofs.all(), key=lambda row: row.pk)],
    )


def _proof(proof: Proof) -> Table:
    return filled(kind=proof.kind, on=proof.on, who=proof.who, note=proof.note)
