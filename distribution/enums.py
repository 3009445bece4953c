"""The kinds of depots and ledger lines; the states of lots, carnets and passes, and their moves."""

from django.db.models import TextChoices

from accounts.enums import Role


class DepotKind(TextChoices):
    """The first four hold carnets, the fifth those on their way from one to another; carnets leave
    the stock by the last four.
    """

    SUPPLIER = "supplier", "Émetteur"
    COMPTABLE = "comptable", "Comptable public"
    REGIE = "regie", "Régie"
    DISTRIBUTOR = "distributor", "Distributeur"
    TRANSIT = "transit", "En chemin"
    BENEFICIARIES = "beneficiaries", "Remis aux ayants droit"
    LOST = "lost", "Perdus ou volés"
    DESTROYED = "destroyed", "Détruits"
    EXPIRED = "expired", "Expirés"


REGIES = [DepotKind.COMPTABLE, DepotKind.REGIE]  # from which the distributors are served
STORES = [*REGIES, DepotKind.DISTRIBUTOR]
STOCK = [*STORES, DepotKind.TRANSIT]  # what the programme holds, on its way between stores too
# One of each in a programme.
SINGLE = [kind for kind in DepotKind if kind not in STORES and kind != DepotKind.SUPPLIER]
# Who keeps a store: sends its carnets, counts those that it receives, says what it lost.
KEEPERS = {
    DepotKind.COMPTABLE: Role.COMPTABLE,
    DepotKind.REGIE: Role.REGISSEUR,
    DepotKind.DISTRIBUTOR: Role.DISTRIBUTOR,
}


class LotState(TextChoices):
    ORDERED = "ordered", "Commandé"
    PROOF = "proof", "Bon à tirer reçu"
    APPROVED = "approved", "Bon à tirer validé"
    PRODUCTION = "production", "En fabrication"
    DISPATCHED = "dispatched", "Expédié"
    DELIVERED = "delivered", "Livré"
    PROPOSED = "proposed", "À confirmer"
    ACTIVE = "active", "En service"
    CANCELLED = "cancelled", "Annulé"


LOT_MOVES = {
    # Delivered at once: what came before was not followed here.
    LotState.ORDERED: {LotState.PROOF, LotState.DELIVERED, LotState.CANCELLED},
    # Back to ordered when the proof is refused: the printer sends another.
    LotState.PROOF: {LotState.APPROVED, LotState.ORDERED, LotState.CANCELLED},
    LotState.APPROVED: {LotState.PRODUCTION, LotState.DELIVERED, LotState.CANCELLED},
    LotState.PRODUCTION: {LotState.DISPATCHED, LotState.DELIVERED},
    LotState.DISPATCHED: {LotState.DELIVERED},
    LotState.DELIVERED: {LotState.PROPOSED},
    # Back to delivered when the second person does not agree.
    LotState.PROPOSED: {LotState.ACTIVE, LotState.DELIVERED},
    LotState.ACTIVE: set(),
    LotState.CANCELLED: set(),
}
WAITING = [LotState.DELIVERED, LotState.PROPOSED]  # in stock, not yet in service
RECEIVED = [*WAITING, LotState.ACTIVE]


class CarnetState(TextChoices):
    IN_STOCK = "in_stock", "En stock"
    HANDED_OUT = "handed_out", "Remis"
    LOST = "lost", "Perdu"
    BLOCKED = "blocked", "Bloqué"
    EXPIRED = "expired", "Expiré"
    DESTROYED = "destroyed", "Détruit"


CARNET_MOVES = {
    CarnetState.IN_STOCK: {
        CarnetState.HANDED_OUT,
        CarnetState.LOST,
        CarnetState.BLOCKED,
        CarnetState.EXPIRED,
        CarnetState.DESTROYED,
    },
    # Back to stock by a reversal only, which the ledger keeps.
    CarnetState.HANDED_OUT: {
        CarnetState.IN_STOCK,
        CarnetState.LOST,
        CarnetState.BLOCKED,
        CarnetState.EXPIRED,
    },
    CarnetState.BLOCKED: {CarnetState.IN_STOCK, CarnetState.HANDED_OUT, CarnetState.DESTROYED},
    CarnetState.LOST: {CarnetState.IN_STOCK},
    CarnetState.EXPIRED: {CarnetState.DESTROYED},
    CarnetState.DESTROYED: set(),
}


class PassState(TextChoices):
    """The state stored on the pass; AS_CARNET: the state of its carnet, or of its lot, counts."""

    AS_CARNET = "follows", "Comme son carnet"
    SPENT = "spent", "Utilisé"
    PAID = "paid", "Payé"
    BLOCKED = "blocked", "Bloqué"
    REFUNDED = "refunded", "Remboursé"


PASS_MOVES = {
    PassState.AS_CARNET: {PassState.SPENT, PassState.BLOCKED, PassState.REFUNDED},
    PassState.SPENT: {PassState.PAID},
    PassState.PAID: set(),
    PassState.BLOCKED: {PassState.AS_CARNET, PassState.REFUNDED},
    PassState.REFUNDED: set(),
}


class LineKind(TextChoices):
    DELIVERY = "delivery", "Livraison"
    TRANSFER = "transfer", "Transfert"
    DISPATCH = "dispatch", "Envoi"
    RECEIPT = "receipt", "Réception"
    HAND_OUT = "hand_out", "Remise"
    RETURN = "return", "Retour"
    LOSS = "loss", "Perte ou vol"
    REVERSAL = "reversal", "Contre-passation"
    EXPIRY = "expiry", "Fin de validité"


class ShipmentState(TextChoices):
    SENT = "sent", "À recevoir"
    TO_SETTLE = "to_settle", "Reste à régler"
    CLOSED = "closed", "Terminé"
    CANCELLED = "cancelled", "Annulé"


SHIPMENT_MOVES = {
    # To settle: some carnets were not received, and who sent them says where they are.
    ShipmentState.SENT: {
        ShipmentState.TO_SETTLE,
        ShipmentState.CLOSED,
        ShipmentState.CANCELLED,
    },
    ShipmentState.TO_SETTLE: {ShipmentState.CLOSED},
    ShipmentState.CLOSED: set(),
    ShipmentState.CANCELLED: set(),
}
ANSWERED = [ShipmentState.TO_SETTLE, ShipmentState.CLOSED]


class Rest(TextChoices):
    """What who receives says of the carnets of a shipment that it does not take."""

    MISSING = "missing", "Ils manquent"
    REFUSED = "refused", "Je les rends"
