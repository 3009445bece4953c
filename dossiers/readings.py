"""The consequences of a vote, a signature and an end, shown before the user confirms."""

from common.formats import count, day
from conventions.enums import Block, ClauseKind
from conventions.models import Avenant, Clause, Convention
from conventions.readings import avenants
from conventions.readings.texts import clause_in_words, lower_first
from deadlines.models import Occurrence
from deadlines.rules import PERIODS

MOST_REMAINING = 5
CONSEQUENCES_OF_VOTE = [
    "Le vote autorise la signature\u00a0: rien n’est encore en vigueur.",
    "Le texte ne se modifie plus. Retirer le vote en refait un projet.",
]
CONSEQUENCES_OF_VOTE_WITHDRAWAL = [
    "Le texte redevient un projet\u00a0: il se modifie, puis se vote de nouveau.",
    "Le journal garde la trace du vote retiré.",
]


def consequences_of_signature(convention: Convention) -> list[str]:
    """What the signature of a convention puts in force."""
    clauses = list(convention.clauses.filter(avenant=None).order_by("pk"))
    obligations = convention.obligations.filter(avenant=None).count()
    end = next((c for c in clauses if c.kind == ClauseKind.ACTION_END), None)
    sentences = [
        f"Après signature, l’action finit le {clause_in_words(end)}." if end else "",
        _clauses_in_force(clauses),
        f"La convention met en vigueur {count(obligations, 'obligation')}." if obligations else "",
        "Corriger demandera un avenant.",
    ]
    return [sentence for sentence in sentences if sentence]


def consequences_of_end(convention: Convention, word: str) -> list[str]:
    """What the end of a convention changes, and what it still owes; `word` is its new state."""
    owed_by = Occurrence.objects.pending().filter(obligation__convention=convention)
    pending = owed_by.exclude(obligation__cadence__in=PERIODS)
    ordered = pending.select_related("obligation").order_by("due_on", "pk")
    first = [f"{one.obligation.title}, {day(one.due_on)}" for one in ordered[:MOST_REMAINING]]
    owed = "\u00a0; ".join(first)
    more = pending.count() - len(first)
    others = f"\u00a0; et {count(more, 'autre échéance|autres échéances')}" if more > 0 else ""
    return [
        f"La convention devient {word} au jour indiqué. Plus aucun avenant n’est possible.",
        f"Reste dû après ce jour\u00a0: {owed}{others}."
        if first
        else "Aucune échéance à jour fixe n’est encore planifiée.",
        "Une échéance qui revient chaque mois ou chaque trimestre s’arrête à la fin de la période "
        "en cours. Les autres, les rappels et les rapports demeurent.",
        "Ce choix est définitif.",
    ]


def consequences_of_avenant(avenant: Avenant) -> list[str]:
    """What the signature of an avenant changes."""
    differences = [one for one in avenants.differences_of(avenant) if not one.is_unchanged]
    end = next((one for one in differences if one.kind == ClauseKind.ACTION_END), None)
    others = "\u00a0; ".join(
        f"{lower_first(one.label)}, {lower_first(one.after)}"
        for one in differences
        if one is not end and one.kind is not None
    )
    obligations = sum(one.block == Block.OBLIGATIONS for one in differences)
    parties = any(one.block == Block.PARTIES for one in differences)
    sentences = [
        f"Après signature, la fin de l’action devient le {end.after}." if end else "",
        f"Changent aussi\u00a0: {others}." if others else "",
        f"L’avenant ajoute {count(obligations, 'obligation')}." if obligations else "",
        "Les parties et leurs signataires changent." if parties else "",
        "Corriger demandera un nouvel avenant.",
    ]
    return [sentence for sentence in sentences if sentence]


def avenant_signed_message(avenant: Avenant) -> str:
    """The message shown once an avenant is signed."""
    said = f"Avenant n°\u00a0{avenant.number} signé."
    return f"{said} Ses valeurs sont en vigueur à partir du {day(avenant.effective_on)}."


def _clauses_in_force(clauses: list[Clause]) -> str:
    if not clauses:
        return "Ce texte ne contient encore aucune valeur."
    enter = "du texte entrent" if len(clauses) > 1 else "entre"
    return f"{count(len(clauses), 'valeur')} {enter} en vigueur."
