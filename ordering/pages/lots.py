"""What the pages of a lot say before it is in stock."""

from accounts.enums import Permission, holders_of
from common.form_pages import Settled
from common.http import address
from distribution.models import Lot


def without_store(lot: Lot) -> Settled:
    """What is said to who keeps no store where a lot may be received."""
    opener = holders_of(Permission.DEPOT_OPEN).lower()
    said = f"Vous ne tenez aucun dépôt. Qui tient celui du lot le reçoit\u00a0; {opener} en ouvre."
    url = address("ordering:order", lot.order.public_id)
    return Settled("Réceptionner le lot", said, url, "Revenir à la commande")
