"""The orders of a house that come to their end, and what the addresses of these pages need."""

import datetime as dt
from dataclasses import dataclass

from distribution.models import Depot, Order
from expiry.models import Extension
from tests.factories.distribution import TODAY, DepotFactory
from tests.factories.expiry import credit, establish, order_of, propose, reach

PAST = dt.date(2023, 4, 1)


@dataclass
class Endings:
    """An order near its end, of a store that answers, then one at each step of it."""

    depot: Depot
    near: Order
    over: Order
    stated: Order
    credited: Order
    extension: Extension

    @classmethod
    def made(cls, depot):
        other = DepotFactory(programme=depot.programme)
        near, extended = order_of(depot), order_of(other)
        over, stated, credited = (order_of(other, ends_on=PAST) for _ in range(3))
        reach(near, TODAY)
        establish(stated)
        credit(credited)
        return cls(depot, near, over, stated, credited, propose(extended))

    @property
    def kwargs(self):
        def named(row):
            return {"public_id": row.public_id}

        return {
            "expiry:order": named(self.near),
            "expiry:answer": named(self.near) | {"depot_id": self.depot.public_id},
            "expiry:establish": named(self.over),
            "expiry:statement": named(self.stated),
            "expiry:credit": named(self.stated),
            "expiry:credit-note": named(self.credited),
            "expiry:extend": named(self.near),
            "expiry:confirm-extension": named(self.extension),
            "expiry:refuse-extension": named(self.extension),
        }
