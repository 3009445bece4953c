"""How the accounts of valeurs inactives name what enters a depot and what leaves it."""

from distribution.enums import DepotKind, LineKind

CAME_IN: dict[str, str] = {
    LineKind.DELIVERY: "Livraisons de l’émetteur",
    LineKind.TRANSFER: "Transferts reçus d’autres dépôts",
    LineKind.RECEIPT: "Envois reçus d’autres dépôts",
    LineKind.RETURN: "Envois non reçus, revenus",
}
WENT_OUT: dict[str, str] = {
    LineKind.HAND_OUT: "Remises aux ayants droit",
    LineKind.TRANSFER: "Transferts à d’autres dépôts",
    LineKind.DISPATCH: "Envois à d’autres dépôts",
    LineKind.LOSS: "Pertes ou vols",
}
# What a reversal undoes, by the depot that gives the carnets back or takes them again.
UNDONE: dict[str, str] = {
    DepotKind.BENEFICIARIES: "Remises annulées",
    DepotKind.LOST: "Pertes ou vols annulés",
    DepotKind.TRANSIT: "Envois annulés",
}
UNDONE_BETWEEN_STORES = "Transferts annulés"
# The order in which an account tells its causes; one that is not there comes first.
IN_ORDER = [*CAME_IN.values(), *WENT_OUT.values(), *UNDONE.values(), UNDONE_BETWEEN_STORES]


def cause_of(kind: str, other: str, *, is_in: bool) -> str:
    """The name of what brought carnets to a depot or took them; `other` is the kind of the depot at
    the other end.
    """
    if kind == LineKind.REVERSAL:
        return UNDONE.get(other, UNDONE_BETWEEN_STORES)
    return (CAME_IN if is_in else WENT_OUT).get(kind, LineKind(kind).label)
