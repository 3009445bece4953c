"""Orders that come to their end, brought to a day of it by the actions."""

import datetime as dt

from accounts.enums import Role
from audit.actors import SYSTEM
from distribution.models import Order
from expiry.actions import extensions, milestones, statements
from tests.factories.accounts import NOON
from tests.factories.distribution import LotFactory, person_of

ENDS = dt.date(2023, 6, 14)  # thirty days after the day of the tests


def order_of(depot, *, carnets=3, ends_on=ENDS, **more) -> Order:
    """The order of a lot in service at a store, usable up to a day."""
    return LotFactory(depot=depot, carnets=carnets, valid_until=ends_on, **more).order


def by_on(day, by=SYSTEM):
    """The author of an act at noon of a day."""
    return by.at(NOON.replace(year=day.year, month=day.month, day=day.day))


def reach(order, on, **more):
    """The milestones that have come on a day."""
    return milestones.reach_due(order, on=on, real_now=more.pop("real_now", NOON), by=by_on(on))


def establish(order, on=None):
    """What is left of an order, struck off the day after its tolerance."""
    on = on or order.valid_until + dt.timedelta(order.programme.tolerance_days + 1)
    return statements.establish(order, on=on, by=by_on(on))


def credit(order):
    """The credit note of an order, the day after its statement is no longer contested."""
    stated = establish(order)
    on = stated.objections_until + dt.timedelta(1)
    return statements.credit(stated, on=on, by=by_on(on))


def propose(order, *, new_end=dt.date(2023, 12, 31), role=Role.MANAGER, **more):
    lot = order.lots.first()
    facts = {"text": "Délibération n°\u00a02023-204", "reason": "Déploiement prolongé", **more}
    return extensions.propose(order, new_end=new_end, **facts, by=person_of(lot, role))
