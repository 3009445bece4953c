"""What the pages of occurrences show: how many wait, one with its acts and history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from audit.models import Event
from common.formats import UNKNOWN, count, day, delay, moment, typeset
from conventions.enums import Cadence, ObligationNature, Origin
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence, Proof
from deadlines.querysets import PENDING, OccurrenceQuerySet
from deadlines.readings import NOBODY, state_family, state_in_words

ACTS = {
    ObligationNature.SEND: "Enregistrer l’envoi",
    ObligationNature.ATTEND: "Enregistrer la présence",
    ObligationNature.DO: "Enregistrer la réalisation",
}
BACK = {
    OccurrenceState.READY: "Remettre à préparer",
    OccurrenceState.SENT: "Annuler l’enregistrement",
    OccurrenceState.WAIVED: "Lever la dispense",
}
DONE = {
    ObligationNature.SEND: "Envoi enregistré",
    ObligationNature.ATTEND: "Présence enregistrée",
    ObligationNature.DO: "Réalisation enregistrée",
}
HISTORY = {
    "occurrence.prepared": "Prête",
    "occurrence.waived": "Dispense",
    "occurrence.resumed": "Reprise",
    "occurrence.assigned": "Responsable changé",
    "occurrence.proved": "Justificatif ajouté",
    "occurrence.reminded": "Rappel envoyé",
}

ORIGINS = {
    Origin.ACTION_START.value: "le début de l’action",
    Origin.SIGNATURE.value: "la signature de la convention",
}


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits in a programme on a day."""

    late: int
    nobody: int
    next_on: dt.date | None

    @classmethod
    def of(cls, rows: OccurrenceQuerySet, today: dt.date) -> "Counts":
        waits = Q(state__in=PENDING)
        nobody = waits & Q(responsible=None, obligation__responsible=None)
        found = rows.aggregate(
            late=Count("pk", filter=waits & Q(due_on__lt=today)),
            nobody=Count("pk", filter=nobody),
            next_on=Min("due_on", filter=waits & Q(due_on__gte=today)),
        )
        return cls(**found)

    def sentence(self, today: dt.date) -> str:
        """The answer under the title: late, next, seen to by nobody."""
        late = f"{count(self.late, 'échéance')} en retard" if self.late else "Rien en retard"
        coming = "aucune à venir"
        if self.next_on is not None:
            coming = f"la prochaine est {_when(self.next_on, today)}"
        nobody = f" {self.nobody}\u00a0à faire sans responsable." if self.nobody else ""
        return f"{late}\u00a0; {coming}.{nobody}"


def occurrence_page(occurrence: Occurrence, today: dt.date) -> dict[str, Any]:
    """An occurrence read as a document: what the text asks, what shows that it was met."""
    return {
        "occurrence": occurrence,
        "lead": _lead(occurrence, today),
        "strip": _strip(occurrence, today),
        "text": _text(occurrence),
        "proofs": _proofs(occurrence),
        "history": _history(occurrence),
        "acts": _acts(occurrence),
    }


def _when(on: dt.date, today: dt.date) -> str:
    return delay(on, today)


def _lead(occurrence: Occurrence, today: dt.date) -> str:
    """The answer under the title: in order or not, since or until when, who sees to it."""
    who = occurrence.seen_to_by
    charged = f"{who} s’en charge." if who else "Personne n’en est chargé."
    if occurrence.state == OccurrenceState.WAIVED:
        reason = typeset(occurrence.waived_reason.rstrip("."))
        return f"Dispensée\u00a0: {reason}."
    if occurrence.state == OccurrenceState.SENT:
        on, due_on = occurrence.sent_on or occurrence.due_on, occurrence.due_on
        gap = (on - due_on).days
        late = f", {count(gap, 'jour')} après l’échéance" if gap > 0 else ", dans les temps"
        return f"{state_in_words(occurrence, today).capitalize()} le {day(on)}{late}."
    if occurrence.is_late_on(today):
        return f"En retard\u00a0: due {_when(occurrence.due_on, today)}. {charged}"
    return f"À faire {_when(occurrence.due_on, today)}. {charged}"


