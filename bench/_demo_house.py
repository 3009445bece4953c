"""The rows of the demonstration that the addresses of `tests/accounts/matrix.py` name."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from accounts.actions import factor_resets, memberships
from accounts.enums import MembershipState, Role
from accounts.models import FactorReset, Membership, Organisation, SavedFilter, User
from audit.actors import SYSTEM
from beneficiaries.models import Decision, Establishment, Person, ReglementVersion
from budget.models import BudgetLine, Subsidy
from circulation.actions import remind
from circulation.models import UseReminder
from conventions.actions.texts import ClauseSpec
from conventions.enums import ClauseKind
from conventions.models import Avenant, Convention
from corrections.actions import propose_clause
from corrections.models import Correction
from deadlines.actions import calendar_feeds
from deadlines.models import CalendarFeed, Occurrence
from deliberations.models import Deliberation
from distribution.enums import DepotKind
from distribution.models import Depot, HandOut, Lot, Market, Shipment
from expiry.models import Extension
from files.models import File
from finance.actions import funding_keys
from finance.models import Expense, FundingKey
from financing.models import Plan
from findings import readings
from findings.models import Acceptance
from incidents.models import Block
from mediation.models import Device, Redemption
from movements.readings import first_in_service
from passnum.demo.accounts import LABELS
from places.models import Place
from printing.models import PrintFile
from programmes.models import Programme, ProgrammeFile
from regies.models import Regie, Sheet
from reporting.models import Alert, Report
from tests.accounts.endings import Endings
from tests.accounts.house import House
from tests.factories.accounts import NOON, SavedFilterFactory, UserFactory, add_factor
from tests.factories.beneficiaries import EstablishmentFactory, PersonFactory
from tests.factories.counts import count_of
from tests.factories.distribution import (
    TODAY,
    MarketFactory,
    handed_out_carnet,
    shipment_of,
)
from tests.factories.expiry import propose
from tests.factories.files import file_of
from tests.factories.findings import AcceptanceFactory, planted
from tests.factories.incidents import block_of
from tests.factories.printing import KEY
from tests.factories.programmes import ProgrammeFileFactory
from tests.factories.regies import handover_of, regie_of
from tests.factories.reporting import AlertFactory
from tests.factories.sampling import draw_of

BY = SYSTEM.at(NOON)


class DemoHouse(House):  # type: ignore[misc] # tests have no types
    """Of each kind, the row that has the most beside it; what the demonstration lacks is made."""

    def __init__(self, *, is_made: bool = True) -> None:
        self.programme = Programme.objects.get(code="pas-de-calais")
        self._read_texts()
        self._read_money()
        self._read_passes()
        if not is_made:
            self._make()
        self._read_what_was_made()

    def _make(self) -> None:
        """What the demonstration lacks."""
        manager = self.member(Role.MANAGER)
        propose_clause(
            self.convention,
            kind=ClauseKind.FAR_SHARE,
            clause=ClauseSpec(ClauseKind.FAR_SHARE, Decimal(1)),
            reason="Une part oubliée.",
            by=manager.as_actor().at(NOON),
        )
        calendar_feeds.open_feed(manager, self.programme, by=BY)
        AcceptanceFactory(programme=self.programme)
        funding_keys.assign(self.waiting, self.convention, by=BY)
        file_of(self.deliberation)
        planted(self.programme)
        EstablishmentFactory(programme=self.programme)
        PersonFactory(programme=self.programme, registered_by=self.depot.organisation)
        self._make_stock(manager)
        AlertFactory(programme=self.programme)
        SavedFilterFactory(user=manager, organisation=self.programme.authority)
        authority = self.programme.authority
        ProgrammeFileFactory(authority=authority)
        newcomer = UserFactory(role=Role.DISTRIBUTOR, organisation=authority)
        memberships.propose(newcomer, organisation=authority, role=Role.MANAGER, by=BY)
        add_factor(newcomer)
        proposer = self.member(Role.ADMINISTRATOR).as_actor().at(NOON)
        factor_resets.propose(newcomer, authority=authority, by=proposer, real_now=NOON)

    def _make_stock(self, manager: User) -> None:
        """What the demonstration lacks of the carnets."""
        regie = Depot.objects.get(programme=self.programme, kind=DepotKind.REGIE)
        shipment_of(regie, self.depot, ranges=first_in_service(regie, 10, NOON.date()))
        handover_of(Regie.objects.filter(depot=regie).first() or regie_of(regie))
        block_of(self.depot)
        count_of(self.depot, on=NOON.date(), by=BY)
        draw_of(self.depot)
        self._remind()
        propose(self.carnet.lot.order, new_end=dt.date(2024, 6, 30))
        MarketFactory(programme=self.programme)
        PrintFile.objects.create(
            lot=self.waiting, recipient=KEY, proposed_at=NOON, proposed_by=manager
        )

    def _remind(self) -> None:
        carnet, counter = handed_out_carnet(self.depot), self._hosts(Role.DISTRIBUTOR)
        remind(self.programme, [carnet], organisation=counter, on=TODAY, by=BY)

    def _read_what_was_made(self) -> None:
        of = {"programme": self.programme}
        self.leaver = Person.objects.filter(**of, requests=None).first()
        self.correction = Correction.objects.first()
        self.count, self.draw = self.programme.counts.first(), self.programme.draws.first()
        self.block, self.market = Block.objects.first(), Market.objects.first()
        self.sending = UseReminder.objects.values_list("sending", flat=True)[0]
        self.shipment = Shipment.objects.filter(**of).first()
        self.sheet = Sheet.objects.filter(regie__programme=self.programme).first()
        self.regie = self.sheet and self.sheet.regie
        order, extension = self.carnet.lot.order, Extension.objects.first()
        self.endings = Endings(self.depot, order, order, order, order, extension)
        self.print_file = self.to_take = PrintFile.objects.first()
        self.feed, self.secret = CalendarFeed.objects.filter(**of).first(), "inconnu"
        self.establishment = Establishment.objects.filter(**of).first()
        self.saved_filter = SavedFilter.objects.first()
        self.alert = Alert.objects.filter(**of).first()
        self.acceptance = Acceptance.objects.filter(**of).first()
        self.funding_key = FundingKey.objects.filter(**of).first()
        self.file = File.objects.filter(folder__programme=self.programme).first()
        self.finding = next(iter(readings.of_programme(self.programme)), None)
        self.programme_file = ProgrammeFile.objects.first()
        self.proposed = Membership.objects.filter(state=MembershipState.PROPOSED)[0]
        self.newcomer = User.objects.get(pk=self.proposed.user_id)
        self.factor_reset = FactorReset.objects.first()
        self.newcomer.acting = self.newcomer.memberships.get(role=Role.DISTRIBUTOR)

    def member(self, role: Role, organisation: Organisation | None = None) -> User:
        """The account that the demonstration gives to its visitors."""
        return User.objects.get(email=f"{LABELS[role]}@{self.programme.code}.exemple")

    def _hosts(self, role: Role) -> Organisation:
        return self.member(role).memberships.get().organisation

    def _read_texts(self) -> None:
        conventions = Convention.objects.filter(programme=self.programme)
        self.convention = fullest(conventions, "obligations")
        self.avenant = fullest(Avenant.objects.filter(convention__in=conventions), "clauses")
        votes = Deliberation.objects.filter(programme=self.programme)
        self.deliberation = fullest(votes, "visas")
        self.earlier = votes.order_by("session_on")[0]
        of_convention = Occurrence.objects.filter(obligation__convention=self.convention)
        self.occurrence = fullest(of_convention, "proofs")
        self.reglement = fullest(
            ReglementVersion.objects.filter(programme=self.programme), "categories"
        )

    def _read_money(self) -> None:
        self.plan = fullest(Plan.objects.filter(programme=self.programme), "items")
        self.line = fullest(BudgetLine.objects.filter(programme=self.programme), "commitments")
        self.subsidy = fullest(Subsidy.objects.all(), "items")
        self.expense = Expense.objects.filter(programme=self.programme).first()
        self.report = Report.objects.filter(convention__programme=self.programme).first()

    def _read_passes(self) -> None:
        of = {"programme": self.programme}
        self.depot = Depot.objects.get(**of, organisation=self._hosts(Role.DISTRIBUTOR))
        self.given = fullest(HandOut.objects.filter(depot=self.depot), "carnets")
        self.decision = Decision.objects.get(pk=self.given.decision_id)
        self.person = Person.objects.get(requests=self.decision.request_id)
        self.carnet = self.given.carnets.select_related("lot__order")[0]
        self.waiting = Lot.objects.filter(**of).order_by("-state", "pk")[0]
        self.to_confirm = self.ordered = self.waiting
        self.to_approve = self.approved = self.in_production = self.waiting
        self.place = fullest(
            Place.objects.filter(structure__organisation=self._hosts(Role.MEDIATOR)), "redemptions"
        )
        self.device = Device.objects.filter(structure=self.place.structure).first()
        self.redemption = Redemption.objects.filter(place=self.place).first()


def fullest(rows: QuerySet[Any], name: str) -> Any:
    return rows.annotate(beside=Count(name, distinct=True)).order_by("-beside", "pk").first()
