"""The shipped Pas-de-Calais in small, with a little activity: all by the application's actions."""

import datetime as dt
import tomllib
import uuid
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from django.conf import settings

from accounts.actions import memberships, users
from accounts.enums import Role
from accounts.models import Organisation, User
from audit.actors import SYSTEM
from beneficiaries.actions import people, requests
from beneficiaries.enums import Channel, Status
from distribution.actions import hand_outs, ledger
from distribution.models import Carnet, Depot, HandOut
from finance.actions import expenses
from finance.enums import ExpenseKind
from mediation import readings
from mediation.actions import redemptions
from mediation.actions.idempotency_keys import Presenter
from mediation.enums import Mode, OwnerKind
from passnum.programme_file.loader import load
from places.enums import Service
from places.models import Commune, Place
from programmes.models import Programme
from reporting import documents
from reporting.actions import reports
from reporting.models import Report
from reporting.rules import Quarter
from tests.conftest import MONDAY
from tests.factories.distribution import typed_codes
from tests.factories.places import CommuneFactory

FILE = Path(settings.BASE_DIR) / "demo" / "pas-de-calais.toml"
KEPT_PLACES, CARNETS = 2, 12
ARRAS = "62041"
MARCH = dt.date(2023, 3, 6)
EARLIER = {"by": SYSTEM.at(MONDAY.replace(month=3, day=6))}


def load_scene() -> None:
    """Fill an empty database; its avenant was voted on the day of the loading."""
    CommuneFactory(insee="62498", name="Lens", postcodes=["62300"])
    CommuneFactory(insee="62510", name="Liévin", postcodes=["62800"])
    CommuneFactory(insee=ARRAS)
    load(small(tomllib.loads(FILE.read_text(), parse_float=Decimal)), by=SYSTEM, at=MONDAY)
    Scene().supply(1, 6)


class Scene:
    """Its programme, its two places in Lens and Liévin, one account per role."""

    def __init__(self) -> None:
        self.arras = Commune.objects.get(insee=ARRAS)
        self.programme = Programme.objects.get()
        self.place = Place.objects.order_by("pk")[0]
        self.depot = Depot.objects.get(code="mds-arras")

    def supply(self, first: int, last: int) -> None:
        """Carnets go from the régie to the counter of Arras."""
        ledger.transfer(
            Depot.objects.get(code="regie"),
            self.depot,
            first_carnet=first,
            last_carnet=last,
            on=MARCH,
            reason="Approvisionnement",
            **EARLIER,
        )

    def host(self, role: Role) -> Organisation:
        """Where someone of this role works."""
        hosts = {
            Role.DISTRIBUTOR: self.depot.organisation,
            Role.MEDIATOR: self.place.structure.organisation,
        }
        return hosts.get(role, self.programme.authority)

    def member(self, role: Role) -> User:
        user = users.add(
            email=f"{role}@exemple.fr",
            first_name="Camille",
            last_name=role.label,
            password=None,
            **EARLIER,
        )
        memberships.grant(user, organisation=self.host(role), role=role, **EARLIER)
        return user

    @cached_property
    def given(self) -> HandOut:
        """A carnet in someone's hands since March."""
        organisation = self.depot.organisation
        person = people.register(
            self.programme,
            organisation=organisation,
            last_name="Delattre",
            first_name="Rose",
            born_on=dt.date(1950, 6, 1),
            commune=self.arras,
            **EARLIER,
        )
        decision = requests.decide(
            person,
            filed_on=MARCH,
            status=Status.NONE,
            channel=Channel.ACCOMPANIED,
            proof_kind="Pièce d’identité",
            proof_dated_on=None,
            organisation=organisation,
            on=MARCH,
            **EARLIER,
        )
        return hand_outs.hand_out(decision, depot=self.depot, on=MARCH, **EARLIER)

    @cached_property
    def codes(self) -> list[str]:
        """The codes of its passes."""
        return typed_codes(Carnet.objects.get(number=self.given.numbers[0]))

    def spend(self, *codes: str) -> None:
        """A session of March at the place of Lens."""
        held_at = EARLIER["by"].at
        answer = redemptions.redeem(
            redemptions.Attempt(
                uuid.uuid4(),
                self.place.public_id,
                [readings.read_code(code, rank) for rank, code in enumerate(codes)],
                redemptions.Session(held_at, Service.PROCEDURES, Mode.INDIVIDUAL, 60),
            ),
            presenter=Presenter(OwnerKind.DEVICE, 1, self.host(Role.MEDIATOR).pk),
            by=SYSTEM.at(held_at),
            real_at=held_at,
        )
        assert answer.status == 201, answer.body

    def pay(self, amount: str, *, paid_on: dt.date | None) -> None:
        """Passes bought from the supplier."""
        expenses.record(
            self.programme,
            kind=ExpenseKind.PASSES,
            supplier=Organisation.objects.get(name="Émetteur de démonstration"),
            label="Achat de pass",
            invoice=f"F-{amount}",
            invoiced_on=dt.date(2022, 9, 12),
            amount=Decimal(amount),
            paid_on=paid_on,
            mandat_number="2022-17765" if paid_on else "",
            by=SYSTEM.at(MONDAY),
        )

    def report(self) -> Report:
        """The report of the first quarter, with its document."""
        anct = self.programme.conventions.get(code="anct")
        quarter, by = Quarter(dt.date(2023, 1, 1)), SYSTEM.at(MONDAY)
        asked = reports.request(anct, quarter, on=MONDAY.date(), by=by)
        taken = reports.take(asked.pk, real_now=MONDAY, by=SYSTEM.at(MONDAY))
        data = documents.data_of(taken, at=MONDAY)
        document = documents.render(data)
        reports.freeze(taken, data=data, document=document, by=SYSTEM.at(MONDAY))
        return Report.objects.get(pk=taken.pk)


def small(values: dict) -> dict:
    """The programme of the file with two places and a dozen carnets an order."""
    values["places"] = values["places"][:KEPT_PLACES]
    for order in values["orders"]:
        for lot in order["lots"]:
            lot["carnets"] = CARNETS
    return values
