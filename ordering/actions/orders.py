"""Place an order whose numbers were read first."""

import datetime as dt
from collections.abc import Sequence
from typing import Unpack

from django.db import transaction

from audit.actors import Author
from common.errors import ChangedMeanwhile
from common.saving import lock
from distribution.actions import orders
from distribution.actions.orders import LotSpec, OrderTerms
from distribution.models import Order
from ordering.actions import markets
from programmes.models import Programme


def check(
    programme: Programme, lots: Sequence[LotSpec], terms: OrderTerms, *, at: dt.datetime
) -> None:
    """Refuse what cannot be ordered, or exceeds what is left of its market."""
    orders.check_terms(programme, lots, terms, at=at)
    passes = sum(spec.carnets * spec.passes_per_carnet for spec in lots)
    markets.check_left(terms.get("market"), passes * programme.face_value, field="market")


@transaction.atomic
def place(
    programme: Programme,
    *,
    lots: Sequence[LotSpec],
    read: int | None = None,
    by: Author,
    **terms: Unpack[OrderTerms],
) -> Order:
    """Order lots. `read` is the last carnet of the series when their numbers were shown: nothing is
    ordered when another order took some of them meanwhile.
    """
    programme = lock(programme, no_key=True)
    if market := terms.get("market"):
        lock(market)
    check(programme, lots, terms, at=by.at)
    if read is not None and read != orders.last_numbers(programme)[0]:
        raise ChangedMeanwhile(
            "Une autre commande a pris ces numéros entre-temps. Rien n’est commandé\u00a0: "
            "relisez ceux qui suivent, puis commandez."
        )
    return orders.create(programme, lots=lots, by=by, **terms)
