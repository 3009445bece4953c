"""The tree of the depots of a programme, with the stock of each and of all that is under it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from distribution.models import Depot
from distribution.readings.depots import DAY, Flows, Moved
from regies.rules import in_tree


@dataclass(slots=True)
class Node:
    """A depot in the tree: how deep it is, what it holds, and what is held from it down."""

    depot: Depot
    depth: int
    own: Moved
    under: Moved = field(default_factory=Moved)


def tree_on(depots: Sequence[Depot], on: dt.date) -> list[Node]:
    """The depots from the roots down, each before those that depend on it."""
    flows, by_key = Flows(depots, on + DAY), {depot.pk: depot for depot in depots}
    nodes: dict[int, Node] = {}
    for key, depth in in_tree({depot.pk: depot.parent_id for depot in depots}):
        nodes[key] = Node(by_key[key], depth, flows.here([by_key[key]], on))
    for node in reversed(nodes.values()):
        node.under.add(node.own)
        if (above := nodes.get(node.depot.parent_id or 0)) is not None:
            above.under.add(node.under)
    return list(nodes.values())
