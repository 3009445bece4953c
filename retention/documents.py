"""The copy of their data that a person may ask for (RGPD, art. 15)."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit import journal
from beneficiaries.models import Decision, Person, Request
from circulation.models import UseReminder
from common.formats import NBSP, NOT_APPLICABLE, count, day, moment, of, pass_number, period
from distribution.codes import number
from distribution.models import HandOut
from distribution.rules import carnets_in_words
from incidents.models import Block
from mediation.models import RedeemedPass
from retention.readings import dealings_in
from retention.rules import erasure_day

OF_REDEEMED = "redeemed_pass__carnet__hand_out__decision__request__person"
ACTS = {
    "person.registered": "Enregistrement",
    "person.read": "Lecture de la fiche",
    "person.known": "Signalée déjà connue",
    "person.copied": "Copie de ces données",
}
TABLES = {"Plafonds", "Carnets reçus", "Carnets bloqués", "Pass utilisés", "Rappels", "Journal"}
Entry = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the copy: what it tells, and an entry for each thing that is kept, all with the
    same keys, few enough for a table or not.
    """

    title: str
    entries: list[Entry]
    is_table: bool


def copy_of(person: Person) -> list[Part]:
    """All that is kept of a person read with their dealings, in words; the names of agents are not
    theirs to read.
    """
    parts = {
        "Traitement": _processing(person),
        "Identité": _identity(person),
        "Demandes et réponses": _requests(person),
        "Plafonds": _allowances(person),
        "Carnets reçus": _hand_outs(person),
        "Carnets bloqués": _blocks(person),
        "Pass utilisés": _redeemed(person),
        "Rappels": _reminders(person),
        "Journal": _events(person),
    }
    return [Part(title, list(found), title in TABLES) for title, found in parts.items()]


def _processing(person: Person) -> Iterator[Entry]:
    """What the person is told beside their data: art. 15.1, a to g."""
    programme, authority = person.programme, person.programme.authority
    erased = day(erasure_day(dealings_in(person), programme.retention_months))
    yield {
        "Responsable": str(authority),
        "Programme": str(programme),
        "Finalité": "Décider du droit aux pass, remettre les carnets, justifier l’argent public.",
        "Base légale": authority.legal_basis,
        "Lecteurs": f"{person.registered_by}, et le gestionnaire du programme.",
        "Effacement prévu le": f"{erased}, sauf nouvelle demande ou nouveau carnet",
        "Origine": f"La personne, auprès {of(str(person.registered_by))}.",
        "Décision automatique": "Aucune\u00a0: une personne enregistre chaque réponse.",
        "Délégué à la protection des données": authority.data_officer or "non indiqué",
    }


def _identity(person: Person) -> Iterator[Entry]:
    yield {
        "Nom": person.last_name,
        "Prénom": person.first_name,
        "Date de naissance": day(person.born_on),
        "Commune": str(person.commune),
        "Téléphone": person.phone or "non communiqué",
        "Enregistrement": moment(person.registered_at),
        "Enregistrée par": str(person.registered_by),
    }


def _requests(person: Person) -> Iterator[Entry]:
    rows = Request.objects.filter(person=person).select_related(
        "filed_with", "establishment", "decision__version", "decision__category"
    )
    for row in rows.order_by("filed_on", "pk"):
        yield {
            "Déposée le": day(row.filed_on),
            "Auprès de": str(row.filed_with),
            "Situation": str(row.get_status_display()),
            "Faite": str(row.get_channel_display()),
            "Justificatif vu": row.proof_kind or "aucun",
            "Justificatif daté du": day(row.proof_dated_on) if row.proof_dated_on else "sans date",
            "Établissement": str(row.establishment or NOT_APPLICABLE),
            **(_answer(row.decision) if hasattr(row, "decision") else {}),
        }


def _answer(decision: Decision) -> Entry:
    said = f"accordée, {count(decision.passes, 'pass')}" if decision.granted else "refusée"
    reasons = [
        f"{reason['label']}{NBSP}: {' '.join(one['sentence'] for one in reason['criteria'])}"
        for reason in decision.ordered_reasons
    ]
    return {
        "Réponse": f"{said}, le {day(decision.decided_on)}",
        "Règlement": str(decision.version),
        "Public": str(decision.category or NOT_APPLICABLE),
        "Motifs": " ".join(reasons) or "aucun",
    }


def _allowances(person: Person) -> Iterator[Entry]:
    for row in person.allowances.select_related("category").order_by("starts_on", "pk"):
        granted = f"{count(row.granted, 'pass')} sur {row.ceiling}"
        when = period(row.starts_on, row.ends_on)
        yield {"Public": str(row.category), "Période": when, "Accordés": granted}


def _hand_outs(person: Person) -> Iterator[Entry]:
    rows = HandOut.objects.filter(decision__request__person=person).select_related("depot")
    for row in rows.prefetch_related("lines").order_by("handed_on", "pk"):
        notes = [line.reason for line in row.lines.all() if line.reason]
        yield {
            "Reçu": row.receipt,
            "Remis le": day(row.handed_on),
            "Par": str(row.depot),
            "Carnets": carnets_in_words(row.numbers),
            "Pass": str(row.passes),
            "Annulation": " ".join(notes) or "aucune",
        }


def _blocks(person: Person) -> Iterator[Entry]:
    rows = Block.objects.filter(carnet__hand_out__decision__request__person=person)
    for row in rows.select_related("carnet").order_by("declared_on", "pk"):
        yield {
            "Carnet": carnets_in_words([row.carnet.number]),
            "Cause": str(row.get_cause_display()),
            "Déclaré le": day(row.declared_on),
            "Ce qui s’est passé": row.note,
            "Levé le": f"{day(row.lifted_on)}, {row.lift_reason}" if row.lifted_on else "bloqué",
        }


def _redeemed(person: Person) -> Iterator[Entry]:
    rows = RedeemedPass.objects.filter(**{OF_REDEEMED: person})
    related = rows.select_related("redeemed_pass__programme", "redemption__place")
    for row in related.order_by("redemption__held_at", "pk"):
        one = row.redeemed_pass
        yield {
            "Pass": pass_number(number(one.programme.letter, one.serial)),
            "Utilisé le": day(row.redemption.held_on),
            "Lieu": str(row.redemption.place),
            "Service": str(row.redemption.get_service_display()),
        }


def _reminders(person: Person) -> Iterator[Entry]:
    rows = UseReminder.objects.filter(hand_out__decision__request__person=person)
    for row in rows.select_related("carnet").order_by("sent_on", "pk"):
        yield {"Carnet": carnets_in_words([row.carnet.number]), "Lettre du": day(row.sent_on)}


def _events(person: Person) -> Iterator[Entry]:
    events = journal.events_of(person).filter(verb__in=ACTS)
    for row in events.order_by("at", "pk").values("verb", "at", "role", "organisation"):
        by = ", ".join(filter(None, (row["role"], row["organisation"]))) or "service"
        yield {"Acte": ACTS[row["verb"]], "Quand": moment(row["at"]), "Par": by}
