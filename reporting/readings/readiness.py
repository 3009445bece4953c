"""What a programme still lacks before its first pass is handed out, then redeemed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet

from accounts.enums import Role
from accounts.models import Membership
from distribution.enums import CarnetState, DepotKind, LotState
from distribution.models import Carnet
from mediation.models import Device
from places.models import Place
from programmes.models import Programme
from programmes.querysets import KIND_OF_ROLE


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a programme needs, whether it is there, and who brings it."""

    label: str
    is_there: bool
    brought: str


def needs_before_first_pass(programme: Programme, on: dt.date) -> list[Need]:
    """In the order in which they are brought; one query."""
    in_force = Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))
    lots, places = programme.lots.all(), Place.objects.qualified_on(on, programme)
    counters = Carnet.objects.filter(
        programme=programme, state=CarnetState.IN_STOCK, depot__kind=DepotKind.DISTRIBUTOR
    )
    devices = Device.objects.in_use().filter(structure__in=places.values("structure"))
    file, stock = "par le fichier du programme", "par le gestionnaire, dans Stock"
    sent = "par un envoi du régisseur, dans Stock"
    needs = [
        (
            "Un règlement en vigueur dit qui reçoit des pass",
            Exists(programme.reglements.filter(in_force)),
            file,
        ),
        ("Des pass sont commandés", Exists(lots), file),
        ("Un lot est en service", Exists(lots.filter(state=LotState.ACTIVE)), stock),
        ("Des carnets sont dans le dépôt d’un distributeur", Exists(counters), sent),
        (
            "Quelqu’un y tient le rôle de distributeur",
            Exists(_holders(programme, Role.DISTRIBUTOR)),
            "",
        ),
        ("Un lieu est qualifié", Exists(places), file),
        (
            "Un médiateur ou un appareil y encaisse",
            Q(Exists(_holders(programme, Role.MEDIATOR))) | Q(Exists(devices)),
            "",
        ),
    ]
    asked = {f"need_{rank}": need for rank, (_, need, _) in enumerate(needs)}
    found = Programme.objects.annotate(**asked).values_list(*asked).get(pk=programme.pk)
    return [
        Need(label, is_there, brought)
        for (label, _, brought), is_there in zip(needs, found, strict=True)
    ]


def _holders(programme: Programme, role: Role) -> QuerySet[Membership]:
    """Who holds a role of the field in a structure that takes part in a programme so."""
    taking_part = programme.participations.filter(kind=KIND_OF_ROLE[role])
    return Membership.objects.in_use().filter(
        role=role, organisation__in=taking_part.values("organisation")
    )
