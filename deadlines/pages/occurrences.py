"""What the page of an occurrence shows: its acts and its history."""

import datetime as dt
from typing import Any

from django.urls import reverse

from audit import journal
from common.form_pages import Settled
from common.formats import UNKNOWN, count, day, delay, typeset
from conventions.enums import Cadence, ObligationNature, ProofKind
from conventions.readings.texts import delay_in_words, demands_of, sentences
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from deadlines.querysets import OPEN, PENDING
from deadlines.readings import NO_RESPONSIBLE, state_family, state_in_words, work_day_in_words

SEND_LABELS = {
    ObligationNature.SEND: "Enregistrer l’envoi",
    ObligationNature.ATTEND: "Enregistrer la présence",
    ObligationNature.DO: "Enregistrer la réalisation",
}
RESUME_LABELS = {
    OccurrenceState.READY: "Remettre à préparer",
    OccurrenceState.SENT: "Annuler l’enregistrement",
    OccurrenceState.WAIVED: "Lever la dispense",
}
SENT_MESSAGES = {
    ObligationNature.SEND: "Envoi enregistré",
    ObligationNature.ATTEND: "Présence enregistrée",
    ObligationNature.DO: "Réalisation enregistrée",
}
EVENT_LABELS = {
    "occurrence.prepared": "Prête",
    "occurrence.waived": "Dispense",
    "occurrence.resumed": "Reprise",
    "occurrence.assigned": "Responsable changé",
    "occurrence.proved": "Justificatif ajouté",
    "occurrence.reminded": "Rappel envoyé",
}


def occurrence_page(occurrence: Occurrence, today: dt.date) -> dict[str, Any]:
    """The page of an occurrence: what its text says, its proofs, its acts and its history."""
    labels = EVENT_LABELS | {"occurrence.sent": SENT_MESSAGES[occurrence.nature]}
    return {
        "occurrence": occurrence,
        "answer": _answer(occurrence, today),
        "in_charge": _in_charge(occurrence),
        "strip": _strip(occurrence, today),
        "text": _text_rows(occurrence),
        "proofs": occurrence.proofs.select_related("file").order_by("-on", "-pk"),
        "missing": missing_pieces(occurrence),
        "history": journal.history(occurrence, labels),
        "acts": _acts(occurrence),
    }


def missing_pieces(occurrence: Occurrence) -> list[str]:
    """The pieces that the text requires and that no proof brings yet."""
    brought = set(occurrence.proofs.order_by().values_list("kind", flat=True))
    required = map(ProofKind, occurrence.obligation.requires)
    return [kind.label for kind in required if kind not in brought]


def settled(act: str, occurrence: Occurrence, today: dt.date) -> Settled:
    """What is said of an act on an occurrence that is sent or waived already."""
    who = journal.last_change(occurrence, f"occurrence.{occurrence.state}")
    said = sentences(_answer(occurrence, today), f"enregistré {who}" if who else "")
    url = reverse("deadlines:occurrence", args=[occurrence.public_id])
    return Settled(f"{act} – {occurrence.obligation.title}", said, url, "Revenir à l’échéance")


def next_due_sentence(occurrence: Occurrence) -> str:
    """When the same obligation is due again, as a sentence; empty when it is not."""
    rows = Occurrence.objects.filter(
        obligation=occurrence.obligation_id, due_on__gt=occurrence.due_on, state__in=PENDING
    )
    found = rows.order_by("due_on").first()
    return f" Prochaine échéance\u00a0: {day(found.due_on)}." if found else ""


def _answer(occurrence: Occurrence, today: dt.date) -> str:
    """The first sentence under the title: done, late or to do, and when."""
    if occurrence.state == OccurrenceState.WAIVED:
        return f"Dispensée\u00a0: {typeset(occurrence.waived_reason.rstrip('.'))}."
    if occurrence.state == OccurrenceState.SENT:
        on, due_on = occurrence.sent_on or occurrence.due_on, occurrence.due_on
        gap = (on - due_on).days
        late = f", {count(gap, 'jour')} après l’échéance" if gap > 0 else ", dans les temps"
        return f"{state_in_words(occurrence, today).capitalize()} le {day(on)}{late}."
    if occurrence.state == OccurrenceState.EARLIER:
        return (
            "Antérieure à la gestion ici\u00a0: rien n’est attendu, un justificatif peut s’ajouter."
        )
    if occurrence.is_late_on(today):
        return f"En retard\u00a0: due {delay(occurrence.due_on, today)}."
    return f"À faire {delay(occurrence.due_on, today)}."


def _in_charge(occurrence: Occurrence) -> str:
    """Who sees to a pending one."""
    if occurrence.state not in PENDING:
        return ""
    responsible = occurrence.current_responsible
    return f"{responsible} s’en charge." if responsible else "Personne n’en est chargé."


def _strip(occurrence: Occurrence, today: dt.date) -> list[dict[str, str]]:
    word = state_in_words(occurrence, today)
    facts = [
        {"key": "État", "family": state_family(occurrence, today), "word": word},
        {"key": "Échéance", "value": day(occurrence.due_on)},
        *(
            {"key": "À faire", "value": work_day}
            for work_day in [work_day_in_words(occurrence)]
            if work_day
        ),
        {"key": "Responsable", "value": str(occurrence.current_responsible or NO_RESPONSIBLE)},
    ]
    if occurrence.sent_on is not None:
        facts.append({"key": word.capitalize(), "value": day(occurrence.sent_on)})
    return facts


def _text_rows(occurrence: Occurrence) -> list[dict[str, str]]:
    """What the text says of the obligation, as rows of a summary list."""
    row = occurrence.obligation
    avenant = f"Avenant n°\u00a0{row.avenant.number}" if row.avenant else "Convention"
    since = f"En vigueur depuis le {day(row.effective_on)}" if row.effective_on else ""
    rows = [
        {"key": "Nature", "value": row.get_nature_display()},
        {"key": "Rythme", "value": _rhythm(occurrence)},
        {"key": "Texte", "value": avenant, "since": since},
        {"key": "Article", "value": row.article or UNKNOWN},
    ]
    is_one_day = row.cadence in (Cadence.ONCE, Cadence.WITHIN) and row.due_on
    if is_one_day and row.due_on != occurrence.due_on:
        moved = f"reporté au {day(occurrence.due_on)}"
        rows.insert(2, {"key": "Jour énoncé", "value": day(row.due_on), "since": moved})
    if row.note:
        rows.append({"key": "Mention", "value": row.note})
    return [*rows, *demands_of(row)]


def _rhythm(occurrence: Occurrence) -> str:
    row = occurrence.obligation
    is_delay = row.cadence == Cadence.WITHIN
    return delay_in_words(row) if is_delay else str(row.get_cadence_display())


def _acts(occurrence: Occurrence) -> dict[str, str]:
    """The labels of the acts that its state allows, by name of act."""
    state = OccurrenceState(occurrence.state)
    found: dict[str, str] = {}
    if state in OPEN:
        found["send"] = SEND_LABELS[occurrence.nature]
        found["waive"] = "Dispenser"
    if state in PENDING:
        found["assign"] = "Changer de responsable" if occurrence.current_responsible else "Confier"
    if state == OccurrenceState.TO_PREPARE:
        found["prepare"] = "Marquer prête"
    if state in RESUME_LABELS:
        found["resume"] = RESUME_LABELS[state]
    return found
