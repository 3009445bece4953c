"""Carnets that are blocked, made by the actions."""

from incidents import actions
from incidents.enums import Cause
from incidents.models import Block
from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, hand_out


def block_of(depot=None, *, lifted=False, cause=Cause.LOST, note="Perdu dans le bus.") -> Block:
    """The carnet of a hand-out of a depot, blocked; `lifted`, then found again."""
    given = hand_out(depot or DepotFactory(carnets=2))
    made = actions.block(given.carnets.get(), cause=cause, note=note, on=TODAY, **JOURNAL)
    return actions.lift(made, reason="Retrouvé.", on=TODAY, **JOURNAL) if lifted else made
