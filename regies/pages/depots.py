"""What the page of the tree of depots shows, and that which attaches one."""

import datetime as dt
from typing import Any

from accounts.enums import Permission
from accounts.models import User
from common.form_pages import Step
from common.http import address
from common.sort_key import in_reading_order
from distribution.enums import STORES
from distribution.models import Depot
from programmes.models import Programme
from regies.readings.depots import tree_on
from regies.tables import TreeTable


def tree_page(user: User, programme: Programme, on: dt.date) -> dict[str, Any]:
    """The stores that a member sees, each under the one on which it depends."""
    seen = Depot.objects.visible_to(user).filter(programme=programme, kind__in=STORES)
    nodes = tree_on(list(in_reading_order(seen.select_related("parent"), "name", "pk")), on)
    roots = [one for one in nodes if one.depth == 0]
    carnets = sum(one.under.carnets for one in roots)
    amount = sum(one.under.euros for one in roots)
    totals = {"own": carnets, "own_euros": amount, "under": carnets, "under_euros": amount}
    return {
        "table": TreeTable(nodes, totals=totals),
        "count": len(nodes),
        "attached": len(nodes) - len(roots),
        "carnets": carnets,
        "amount": amount,
        "today": on,
        "can_attach": user.can(Permission.DEPOT_OPEN),
    }


def attach_step(depot: Depot) -> Step:
    now = f"Il dépend de {depot.parent}." if depot.parent else "Il ne dépend d’aucun dépôt."
    return Step(
        f"Rattacher le dépôt {depot}",
        "Enregistrer",
        address("distribution:depot", depot.public_id),
        now,
        [
            "Ses carnets comptent dans le total de ceux dont il dépend. Aucun ne bouge.",
            "Le comptable est en haut, puis la régie, la sous-régie, et le distributeur.",
        ],
        part="Stock",
    )
