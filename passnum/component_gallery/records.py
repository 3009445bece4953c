"""Records of the gallery: facts, answers, parties, history, tasks, what changes."""

import datetime as dt

from accounts.models import Organisation
from common import formats
from conventions.enums import PartyQuality
from conventions.models import Party
from dossiers.pages.checks import Milestone
from dossiers.readings import Change
from reporting.pages import changes


def samples() -> dict[str, object]:
    return {
        "changes": CHANGES,
        "milestones": MILESTONES,
        "news": NEWS,
        "entries": ENTRIES,
        "summary": SUMMARY,
        "steps": STEPS,
        "facts": FACTS,
        "parties": PARTIES,
        "files": [
            {"url": "#f", "name": "Rapport du 1er trimestre 2023", "kind": "PDF", "weight": KB},
            {"url": "#g", "name": "Compte ANCT", "kind": "CSV", "weight": ""},
        ],
    }


KB = "84\u00a0ko"
CHANGES = [
    Change(
        "Fin de l’action",
        "30\u00a0juillet\u00a02023",
        "31\u00a0décembre\u00a02023",
        "2",
        is_main=True,
    ),
    Change("Prolongation énoncée", "non indiqué", "5 mois", "2"),
    Change("Mentions", "", "emblème de l’Union européenne", ""),
]
MILESTONES = [
    Milestone("11\u00a0mars\u00a02021", "Convention signée", "done"),
    Milestone("jour à indiquer", "Signature", "now"),
    Milestone("31\u00a0décembre\u00a02023", "Fin de l’action", "coming"),
]
NEWS = [
    changes.Change(
        dt.date(2023, 5, 15), "15\u00a0mai", "Avenant n°\u00a01", "#avenant", "\u00a0: vote."
    ),
    changes.Change(
        dt.date(2023, 5, 15), "du 9 au 15\u00a0mai", "19 pass consommés", "", " dans 13 lieux."
    ),
]
ENTRIES = [
    {
        "what": "Fin de l’action corrigée",
        "at": "15\u00a0mai\u00a02023 à\u00a09\u00a0h\u00a042",
        "by": "Gestionnaire du programme",
        "was": "30\u00a0juillet\u00a02023",
        "now": "31\u00a0décembre\u00a02023",
    },
    {"what": "Convention signée", "at": "11\u00a0mars\u00a02021", "by": "délibération 2021-10"},
    {"what": "Première délibération qui la cite", "at": "6\u00a0juillet\u00a02020"},
]
SUMMARY = [
    {
        "key": "Fin de l’action",
        "value": "31\u00a0décembre\u00a02023",
        "was": "30\u00a0juillet\u00a02023",
        "since": "Article 2 de l’avenant 2023-204",
        "url": "#fin",
    },
    {"key": "SIRET", "value": formats.siret("22620001200012")},
    {"key": "IBAN", "missing": "Indiquer l’IBAN", "missing_url": "#iban"},
    {"key": "Jour de signature"},
    {"key": "Article", "missing": "le texte ne le dit pas"},
    {"key": "Responsable", "value": "personne", "url": "#confier", "act": "Confier"},
]
STEPS = [
    {"label": "Vérifier les quantités", "family": "done", "word": "fait"},
    {"label": "Joindre le bordereau", "url": "#joindre", "family": "to_come", "word": "à faire"},
    {
        "label": "Signer le compte",
        "family": "to_come",
        "word": "en attente",
        "why": "Après le bordereau.",
    },
]
FACTS = [
    {"key": "État", "family": "under_way", "word": "votée"},
    {"key": "Montant", "value": formats.euros(550_000)},
    {"key": "Délibération", "value": "n°\u00a02021-10", "url": "#vote"},
    {"key": "Fin en vigueur", "value": formats.day(dt.date(2023, 7, 30))},
]
PARTIES = [
    Party(
        quality=PartyQuality.HOLDER,
        organisation=Organisation(name="Département du Pas-de-Calais", siret="22620001200012"),
    ),
    Party(
        quality=PartyQuality.FUNDER,
        organisation=Organisation(name="Agence nationale de la cohésion des territoires"),
        represented_as="préfet du Pas-de-Calais",
    ),
]
