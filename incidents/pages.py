"""What the pages of blocked carnets show."""

from typing import Any

from django.urls import reverse

from accounts.enums import Permission
from accounts.models import User
from common.form_pages import Settled, Step
from common.formats import count, day, euros
from common.http import address
from distribution.enums import PassState
from distribution.models import Carnet, Pass
from incidents.models import Block
from incidents.tables import state_of

PART = "Stock"
LEFT, USED = "pass non utilisé|pass non utilisés", "pass déjà utilisé|pass déjà utilisés"


def block_step(carnet: Carnet) -> Step:
    """What blocking a carnet does, before it is done."""
    given, (left, used) = carnet.hand_out, _passes(carnet)
    assert given is not None  # noqa: S101 it was handed out
    lead = f"Remis le {day(given.handed_on)} par {given.depot}, reçu {given.receipt}."
    them = "ne l’acceptera" if left == 1 else "ne les acceptera"
    spent = f"{count(used, USED)}\u00a0: rien n’y change." if used else "Aucun pass n’est utilisé."
    return Step(
        f"Bloquer le carnet n°\u00a0{carnet.number:05d}",
        f"Bloquer {count(left, 'pass')}",
        reverse("incidents:blocks"),
        lead,
        [
            f"{count(left, LEFT)}\u00a0: plus aucun lieu {them}.",
            spent,
            "Le blocage se lève si le carnet est retrouvé.",
        ],
        grave=True,
        part=PART,
    )


def lift_step(block: Block) -> Step:
    left, _ = _passes(block.carnet)
    return Step(
        f"Débloquer le carnet n°\u00a0{block.carnet.number:05d}",
        f"Débloquer {count(left, 'pass')}",
        address("incidents:block", block.public_id),
        f"Bloqué le {day(block.declared_on)} par {block.declared_by}.",
        ["Les lieux accepteront de nouveau ses pass non utilisés, jusqu’à leur dernier jour."],
        part=PART,
    )


def blocked_already(block: Block) -> Settled:
    """What is said of a carnet that is blocked already."""
    said = f"Ce carnet est bloqué depuis le {day(block.declared_on)}, par {block.declared_by}."
    url = address("incidents:block", block.public_id)
    return Settled("Bloquer le carnet", said, url, "Voir le blocage")


def lifted_already(block: Block) -> Settled:
    said = f"Ce blocage est levé depuis le {day(block.lifted_on)}, par {block.lifted_by}."
    url = address("incidents:block", block.public_id)
    return Settled("Débloquer le carnet", said, url, "Revenir au blocage")


def block_page(block: Block, user: User) -> dict[str, Any]:
    """A block, its carnet, and whether the user may lift it."""
    carnet, given = block.carnet, block.carnet.hand_out
    assert given is not None  # noqa: S101 a blocked carnet stays handed out
    (left, used), (family, word) = _passes(carnet), state_of(block)
    value = euros(left * carnet.programme.face_value)
    return {
        "found": block,
        "said": f"{_since(block)}\u00a0: {count(left, LEFT)}, {value}.",
        "facts": [
            {"key": "État", "family": family, "word": word},
            {"key": "Cause", "value": block.get_cause_display()},
            {"key": "Déclaré", "value": f"le {day(block.declared_on)} par {block.declared_by}"},
            {"key": "Pass utilisés", "value": str(used)},
        ],
        "rows": [
            {"key": "Ce qui s’est passé", "value": block.note},
            {
                "key": "Remise",
                "value": f"Reçu {given.receipt}, {given.depot}, le {day(given.handed_on)}",
            },
            {"key": "Levée", "value": _lift(block)},
        ],
        "can_lift": block.lifted_at is None and user.can(Permission.CARNET_BLOCK),
    }


def _since(block: Block) -> str:
    if block.lifted_at is None:
        return f"Bloqué depuis le {day(block.declared_on)}"
    return f"Débloqué depuis le {day(block.lifted_on)}"


def _lift(block: Block) -> str:
    if block.lifted_at is None:
        return "Aucune\u00a0: le carnet est toujours bloqué."
    return f"Le {day(block.lifted_on)} par {block.lifted_by}. Motif\u00a0: {block.lift_reason}"


def _passes(carnet: Carnet) -> tuple[int, int]:
    """How many passes of a carnet are left, and how many are not."""
    passes = Pass.objects.filter(carnet=carnet)
    left = passes.filter(state=PassState.AS_CARNET).count()
    return left, passes.count() - left
