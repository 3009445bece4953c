"""Say on which depot another depends."""

from django.db import transaction

from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.formats import of
from common.saving import check, lock
from distribution.enums import REGIES, DepotKind
from distribution.models import Depot
from distribution.readings.depots import check_store


class NotAbove(Refusal):
    """Distributors depend on a régie, and régies on a régie or on the comptable."""


class InACircle(Refusal):
    """A depot would depend on itself."""


@transaction.atomic
def attach(depot: Depot, *, parent: Depot | None, by: Author) -> Depot:
    """Make a store depend on another, or on none."""
    lock(depot.programme, no_key=True)  # two attachments at once could make a circle
    depot = lock(depot, "programme", "parent")
    check_store(depot, depot.programme)
    former = depot.parent
    if parent is not None:
        check_store(parent, depot.programme)
        if parent.kind not in REGIES or depot.kind == DepotKind.COMPTABLE:
            raise NotAbove(
                "Un distributeur dépend d’une régie, une régie d’une autre ou du comptable, le "
                "comptable d’aucun.",
                field="parent",
            )
        if depot.pk in _upwards(parent):
            raise InACircle(
                f"{parent} dépend déjà {of(str(depot))}\u00a0: l’un ne peut pas être sous l’autre.",
                field="parent",
            )
    depot.parent = parent
    check(depot)
    depot.save(update_fields=["parent"])  # of a whole row, the lock would meet that of the other
    was, now = (one.code if one else "" for one in (former, parent))
    journal.record("depot.attached", depot, by=by, former=was, parent=now)
    return depot


def _upwards(depot: Depot) -> list[int]:
    """The keys of a depot and of all those on which it depends."""
    parents = dict(Depot.objects.filter(programme=depot.programme_id).values_list("pk", "parent"))
    found: list[int] = []
    key: int | None = depot.pk
    while key is not None and key not in found:
        found.append(key)
        key = parents[key]
    return found
