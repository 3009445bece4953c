"""What a programme still lacks before its first pass is handed out, then redeemed."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.enums import Role
from accounts.models import Membership
from distribution.enums import CarnetState, DepotKind, LotState
from distribution.models import Carnet
from distribution.querysets import closing_day
from mediation.models import Device
from places.models import Place
from programmes.models import Programme
from programmes.querysets import KIND_OF_ROLE

VOTE = "par le gestionnaire, dans Conventions, Délibérations", ""
REGLEMENT = "par le gestionnaire, dans Règlement", ""
STOCK = "par le gestionnaire, dans Stock", ""
TRANSFER = "par la régie, dans Stock", ""
PLACES = "par le gestionnaire, dans Lieux", ""
ROLES = "", "programmes:roles"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a programme needs, whether it is there, who brings it if an administrator does
    not, and the page where an administrator brings it.
    """

    label: str
    is_there: bool
    brought: str
    url_name: str


def needs_before_first_pass(programme: Programme, on: dt.date) -> list[Need]:
    """In the order in which they are brought, as they are on a day; one query."""
    in_force = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    lots = programme.lots.kept().with_last_day(on).filter(until__gte=on)
    active = lots.filter(state=LotState.ACTIVE, activated_on__lte=on)
    counters = Carnet.objects.filter(
        programme=programme,
        state=CarnetState.IN_STOCK,
        depot__kind=DepotKind.DISTRIBUTOR,
        lot__in=active.values("pk"),
    )
    places = Place.objects.qualified_on(on, programme)
    hosts = places.values("structure__organisation")
    devices = Device.objects.in_use().filter(structure__in=places.values("structure"))
    distributors = _held_where(programme, Role.DISTRIBUTOR, counters.values("depot__organisation"))
    redeemed = _held_where(programme, Role.MEDIATOR, hosts) | Q(Exists(devices))
    reglements = Exists(programme.reglements.filter(in_force))
    needs = [
        ("Un règlement en vigueur dit qui reçoit des pass", reglements, *REGLEMENT),
        ("Un calendrier en vigueur n’est pas terminé", Q(closes_on__gte=on), *VOTE),
        ("Des pass encore utilisables sont commandés", Exists(lots), *STOCK),
        ("Un lot encore utilisable est en service", Exists(active), *STOCK),
        ("Ses carnets sont dans le dépôt d’un distributeur", Exists(counters), *TRANSFER),
        ("Quelqu’un y tient le rôle de distributeur", distributors, *ROLES),
        ("Un lieu est qualifié", Exists(places), *PLACES),
        ("Un médiateur ou un appareil y encaisse", redeemed, *ROLES),
    ]
    asked = {f"need_{rank}": need for rank, (_, need, *_) in enumerate(needs)}
    rows = Programme.objects.alias(closes_on=closing_day(OuterRef("pk"), on)).annotate(**asked)
    found = rows.values_list(*asked).get(pk=programme.pk)
    return [
        Need(label, bool(is_there), *brought)
        for (label, _, *brought), is_there in zip(needs, found, strict=True)
    ]


def _held_where(programme: Programme, role: Role, organisations: QuerySet[Any]) -> Q:
    """Whether somebody holds a role in one of these organisations; while there is none, in one that
    takes part in the programme so.
    """
    taking_part: Any = programme.participations.filter(kind=KIND_OF_ROLE[role])
    held = Membership.objects.in_use().filter(role=role)
    there, soon = (
        Q(Exists(held.filter(organisation__in=where)))
        for where in (organisations, taking_part.values("organisation"))
    )
    return there | (soon & ~Q(Exists(organisations)))
