"""What the page of a market shows."""

from typing import Any

from common.formats import UNKNOWN_DAY, count, day, euros
from distribution.models import Market
from ordering.pages.orders import order_table
from ordering.readings import left_of, used_of


def market_page(market: Market) -> dict[str, Any]:
    """A market, its orders, and what is left of its maximum."""
    orders = list(market.orders.with_passes().select_related("supplier").order_by("-ordered_on"))
    used, left = used_of(market), left_of(market)
    limit = "Ce marché ne fixe pas de maximum." if left is None else f"Il en reste {euros(left)}."
    ordered = f"{euros(used)} HT commandés"
    of = f" sur {euros(market.max_amount)}" if left is not None else ""
    return {
        "market": market,
        "answer": f"{ordered}{of}.",
        "limit": limit,
        "title": count(len(orders), "commande"),
        "table": order_table(orders),
        "facts": [
            {"key": "Titulaire", "value": market.holder},
            {"key": "Objet", "value": market.subject},
            {"key": "Notifié le", "value": day(market.notified_on)},
            {"key": "Fin", "value": day(market.ends_on) if market.ends_on else UNKNOWN_DAY},
        ],
    }
