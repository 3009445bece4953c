"""What the pages of a lot say before it is in stock, and who takes its next step."""

import datetime as dt
from collections.abc import Iterable, Iterator

from accounts.enums import Permission, holders_of
from accounts.models import User
from common.form_pages import Settled, Step
from common.formats import count, day
from common.http import address
from distribution.enums import LotState
from distribution.models import Lot
from distribution.pages.lots import Acts
from ordering import models
from ordering.enums import StepKind

ORDERED, PROOF, APPROVED = LotState.ORDERED, LotState.PROOF, LotState.APPROVED
PRODUCTION, DISPATCHED = LotState.PRODUCTION, LotState.DISPATCHED
TO_DELIVER = [ORDERED, APPROVED, PRODUCTION, DISPATCHED]
P = Permission
# The page of each step; the states in which it is open, who takes it, the words that lead to it.
FOLLOW: Acts = {
    "ordering:approve-proof": ([PROOF], P.PROOF_APPROVE, "Valider le BAT du"),
    "ordering:receive-proof": ([ORDERED], P.ORDER_PLACE, "Recevoir le BAT du"),
    "ordering:start-production": ([APPROVED], P.ORDER_PLACE, "Lancer la fabrication du"),
    "ordering:announce-dispatch": ([PRODUCTION], P.ORDER_PLACE, "Annoncer l’expédition du"),
    "ordering:deliver-lot": (TO_DELIVER, P.STOCK_MOVE, "Réceptionner le"),
}
UNDO: Acts = {
    "ordering:refuse-proof": ([PROOF], P.PROOF_APPROVE, "Refuser le BAT du"),
    "ordering:cancel-lot": ([ORDERED, PROOF, APPROVED], P.ORDER_PLACE, "Annuler le"),
}
CANCELLED = [
    "Les numéros restent pris, pour toujours. Aucun de ces carnets ne sera remis ni encaissé.",
    "Un fichier d’impression qui attend est annulé aussi.",
    "L’annulation ne se reprend pas.",
]
FOR_EVER = "Cette étape reste au suivi de la commande, avec son jour et votre nom."
# The heading and the button of the page of a step, and what it changes.
TEXTS = {
    StepKind.PROOF: (
        "Recevoir le BAT",
        "Enregistrer le BAT reçu",
        ["Une autre personne valide ou refuse ce bon à tirer (BAT) avant la fabrication."],
    ),
    StepKind.APPROVED: (
        "Valider le BAT",
        "Valider ce BAT",
        [
            "Relisez la valeur, les numéros, les jours d’utilisation et le texte des carnets.",
            "L’imprimeur peut fabriquer. Une faute vue plus tard est imprimée.",
        ],
    ),
    StepKind.REFUSED: (
        "Refuser le BAT",
        "Refuser ce BAT",
        ["Le lot attend un autre BAT. Le motif reste au suivi de la commande."],
    ),
    StepKind.PRODUCTION: (
        "Lancer la fabrication",
        "Lancer la fabrication",
        ["Ce lot ne s’annule plus."],
    ),
    StepKind.DISPATCHED: (
        "Annoncer l’expédition",
        "Annoncer l’expédition",
        ["Qui tient le dépôt le reçoit, et dit ce qui manque."],
    ),
    StepKind.CANCELLED: (
        "Annuler",
        "Annuler ce lot",
        CANCELLED,
    ),
}


def follow_step(kind: StepKind, lot: Lot) -> Step:
    """The texts of the page of a step of a lot."""
    heading, button, consequences = TEXTS[kind]
    is_end = kind == StepKind.CANCELLED
    return Step(
        f"{heading} le lot {lot.code}" if is_end else f"{heading}, lot {lot.code}",
        button,
        address("ordering:order", lot.order.public_id),
        f"{lot.order}\u00a0: {_what(lot)}.",
        consequences if is_end else [*consequences, FOR_EVER],
        grave=is_end,
        part="Stock",
    )


def proof_due_on(proof: models.Step) -> dt.date:
    """The last day to answer a proof."""
    return proof.taken_on + dt.timedelta(days=proof.lot.programme.proof_days)


def proofs_in_words(lots: Iterable[Lot], on: dt.date) -> Iterator[str]:
    """What is said of each proof that waits for an answer."""
    for proof in _proofs(lots):
        due = proof_due_on(proof)
        late = " En retard." if due < on else ""
        yield (
            f"BAT du lot {proof.lot.code} reçu le {day(proof.taken_on)}\u00a0: "
            f"à valider d’ici le {day(due)}.{late}"
        )


def proofs_to_do(user: User, lots: Iterable[Lot]) -> Iterator[tuple[str, str, str, str]]:
    """For each proof that waits for a user who receives none: a word, the act, its page, why."""
    may = user.can(Permission.PROOF_APPROVE) and not user.can(Permission.ORDER_PLACE)
    for lot in lots if may else ():
        if lot.state == LotState.PROOF:
            yield (
                "à valider",
                f"Valider le BAT du lot {lot.code}",
                address("ordering:approve-proof", lot.public_id),
                f"{lot.order}\u00a0: l’imprimeur attend cet accord pour fabriquer.",
            )


def _proofs(lots: Iterable[Lot]) -> list[models.Step]:
    """The proof that each of these lots waits for, asked at once where there is one."""
    waiting = [lot.pk for lot in lots if lot.state == LotState.PROOF]
    if not waiting:
        return []
    found = models.Step.objects.filter(lot__in=waiting, kind=StepKind.PROOF)
    last = found.order_by("lot", "-position").distinct("lot")
    return list(last.select_related("lot__order", "lot__programme"))


def _what(lot: Lot) -> str:
    return f"{count(lot.carnets_count, 'carnet')} de {lot.passes_per_carnet}\u00a0pass"


def without_store(lot: Lot) -> Settled:
    """What is said to who keeps no store where a lot may be received."""
    opener = holders_of(Permission.DEPOT_OPEN).lower()
    said = f"Vous ne tenez aucun dépôt. Qui tient celui du lot le reçoit\u00a0; {opener} en ouvre."
    url = address("ordering:order", lot.order.public_id)
    return Settled("Réceptionner le lot", said, url, "Revenir à la commande")
