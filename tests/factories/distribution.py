"""Depots, lots, carnets and hand-outs, made by the actions: the ledger holds from the start."""

import datetime as dt

import factory

from accounts.enums import Role
from audit.actors import SYSTEM
from distribution.actions import hand_outs, lots, orders
from distribution.codes import keyring
from distribution.enums import DepotKind
from distribution.models import Carnet, Depot, HandOut, Lot, Market
from movements import actions
from ordering.actions import lots as lot_steps
from tests.factories.accounts import NOON, OrganisationFactory, UserFactory
from tests.factories.beneficiaries import DecisionFactory, PersonFactory
from tests.factories.programmes import ParticipationFactory, ProgrammeFactory

ORDERED, DELIVERED = dt.date(2022, 9, 12), dt.date(2022, 10, 24)
ACTIVE, TODAY = dt.date(2022, 11, 7), dt.date(2023, 5, 15)
VALID = {"valid_from": dt.date(2022, 11, 1), "valid_until": dt.date(2023, 12, 31)}
STATES = ("ordered", "proof", "approved", "production", "dispatched", "cancelled")
STATES += ("delivered", "proposed", "active")
# How a lot comes to a state before it is in stock.
STEPS = {
    "proof": ["proof"],
    "approved": ["proof", "approved"],
    "production": ["proof", "approved", "production"],
    "dispatched": ["proof", "approved", "production", "dispatched"],
}
JOURNAL = {"by": SYSTEM.at(NOON)}


class DepotFactory(factory.django.DjangoModelFactory):
    """A distributor's, empty. `regie` belongs to the authority. `carnets=3` puts there an active
    lot of three carnets, of `size` passes.
    """

    class Meta:
        model = Depot
        exclude = ("size",)
        skip_postgeneration_save = True

    class Params:
        regie = factory.Trait(
            kind=DepotKind.REGIE, organisation=factory.SelfAttribute("programme.authority")
        )

    size = 10
    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    code = factory.Sequence(lambda n: f"depot-{n}")
    name = factory.Sequence(lambda n: f"Centre social {n}")
    kind = DepotKind.DISTRIBUTOR

    @factory.post_generation
    def participation(self, create, extracted, **kwargs):
        reached = self.programme.participations.filter(organisation=self.organisation)
        if self.kind == DepotKind.DISTRIBUTOR and not reached.exists():
            ParticipationFactory(programme=self.programme, organisation=self.organisation)

    @classmethod
    def _generate(cls, strategy, params):
        carnets, size = params.pop("carnets", 0), params.pop("size", 10)
        depot = super()._generate(strategy, params)
        if carnets:
            LotFactory(depot=depot, carnets=carnets, size=size)
        return depot


class MarketFactory(factory.django.DjangoModelFactory):
    """A market without a maximum."""

    class Meta:
        model = Market

    programme = factory.SubFactory(ProgrammeFactory)
    holder = factory.SubFactory(OrganisationFactory)
    number = factory.Sequence(lambda n: f"2022-M{n}")
    subject = "Émission de pass"
    notified_on = ORDERED


class LotFactory:
    """`LotFactory(depot=…, carnets=2)` is an active lot there; another `state` stops before, or
    ends it. Without a depot it goes to a new one of `programme`.
    """

    def __new__(cls, *, programme=None, depot=None, carnets=2, size=10, state="active", **terms):
        depot = depot or DepotFactory(programme=programme or ProgrammeFactory())
        lot = cls.order(depot.programme, carnets, size, **terms)
        for kind in STEPS.get(state, ()):
            lot = lot_steps.follow(lot, kind, on=ORDERED, by=person_of(lot)).lot
        if state == "cancelled":
            lot = lot_steps.cancel(lot, on=ORDERED, note="Besoin revu", by=person_of(lot)).lot
        if state in STATES[-3:]:
            lot = lots.deliver(lot, to=depot, on=DELIVERED, **JOURNAL)
        if state == "proposed":
            lot = lots.propose(lot, mandat_number="2022-1234", on=ACTIVE, by=person_of(lot))
        if state == "active":
            lot = lots.record_activation(lot, mandat_number="2022-1234", on=ACTIVE, **JOURNAL)
        return lot

    @staticmethod
    def order(programme, carnets, size, territory=(), **terms) -> Lot:
        terms = {
            "number": f"C-{programme.orders.count() + 1}",
            "supplier": OrganisationFactory(),
            "ordered_on": ORDERED,
            **VALID,
            **terms,
        }
        spec = orders.LotSpec("lot-1", carnets, size, territory)
        return orders.create(programme, lots=[spec], **terms, **JOURNAL).lots.get()


def person_of(lot, role=Role.MANAGER):
    """Somebody of the authority, at the instant of the tests."""
    user = UserFactory(role=role, organisation=lot.programme.authority)
    return user.as_actor().at(NOON)


def hand_out(depot=None, *, person=None, on=TODAY, by=SYSTEM, **choice) -> HandOut:
    """A person of the depot's programme and organisation receives the carnets of a decision."""
    depot = depot or DepotFactory(carnets=1)
    person = person or PersonFactory(
        programme=depot.programme, registered_by=depot.organisation or OrganisationFactory()
    )
    decision = DecisionFactory(person=person, request__filed_on=on)
    return hand_outs.hand_out(decision, depot=depot, on=on, by=by.at(entered(on)), **choice)


def entered(on) -> dt.datetime:
    """When an act of a day is entered: at the instant of the tests, or at noon of a later day."""
    return max(NOON, NOON.replace(year=on.year, month=on.month, day=on.day))


def handed_out_carnet(depot=None, **choice) -> Carnet:
    """A carnet in the hands of someone: its passes may be spent."""
    return hand_out(depot, **choice).carnets.select_related("lot__programme", "lot__order").get()


def typed_codes(carnet: Carnet) -> list[str]:
    """What is printed on the passes of a carnet."""
    return [keyring().typed_code(carnet.lot.batch, n) for n in serials(carnet)]


def qr_codes(carnet: Carnet) -> list[str]:
    """What a camera reads on them."""
    valid_until = carnet.lot.order.valid_until
    return [keyring().qr_payload(carnet.lot.batch, n, valid_until) for n in serials(carnet)]


def serials(carnet: Carnet) -> range:
    return carnet.lot.serials_of(carnet.number)


def shipment_of(source=None, to=None, *, ranges=((1, 2),), on=TODAY, state="sent", **more):
    """Carnets sent to another store; `state` goes on to "to_settle", "closed" or "cancelled"."""
    source = source or DepotFactory(carnets=3)
    to = to or DepotFactory(programme=source.programme)
    sent = actions.send(source, to, ranges=ranges, on=on, **more, **JOURNAL)
    if state == "cancelled":
        return actions.cancel(sent, on=on, reason="Erreur", **JOURNAL)
    if state == "closed":
        return actions.receive(sent, ranges=ranges, on=on, **JOURNAL)
    if state == "to_settle":
        why = {"rest": "missing", "reason": "Paquet ouvert"}
        return actions.receive(sent, ranges=[], on=on, **why, **JOURNAL)
    return sent
