"""Open, rename and close depots, and lock them while carnets move."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Author
from common import saving
from common.errors import Refusal
from common.formats import day
from common.sort_key import unused_code
from distribution.enums import STORES, DepotKind
from distribution.models import Depot
from distribution.readings.depots import what_keeps_open
from programmes.actions.programmes import take_part
from programmes.enums import ParticipationKind
from programmes.models import Programme


class DepotTaken(Refusal):
    """The programme has a depot of this code, or of this name."""


class DepotClosed(Refusal):
    """Nothing moves in a closed store; it is opened again first."""


class DepotNotEmpty(Refusal):
    """A store that holds carnets, or waits for some, is not closed."""


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
        _check_name(programme, name)
        code = unused_code(name, programme.depots.values_list("code", flat=True))
    if programme.depots.filter(code=code).exists():
        raise DepotTaken(f"Le dépôt {code} est déjà ouvert.", field="code")
    depot = Depot(programme=programme, code=code, name=name, kind=kind, organisation=organisation)
    saving.check_and_save(depot)
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


@transaction.atomic
def rename(depot: Depot, *, name: str, by: Author) -> Depot:
    """Give a store another name; its code, which files know, stays."""
    depot = saving.lock(depot)
    if name.casefold() != depot.name.casefold():
        _check_name(depot.programme, name)
    journal.edit("depot.renamed", depot, {"name": name}, by=by, tells_new=True)
    return depot


@transaction.atomic
def close(depot: Depot, *, on: dt.date, by: Author) -> Depot:
    """Close a store that holds nothing and waits for nothing."""
    depot = saving.lock(depot)
    if depot.closed_on is not None:
        raise DepotClosed(f"Ce dépôt est fermé depuis le {day(depot.closed_on)}.")
    if why := what_keeps_open(depot):
        raise DepotNotEmpty(f"Ce dépôt ne se ferme pas\u00a0: {why}.")
    journal.edit("depot.closed", depot, {"closed_on": on}, by=by)
    return depot


@transaction.atomic
def open_again(depot: Depot, *, by: Author) -> Depot:
    depot = saving.lock(depot)
    journal.edit("depot.opened_again", depot, {"closed_on": None}, by=by)
    return depot


def _check_name(programme: Programme, name: str) -> None:
    if programme.depots.filter(name__iexact=name).exists():
        raise DepotTaken(f"Un dépôt s’appelle déjà {name}.", field="name")


def lock(*depots: Depot) -> None:
    """Lock the depots in pk order, so that their movements are written one after the other; refuse
    one that is closed.
    """
    for depot in saving.lock_all(Depot.objects.filter(pk__in=[depot.pk for depot in depots])):
        if depot.closed_on is not None:
            raise DepotClosed(
                f"Le dépôt {depot} est fermé depuis le {day(depot.closed_on)}. Rouvrez-le d’abord."
            )
