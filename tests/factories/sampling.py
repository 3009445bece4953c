"""Draws, made by the action the day after what they are drawn from."""

import datetime as dt

from audit.actors import SYSTEM
from sampling import actions
from sampling.enums import Population
from sampling.models import Draw
from tests.factories.accounts import NOON
from tests.factories.distribution import DepotFactory

SEED = "0123456789abcdef0123456789abcdef"
TOMORROW = {"by": SYSTEM.at(NOON + dt.timedelta(days=1))}


def draw_of(store=None, *, population=Population.CARNETS, size=2, seed=SEED, **asked) -> Draw:
    """In the programme of a store, with three carnets where none is given."""
    programme = (store or DepotFactory(carnets=3)).programme
    asked = {"population": population, "size": size, "seed": seed, **TOMORROW, **asked}
    return actions.draw(programme, **asked)