def _strip(occurrence: Occurrence, today: dt.date) -> list[dict[str, str]]:
    facts = [
        {
            "key": "État",
            "family": state_family(occurrence, today),
            "word": state_in_words(occurrence, today),
        },
        {"key": "Échéance", "value": day(occurrence.due_on)},
        {"key": "Responsable", "value": str(occurrence.seen_to_by or NOBODY)},
    ]
    if occurrence.sent_on is not None:
        facts.append(
            {
                "key": state_in_words(occurrence, today).capitalize(),
                "value": day(occurrence.sent_on),
            }
        )
    return facts


def _text(occurrence: Occurrence) -> list[dict[str, str]]:
    """What the text says of the obligation, key by key."""
    row = occurrence.obligation
    avenant = f"Avenant n°\u00a0{row.avenant.number}" if row.avenant else "Convention"
    since = f"En vigueur depuis le {day(row.effective_on)}" if row.effective_on else ""
    rows = [
        {"key": "Nature", "value": row.get_nature_display()},
        {"key": "Rythme", "value": _rhythm(occurrence)},
        {"key": "Texte", "value": avenant, "since": since},
        {"key": "Article", "value": row.article or UNKNOWN},
    ]
    if row.note:
        rows.append({"key": "Mention", "value": row.note})
    return rows


def _rhythm(occurrence: Occurrence) -> str:
    row = occurrence.obligation
    if row.cadence == Cadence.WITHIN and row.delay_months:
        return f"Dans les {count(row.delay_months, 'mois')} après {ORIGINS[row.counted_from]}"
    return str(row.get_cadence_display())


def _proofs(occurrence: Occurrence) -> list[dict[str, object]]:
    """What shows that it was met, the latest first."""
    rows = occurrence.proofs.select_related("file").order_by("-on", "-pk")
    return [{"what": _proof(row), "on": row.on, "note": row.note, "file": row.file} for row in rows]


def _proof(row: Proof) -> str:
    return ", ".join(filter(None, [str(row.get_kind_display()), row.who]))


def _history(occurrence: Occurrence) -> list[dict[str, str]]:
    """Newest first: what was done, when and by whom."""
    said = HISTORY | {"occurrence.sent": DONE[nature_of(occurrence)]}
    events = Event.objects.filter(
        subject_type=Occurrence._meta.label_lower,  # noqa: SLF001 - the documented meta API
        subject_id=occurrence.pk,
        verb__in=said,
    ).order_by("-at", "-pk")
    return [
        {"what": said[event.verb], "at": moment(event.at), "by": event.actor} for event in events
    ]


def _acts(occurrence: Occurrence) -> dict[str, str]:
    """The names of what may be done now, by the name of the address."""
    state = OccurrenceState(occurrence.state)
    nature = ObligationNature(occurrence.obligation.nature)
    found: dict[str, str] = {}
    if state in PENDING:
        found["send"] = ACTS[nature]
        found["waive"] = "Dispenser"
        found["assign"] = "Changer de responsable" if occurrence.seen_to_by else "Confier"
    if state == OccurrenceState.TO_PREPARE:
        found["prepare"] = "Marquer prête"
    if state in BACK:
        found["resume"] = BACK[state]
    return found


def next_due_sentence(occurrence: Occurrence) -> str:
    """When the same obligation is due again, as a sentence; empty when it is not."""
    rows = Occurrence.objects.filter(
        obligation=occurrence.obligation_id, due_on__gt=occurrence.due_on, state__in=PENDING
    )
    found = rows.order_by("due_on").first()
    return f" Prochaine échéance\u00a0: {day(found.due_on)}." if found else ""


def nature_of(occurrence: Occurrence) -> ObligationNature:
    return ObligationNature(occurrence.obligation.nature)
