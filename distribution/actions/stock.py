"""Open depots, move carnets between them, declare losses, and correct by reversal."""

import datetime as dt
from typing import NotRequired, TypedDict, Unpack

from django.db import transaction

from accounts.models import Organisation
from audit import journal
from audit.actors import Actor
from common.errors import Refusal
from common.identifiers import contains_nir
from conventions.actions import programmes
from conventions.enums import ParticipationKind
from conventions.models import Programme
from distribution.actions import ledger
from distribution.actions.ledger import Move
from distribution.enums import STORES, DepotKind, LineKind, PassState
from distribution.models import Carnet, Depot, Pass, StockLine

REVERSIBLE = [LineKind.TRANSFER, LineKind.HAND_OUT, LineKind.LOSS]


class Moved(TypedDict):
    """A range of carnets, both ends included, and the legal day of its move."""

    first_carnet: int
    last_carnet: int
    on: dt.date
    reason: NotRequired[str]


class DepotTaken(Refusal):
    """The programme has a depot of this code."""

    code = "depot_taken"


class NotAStore(Refusal):
    """Only stores are opened: the other accounts of the ledger open by themselves."""

    code = "not_a_store"


class SameDepot(Refusal):
    """Carnets do not move from a depot to itself."""

    code = "same_depot"


class NotReversible(Refusal):
    """The line was reversed, or is of a kind that no reversal corrects."""

    code = "not_reversible"


class MovedSince(Refusal):
    """The carnets of the line have moved again."""

    code = "moved_since"


class PassSpent(Refusal):
    """A pass of the carnet is spent: the person keeps the carnet."""

    code = "pass_spent"


class ReasonMissing(Refusal):
    """A loss or a correction says why."""

    code = "reason_missing"


class NirFound(Refusal):
    """A free text holds what looks like a NIR."""

    code = "nir_found"


@transaction.atomic
def open_depot(
    programme: Programme,
    *,
    code: str,
    name: str,
    kind: DepotKind,
    organisation: Organisation | None = None,
    by: Actor,
    at: dt.datetime,
) -> Depot:
    """Open a store; the organisation of a distributor reaches the programme from then on."""
    if kind not in STORES:
        raise NotAStore("Seuls les lieux de stock s’ouvrent\u00a0: choisissez-en la nature.")
    if programme.depots.filter(code=code).exists():
        raise DepotTaken(f"Le dépôt {code} est déjà ouvert.", field="code")
    depot = Depot(programme=programme, code=code, name=name, kind=kind, organisation=organisation)
    depot.full_clean(exclude=["organisation"])
    depot.save()
    if kind == DepotKind.DISTRIBUTOR and organisation is not None:
        programmes.take_part(programme, organisation, ParticipationKind.DISTRIBUTOR, by=by, at=at)
    journal.record("depot.opened", depot, by=by, at=at, programme_id=programme.pk)
    return depot


@transaction.atomic
def transfer(
    programme: Programme,
    *,
    source: Depot,
    destination: Depot,
    by: Actor,
    at: dt.datetime,
    **moved: Unpack[Moved],
) -> StockLine:
    """Move carnets between two stores of the programme."""
    reason = moved.get("reason", "")
    for depot in (source, destination):
        ledger.check_store(depot, programme)
    if source.pk == destination.pk:
        raise SameDepot("Choisissez deux dépôts différents.", field="destination")
    _check_text(reason)
    ledger.lock(source, destination)
    carnets = ledger.held_range(source, moved["first_carnet"], moved["last_carnet"])
    move = Move(LineKind.TRANSFER, source, destination, moved["on"], reason=reason)
    return _recorded(ledger.post(carnets, move, by=by, at=at), by=by, at=at)


@transaction.atomic
def declare_lost(
    depot: Depot,
    *,
    first_carnet: int,
    last_carnet: int,
    on: dt.date,
    reason: str,
    by: Actor,
    at: dt.datetime,
) -> StockLine:
    """Take out of a store carnets that are lost or stolen; the reason names the report made."""
    ledger.check_store(depot, depot.programme)
    _check_reason(reason)
    lost = ledger.exit_of(depot.programme, DepotKind.LOST)
    ledger.lock(depot, lost)
    carnets = ledger.held_range(depot, first_carnet, last_carnet)
    move = Move(LineKind.LOSS, depot, lost, on, reason=reason)
    return _recorded(ledger.post(carnets, move, by=by, at=at), by=by, at=at)


@transaction.atomic
def reverse(line: StockLine, *, on: dt.date, reason: str, by: Actor, at: dt.datetime) -> StockLine:
    """Correct a transfer, a hand-out or a loss: the same range goes back, the line stays."""
    line = StockLine.objects.select_related(
        "source__programme", "destination__programme", "hand_out"
    ).get(pk=line.pk)
    _check_reason(reason)
    ledger.lock(line.source, line.destination)
    if line.kind not in REVERSIBLE or StockLine.objects.filter(reverses=line).exists():
        raise NotReversible("Cette ligne a déjà été contre-passée, ou ne se contre-passe pas.")
    carnets = _still_there(line)
    move = Move(
        LineKind.REVERSAL,
        line.destination,
        line.source,
        on,
        hand_out=line.hand_out,
        reverses=line,
        reason=reason,
    )
    return _recorded(ledger.post(carnets, move, by=by, at=at), by=by, at=at)


def _still_there(line: StockLine) -> list[Carnet]:
    """The carnets of a line, taken; refuse when one moved since or holds a spent pass."""
    carnets = list(
        Carnet.objects.where(line)
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
        .select_related("lot")
    )
    if len(carnets) != line.carnets:
        raise MovedSince("Ces carnets ont bougé depuis\u00a0: corrigez d’abord la ligne suivante.")
    passes = Pass.objects.filter(carnet__in=carnets).order_by("pk")
    taken = passes.select_for_update(of=("self",), no_key=True)
    if any(one.state != PassState.FOLLOWS for one in taken):
        raise PassSpent("Un pass de ces carnets a déjà été utilisé. La remise reste acquise.")
    return carnets


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Indiquez le motif.", field="reason")
    _check_text(reason)


def _check_text(reason: str) -> None:
    if contains_nir(reason):
        raise NirFound(
            "Ce motif contient un numéro de sécurité sociale (NIR). Retirez-le.", field="reason"
        )


def _recorded(line: StockLine, *, by: Actor, at: dt.datetime) -> StockLine:
    journal.record(
        f"stock.{line.kind}",
        line,
        by=by,
        at=at,
        programme_id=line.programme_id,
        source=line.source.code,
        destination=line.destination.code,
        carnets=line.carnets,
        passes=line.passes,
        on=line.moved_on.isoformat(),
    )
    return line
