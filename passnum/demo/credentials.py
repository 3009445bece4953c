"""What a visitor and a script need to try the demonstration: the contents of demo.json."""

import datetime as dt
import os
from typing import Any, cast

from faker import Faker

from accounts.enums import Role
from accounts.models import Organisation
from audit.actors import SYSTEM
from common.formats import legal_day, of
from distribution import codes
from distribution.enums import CarnetState, DepotKind, PassState
from distribution.models import Depot, Pass
from mediation.actions import devices
from passnum.demo import accounts
from places.models import Place
from programmes.models import Programme

HANDED_OUT, SPENT, IN_STOCK = 300, 20, 20


def make(
    pas_de_calais: Programme, hauts_de_france: Programme, *, at: dt.datetime
) -> dict[str, Any]:
    """Accounts of both authorities, two devices, and passes in each state.

    `colleagues` are the second managers: `accounts` has one account per role and authority.
    """
    fake = Faker("fr_FR")
    fake.seed_instance(20230515)
    today = legal_day(at)
    places = open_places(pas_de_calais, today)
    listed, both = [], {"pas-de-calais": pas_de_calais, "region-hdf": hauts_de_france}
    for suffix, programme in both.items():
        hosts = {
            Role.DISTRIBUTOR: _first_counter(programme),
            Role.MEDIATOR: open_places(programme, today)[0].structure.organisation,
        }
        listed += accounts.add_all(programme, hosts=hosts, suffix=suffix, fake=fake, at=at)
    return {
        "base_url": os.environ.get("PASSNUM_BASE_URL", "http://127.0.0.1:8000"),
        "now": at.isoformat(),
        "accounts": listed,
        "colleagues": [
            accounts.add_colleague(programme, suffix=suffix, fake=fake, at=at)
            for suffix, programme in both.items()
        ],
        "devices": [_device(place, at) for place in places[:2]],
        "passes": passes(pas_de_calais),
        "places": [str(place.public_id) for place in places],
    }


def _device(place: Place, at: dt.datetime) -> dict[str, str]:
    _, token = devices.add(place.structure, label=f"Poste {of(str(place))}", by=SYSTEM.at(at))
    return {"place": str(place.public_id), "token": token}


def open_places(programme: Programme, day: dt.date) -> list[Place]:
    """Places qualified on a day, the busiest first, of as many structures as there are."""
    places = Place.objects.qualified_on(day, programme)
    return list(places.select_related("structure__organisation").order_by("pk"))


def _first_counter(programme: Programme) -> Organisation:
    counters = Depot.objects.filter(programme=programme, kind=DepotKind.DISTRIBUTOR)
    depot = counters.select_related("organisation").order_by("pk")[0]
    return cast("Organisation", depot.organisation)


def passes(programme: Programme) -> dict[str, list[str]]:
    """Typed codes of passes in three states."""
    ours = Pass.objects.filter(programme=programme).select_related(
        "programme", "carnet__lot__programme"
    )
    handed_out = ours.filter(carnet__state=CarnetState.HANDED_OUT)
    kept = ours.filter(
        carnet__state=CarnetState.IN_STOCK, carnet__depot__kind=DepotKind.DISTRIBUTOR
    )
    return {
        "handed_out": _codes(handed_out.filter(state=PassState.AS_CARNET), HANDED_OUT),
        "spent": _codes(handed_out.filter(state=PassState.SPENT), SPENT),
        "in_stock": _codes(kept, IN_STOCK),
    }


def _codes(rows: Any, count: int) -> list[str]:
    keyring = codes.keyring()
    return [
        codes.typed_code(
            row.programme.letter, row.serial, keyring.secret(row.carnet.lot.batch, row.serial)
        )
        for row in rows.order_by("-serial")[:count]
    ]
