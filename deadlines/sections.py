"""The list `occurrences` of an obligation in a programme file."""

from accounts.sections import account_named
from common.file_rows import FileRows, Key
from common.json_schema import flag
from common.programme_file import Context, Entry
from conventions.enums import ProofKind
from conventions.models import Obligation
from deadlines.actions import occurrences
from deadlines.actions.occurrences import PROOF_KINDS, ProofSpec
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence, Proof
from deadlines.querysets import OPEN

STATE_KEYS = ("is_ready", "sent_on", "waived_reason")


def load_occurrences(
    entry: Entry, obligation: Obligation, context: Context, *, is_last: bool = False
) -> None:
    """Record what the file says of the occurrences of an obligation.

    One that does not exist yet is left for a later call, as a text still to sign may make it;
    on the last call (`is_last`) it is refused.
    """
    _load_responsible(entry, obligation, context)
    for listed in entry.entries("occurrences"):
        occurrence = obligation.occurrences.filter(due_on=listed["due_on"]).first()
        if occurrence is not None:
            occurrence.obligation = obligation
            _load_occurrence(listed, occurrence, context)
        elif is_last:
            raise listed.fault("Cette obligation n’a pas d’échéance ce jour-là.", "due_on")


def _load_responsible(entry: Entry, obligation: Obligation, context: Context) -> None:
    user = account_named(entry)
    if user is not None and obligation.responsible is None:
        with entry.refusals_located():
            occurrences.assign_obligation(obligation, responsible=user, by=context.author)
        context.add(entry, obligation)
    elif user is not None:
        entry.check_same(obligation, {"responsible": user})


def _load_occurrence(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    if len([key for key in STATE_KEYS if key in entry]) > 1:
        raise entry.fault(f"Indiquez une seule de ces clés\u00a0: {', '.join(STATE_KEYS)}.")
    before = _recorded_facts(occurrence)
    with entry.refusals_located():
        _assign(entry, occurrence, context)
        _add_proofs(entry, occurrence, context)
        _move(entry, occurrence, context)
    occurrence.refresh_from_db()
    if _recorded_facts(occurrence) != before:
        context.add(entry, occurrence)


def _recorded_facts(occurrence: Occurrence) -> tuple[object, ...]:
    return occurrence.state, occurrence.responsible_id, occurrence.proofs.count()


def _assign(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    user = account_named(entry)
    if user is not None and occurrence.responsible is None:
        occurrences.assign(occurrence, responsible=user, by=context.author)
    elif user is not None:
        entry.check_same(occurrence, {"responsible": user})


def _add_proofs(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    """Add the proofs in their order; the one of the sending is recorded with the move to sent."""
    proofs = entry.entries("proofs")
    sending = _rank_of_sending_proof(entry, occurrence)
    for rank, proof in enumerate(proofs):
        kind, spec = ProofKind(proof["kind"]), ProofSpec(**proof.pick("on", "who", "note"))
        same = occurrence.proofs.filter(kind=kind, on=spec.on, who=spec.who, note=spec.note)
        if same.exists():
            continue
        if rank == sending and occurrence.state in OPEN:
            occurrences.send(occurrence, proof=spec, by=context.author)
        else:
            occurrences.add_proof(occurrence, kind=kind, proof=spec, by=context.author)


def _rank_of_sending_proof(entry: Entry, occurrence: Occurrence) -> int | None:
    """The rank of the proof given with the sending: the last one of that day and nature."""
    if "sent_on" not in entry:
        return None
    shown, proofs = (PROOF_KINDS[occurrence.nature], entry["sent_on"]), entry.entries("proofs")
    found = [rank for rank, one in enumerate(proofs) if (one["kind"], one["on"]) == shown]
    return found[-1] if found else None


def _move(entry: Entry, occurrence: Occurrence, context: Context) -> None:
    """Move to the state of the file; a state beyond it is left as it is."""
    occurrence.refresh_from_db(fields=["state", "sent_on", "waived_reason"])
    is_open = occurrence.state in OPEN
    if "sent_on" in entry and is_open:
        occurrences.send(occurrence, proof=ProofSpec(on=entry["sent_on"]), by=context.author)
    elif "waived_reason" in entry and is_open:
        occurrences.waive(occurrence, reason=entry["waived_reason"], by=context.author)
    elif "is_ready" in entry and occurrence.state == OccurrenceState.TO_PREPARE:
        occurrences.prepare(occurrence, by=context.author)
    elif not is_open:
        entry.check_same(occurrence, entry.pick("sent_on", "waived_reason"))


def _changed(obligation: Obligation) -> list[Occurrence]:
    """The occurrences that somebody changed: the others are computed again from the text."""
    if obligation.is_only_proposed:
        return []
    found = obligation.kept.occurrences.select_related("responsible").order_by("due_on")
    return [one for one in found if len(OCCURRENCES.table(one)) > 1]


PROOFS = FileRows(
    "proofs",
    Proof,
    "Ce qui montre qu’elle a été tenue. Les pièces déposées n’y sont pas.",
    (Key("kind"), Key("on"), Key("who"), Key("note")),
    of=lambda occurrence: occurrence.proofs.order_by("pk"),
)
OCCURRENCES = FileRows(
    "occurrences",
    Occurrence,
    "Une échéance suivie. Les autres se calculent.",
    (
        Key("due_on"),
        Key("responsible", "adresse électronique du compte qui s’en charge", by="email"),
        Key(
            "is_ready",
            schema=flag("prête"),
            is_required=False,
            write=lambda occurrence: occurrence.state == OccurrenceState.READY,
        ),
        Key("sent_on", "jour de l’envoi, de la réunion ou de l’acte"),
        Key("waived_reason"),
    ),
    of=_changed,
    later=(PROOFS,),
)
