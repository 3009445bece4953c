"""Open depots, and lock them while carnets move."""

from typing import Any

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common.errors import Refusal
from common.saving import check_and_save, lock_all
from common.sort_key import unused_code
from distribution.enums import STORES, DepotKind
from distribution.models import Depot
from programmes.actions.programmes import take_part
from programmes.enums import ParticipationKind
from programmes.models import Programme


class DepotTaken(Refusal):
    """The programme has a depot of this code, or of this name."""


class NotAStore(Refusal):
    """A depot that is not a store is opened by an action when needed, never by hand."""


@transaction.atomic
def open_depot(
    programme: Programme,
    *,
    name: str,
    kind: DepotKind,
    code: str = "",
    organisation: Organisation | None = None,
    by: Author,
) -> Depot:
    """Open a store. The organisation of a distributor then takes part in the programme.

    Its code is made from its name when none is given, which no other then has.
    """
    if kind not in STORES:
        raise NotAStore("Seuls les lieux de stock s’ouvrent\u00a0: choisissez-en la nature.")
    if not code:
        if programme.depots.filter(name__iexact=name).exists():
            raise DepotTaken(f"Un dépôt s’appelle déjà {name}.", field="name")
        code = unused_code(name, programme.depots.values_list("code", flat=True))
    if programme.depots.filter(code=code).exists():
        raise DepotTaken(f"Le dépôt {code} est déjà ouvert.", field="code")
    depot = Depot(programme=programme, code=code, name=name, kind=kind, organisation=organisation)
    check_and_save(depot)
    if kind == DepotKind.DISTRIBUTOR and organisation is not None:
        take_part(programme, organisation, ParticipationKind.DISTRIBUTOR, by=by)
    journal.record("depot.opened", depot, by=by)
    return depot


def single_depot(programme: Programme, kind: DepotKind) -> Depot:
    """The depot of which a programme has one (of `SINGLE`), opened if it has none yet, under a code
    that no store has.
    """
    taken = programme.depots.values_list("code", flat=True)
    new: dict[str, Any] = {"code": lambda: unused_code(kind, taken), "name": kind.label}
    depot, _ = Depot.objects.get_or_create(programme=programme, kind=kind, defaults=new)
    return depot


def lock(*depots: Depot) -> None:
    """Lock the depots in pk order, so that their movements are written one after the other."""
    lock_all(Depot.objects.filter(pk__in=[depot.pk for depot in depots]))
