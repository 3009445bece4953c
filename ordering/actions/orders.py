"""Place an order whose numbers were read first."""

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction

from audit.actors import Author
from common.errors import ChangedMeanwhile
from common.saving import lock
from distribution.actions import orders
from distribution.actions.orders import LotSpec, OrderTerms
from distribution.models import Order
from programmes.models import Programme


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
    orders.check_terms(programme, lots, terms, at=by.at)
    if read is not None and read != orders.last_numbers(programme)[0]:
        raise ChangedMeanwhile(
            "Une autre commande a pris ces numéros entre-temps. Rien n’est commandé\u00a0: "
            "relisez ceux qui suivent, puis commandez."
        )
    return orders.create(programme, lots=lots, by=by, **terms)
