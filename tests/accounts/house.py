"""A programme with one row of each kind, who acts in it, and the addresses of its rows."""

import datetime as dt
from decimal import Decimal

from django.urls import reverse

from accounts.actions import factor_resets, memberships
from accounts.enums import Role
from accounts.models import Organisation
from audit.actors import SYSTEM
from beneficiaries.actions import requests
from beneficiaries.enums import Channel, Status
from circulation.actions import remind
from conventions.actions.texts import ClauseSpec
from conventions.enums import Cadence, ClauseKind, MetBy
from corrections import actions
from deadlines.actions import calendar_feeds
from deliberations.actions import deliberations
from finance.actions import funding_keys
from printing.enums import PrintFileState
from reporting import documents
from reporting.actions import reports
from reporting.rules import Quarter
from tests.accounts.endings import Endings
from tests.factories.accounts import (
    NOON,
    OrganisationFactory,
    SavedFilterFactory,
    UserFactory,
    add_factor,
)
from tests.factories.beneficiaries import EstablishmentFactory, PersonFactory, version_of
from tests.factories.budget import SubsidyFactory
from tests.factories.conventions import AvenantFactory, ObligationFactory
from tests.factories.counts import count_of
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.deliberations import DeliberationFactory
from tests.factories.distribution import (
    TODAY,
    DepotFactory,
    LotFactory,
    MarketFactory,
    hand_out,
    handed_out_carnet,
    shipment_of,
)
from tests.factories.files import file_of
from tests.factories.finance import ExpenseFactory
from tests.factories.financing import PlanFactory
from tests.factories.findings import AcceptanceFactory, planted
from tests.factories.incidents import block_of
from tests.factories.mediation import DeviceFactory
from tests.factories.places import PlaceFactory
from tests.factories.printing import print_file
from tests.factories.programmes import ProgrammeFactory, ProgrammeFileFactory
from tests.factories.regies import handover_of, regie_of
from tests.factories.reporting import AlertFactory, spend, state_convention
from tests.factories.sampling import draw_of

JOURNAL = {"by": SYSTEM.at(NOON)}
OF_CONVENTION = [
    "conventions:edit",
    "conventions:identity",
    "dossiers:vote",
    "dossiers:withdraw-vote",
    "dossiers:sign",
    "dossiers:signature-day",
    "dossiers:close",
    "dossiers:terminate",
    "dossiers:discard",
    "conventions:add-avenant",
    "corrections:convention",
]
OF_AVENANT = [
    "dossiers:avenant",
    "dossiers:sign-avenant",
    "conventions:edit-avenant",
    "conventions:avenant-subject",
    "dossiers:vote-avenant",
    "dossiers:withdraw-avenant-vote",
    "dossiers:avenant-signature-day",
    "dossiers:abandon-avenant",
    "conventions:difference",
    "dossiers:avenant-document",
    "corrections:avenant",
]
ANSWERS = ["confirm", "refuse"]
OF_FILE = ["", "load-", "withdraw-"]
OF_HOLDER = ["role-holder", "give-role", "send-link", "propose-factor-reset", "end-sign-ins"]
OF_PERSON = ["detail", "request", "correct"]
OF_PRINT_FILE = ["confirm", "withdraw", "decline"]
OF_PROPOSED = ["withdraw-lot", "activate-lot", "decline-lot"]
OF_DEPOT = ["rename-depot", "close-depot", "open-depot-again"]
OF_COUNT = ["count", "sheet", "add", "withdraw", "explain", "close", "cancel"]
OF_REGIE = ["regie", "found", "revise", "appoint", "close", "prepare"]
OF_SHEET = ["sheet", "document", "sign", "countersign", "reopen", "cancel"]
OF_OCCURRENCE = ["", "prepare-", "resume-", "send-", "waive-", "assign-"]
OF_SHIPMENT = ["shipment", "note", "receive", "receive-part", "settle", "cancel"]


class House:
    """Its person, decisions and hand-out belong to one distributor, its redemption to one
    structure of mediation.
    """

    def __init__(self, authority: Organisation | None = None) -> None:
        self.programme = ProgrammeFactory(
            with_calendar=True, authority=authority or OrganisationFactory(accent="#1D4F91")
        )
        self._agree()
        self.expense = ExpenseFactory(programme=self.programme, paid=True)
        self.place = PlaceFactory(programme=self.programme)
        self.depot = DepotFactory(programme=self.programme, carnets=4)
        self.reglement = version_of(self.programme)
        self.establishment = EstablishmentFactory(programme=self.programme)
        self.person = PersonFactory(programme=self.programme, registered_by=self.depot.organisation)
        self.decision = decide(self.person)
        self.leaver = PersonFactory(programme=self.programme, registered_by=self.depot.organisation)
        self.given = hand_out(self.depot)
        self._supply()
        self.carnet = self.given.carnets.select_related("lot__order", "lot__programme").get()
        self.redemption = spend(self.carnet, on=TODAY, place=self.place)
        self.funding_key = funding_keys.assign(self.waiting, self.convention, **JOURNAL)
        self.report = freeze(self.convention)
        self.device = DeviceFactory(structure=self.place.structure)
        self.alert = AlertFactory(programme=self.programme)
        authority = self.programme.authority
        self.newcomer = UserFactory(role=Role.DISTRIBUTOR, organisation=authority)
        add_factor(self.newcomer)
        proposer = UserFactory(role=Role.ADMINISTRATOR, organisation=authority)
        self.factor_reset = factor_resets.propose(
            self.newcomer, authority=authority, by=proposer.as_actor().at(NOON), real_now=NOON
        )
        self.programme_file = ProgrammeFileFactory(authority=authority)
        self.proposed = memberships.propose(
            self.newcomer, organisation=authority, role=Role.MANAGER, **JOURNAL
        )

    def _supply(self) -> None:
        """A carnet not begun, carnets on their way to the régie, lots that wait for a mandat."""
        self._remind()
        regie = DepotFactory(programme=self.programme, regie=True)
        self.shipment = shipment_of(self.depot, regie, ranges=[(4, 4)])
        self.regie = regie_of(regie)
        self.sheet = handover_of(self.regie)
        self.block = block_of(self.depot)
        self.count = count_of(self.depot, found=[(3, 3)])
        self.draw = draw_of(self.depot, size=1)
        self.waiting = LotFactory(depot=self.depot, state="delivered")
        self.to_confirm = LotFactory(depot=self.depot, state="proposed")
        self.ordered = LotFactory(depot=self.depot, state="ordered")
        self.market = MarketFactory(programme=self.programme)
        self.to_approve = LotFactory(depot=self.depot, state="proof")
        self.approved = LotFactory(depot=self.depot, state="approved")
        self.in_production = LotFactory(depot=self.depot, state="production")
        self.print_file = print_file(self.ordered)
        self.to_take = print_file(self.waiting, state=PrintFileState.CONFIRMED)
        self.endings = Endings.made(self.depot)

    def _remind(self) -> None:
        """A carnet that is not begun, and the letter that said so."""
        counter = self.depot.organisation
        own = DepotFactory(programme=self.programme, organisation=counter, carnets=1)
        carnet = handed_out_carnet(own, on=dt.date(2023, 3, 1))
        sent = {"organisation": counter, "on": dt.date(2023, 3, 20), **JOURNAL}
        self.sending = remind(self.programme, [carnet], **sent)

    def _agree(self) -> None:
        """What was voted, agreed and promised."""
        self.convention = state_convention(self.programme)
        self.deliberation = DeliberationFactory(programme=self.programme)
        self.avenant = AvenantFactory(
            convention=self.convention, voted=True, deliberation=self.deliberation
        )
        self.file = file_of(self.deliberation)
        self.earlier = DeliberationFactory(
            programme=self.programme, session_on=dt.date(2020, 7, 6), number="2020-earlier"
        )
        deliberations.tie(self.deliberation, self.earlier, **JOURNAL)
        self.occurrence = OccurrenceFactory(
            obligation=ObligationFactory(convention=self.convention, in_force=True)
        )
        quarterly = {"cadence": Cadence.QUARTERLY, "due_on": None, "met_by": MetBy.QUARTERLY_REPORT}
        asked = ObligationFactory(convention=self.convention, in_force=True, **quarterly)
        OccurrenceFactory(obligation=asked, due_on=dt.date(2023, 4, 30))
        reader = UserFactory(organisation=self.programme.authority)
        self.saved_filter = SavedFilterFactory(user=reader)
        share = ClauseSpec(ClauseKind.FAR_SHARE, Decimal(1))
        self.correction = actions.propose_clause(
            self.convention,
            kind=share.kind,
            clause=share,
            reason="Une part oubliée.",
            by=reader.as_actor().at(NOON),
        )
        self.feed, self.secret = calendar_feeds.open_feed(reader, self.programme, **JOURNAL)
        self.finding = planted(self.programme)
        self.acceptance = AcceptanceFactory(programme=self.programme)
        self.plan = PlanFactory(programme=self.programme, convention=self.convention)
        self.subsidy = SubsidyFactory(programme=self.programme, deliberation=self.deliberation)
        self.line = self.subsidy.commitment.line

    def host(self, role: Role) -> Organisation:
        """The organisation in which a role acts on the rows above."""
        hosts = {
            Role.DISTRIBUTOR: self.depot.organisation,
            Role.MEDIATOR: self.place.structure.organisation,
        }
        return hosts.get(role, self.programme.authority)

    def neighbour(self, role: Role) -> Organisation:
        """Another organisation of the programme, for the roles that see only their own rows."""
        if role == Role.DISTRIBUTOR:
            return DepotFactory(programme=self.programme).organisation
        return PlaceFactory(programme=self.programme).structure.organisation

    def member(self, role: Role, organisation: Organisation | None = None):
        return UserFactory(role=role, organisation=organisation or self.host(role))

    @property
    def kwargs(self) -> dict[str, dict[str, object]]:
        """What the addresses that name a row need, by the name of the address."""
        files, of_convention = {"kind": "csv"}, {"convention_id": self.convention.public_id}
        return {
            **self._of_accounts,
            "conventions:text": {"slug": "duree", **named(self.convention)},
            "conventions:avenant-text": {"slug": "duree", **named(self.avenant)},
            **{name: named(self.convention) for name in OF_CONVENTION},
            **{name: named(self.avenant) for name in OF_AVENANT},
            "dossiers:convention": named(self.convention),
            "findings:finding": marked(self.finding),
            "findings:accept": marked(self.finding),
            "findings:withdraw": marked(self.acceptance),
            **self._of_corrections,
            **self._of_votes,
            **self._of_occurrences,
            **self._of_money,
            **{f"beneficiaries:{act}": named(self.person) for act in OF_PERSON},
            "beneficiaries:decision": named(self.decision),
            "retention:copy": named(self.person),
            "retention:erase": named(self.leaver),
            "beneficiaries:edit-establishment": named(self.establishment),
            "beneficiaries:reglement": named(self.reglement),
            "beneficiaries:edit-reglement": named(self.reglement),
            "beneficiaries:remove-reglement": named(self.reglement),
            **self._of_stock,
            **{f"places:{act}": named(self.place) for act in ("detail", "edit", "qualify", "end")},
            "mediation:outcome": named(self.redemption),
            "mediation:revoke-device": named(self.device),
            "finance:withdraw-funding-key": named(self.funding_key),
            **dict.fromkeys(("finance:consumed", "finance:rows"), of_convention),
            "finance:export": of_convention | files,
            "reporting:produce": of_convention | {"code": "2022-T4"},
            "reporting:see-alert": named(self.alert),
            "reporting:report": {"report_id": self.report.public_id},
            "reporting:report-file": {"report_id": self.report.public_id},
            "reporting:send-report": {"report_id": self.report.public_id},
        }

    @property
    def _of_stock(self) -> dict[str, dict[str, object]]:
        return {
            "distribution:depot": named(self.depot),
            **{f"distribution:{act}": named(self.depot) for act in OF_DEPOT},
            "ordering:order": named(self.carnet.lot.order),
            "distribution:propose-lot": named(self.waiting),
            **{f"distribution:{act}": named(self.to_confirm) for act in OF_PROPOSED},
            "ordering:deliver-lot": named(self.ordered),
            "ordering:market": named(self.market),
            **{f"ordering:{act}": named(self.ordered.order) for act in ("cancel", "add-cost")},
            **{f"ordering:{act}-proof": named(self.to_approve) for act in ("approve", "refuse")},
            "ordering:start-production": named(self.approved),
            "ordering:announce-dispatch": named(self.in_production),
            **{f"ordering:{act}": named(self.ordered) for act in ("receive-proof", "cancel-lot")},
            "printing:lot": named(self.waiting),
            "printing:propose": named(self.to_confirm),
            **{f"printing:{act}": named(self.print_file) for act in OF_PRINT_FILE},
            "printing:take": named(self.to_take),
            "distribution:hand-out": named(self.decision),
            **{f"distribution:{act}": named(self.given) for act in ("undo-hand-out", "receipt")},
            "hand_outs:hand-out": named(self.given),
            "hand_outs:of-person": named(self.given.decision.request.person),
            **self.endings.kwargs,
            **{f"incidents:{act}": named(self.block) for act in ("block", "lift")},
            "incidents:block-carnet": named(self.given) | {"number": self.carnet.number},
            **{f"movements:{act}": named(self.shipment) for act in OF_SHIPMENT},
            **{f"counts:{act}": named(self.count) for act in OF_COUNT},
            **{f"regies:{act}": named(self.regie) for act in OF_REGIE},
            **{f"regies:{act}": named(self.sheet) for act in OF_SHEET},
            **{f"regies:{act}": named(self.sheet.outgoing) for act in ("end", "complete")},
            **{act: named(self.depot) for act in ("regies:attach", "counts:open")},
            "sampling:draw": named(self.draw),
            **{f"circulation:{page}": {"number": self.sending} for page in ("sending", "letters")},
            **{f"movements:{act}": named(self.depot) for act in ("send", "declare-lost")},
            "movements:reverse": named(self.given.lines.get()),
        }

    @property
    def _of_accounts(self) -> dict[str, dict[str, object]]:
        return {
            "accounts:theme": named(self.programme.authority),
            **{f"{act}programme-file": named(self.programme_file) for act in OF_FILE},
            **{f"programmes:{act}-role": named(self.proposed) for act in ANSWERS},
            **{f"programmes:{act}-role": named(self.newcomer.acting) for act in ("end", "leave")},
            "programmes:organisation": named(self.depot.organisation),
            "parameters": named(self.programme),
            **{f"programmes:{act}": named(self.newcomer) for act in OF_HOLDER},
            **{f"programmes:{act}-factor-reset": named(self.factor_reset) for act in ANSWERS},
            "guide": {"name": "distributeur"},
            **{f"accounts:{act}-filters": named(self.saved_filter) for act in ("rename", "remove")},
            "accounts:confirm-email": {"token": "perdu"},
            "accounts:choose-password": {"link": "oubli", "token": "perdu"},
        }

    @property
    def _of_corrections(self) -> dict[str, dict[str, object]]:
        grant = {"slug": "subvention-maximale"}
        return {
            "corrections:correct-convention": grant | named(self.convention),
            "corrections:correct-avenant": {"slug": "parties"} | named(self.avenant),
            "corrections:decide": {"slug": "refuser"} | named(self.correction),
        }

    @property
    def _of_votes(self) -> dict[str, dict[str, object]]:
        return {
            "dossiers:deliberation": named(self.deliberation),
            "dossiers:edit-deliberation": named(self.deliberation),
            "deliberations:tie": named(self.deliberation),
            "deliberations:untie": {
                **named(self.deliberation),
                "cited_id": self.earlier.public_id,
            },
            "deliberations:add-calendar": named(self.deliberation),
            "files:download": named(self.file),
            "files:add": {"owner": "deliberation", **named(self.deliberation)},
            "files:withdraw": named(self.file),
        }

    @property
    def _of_occurrences(self) -> dict[str, dict[str, object]]:
        return {
            **{f"deadlines:{act}occurrence": named(self.occurrence) for act in OF_OCCURRENCE},
            "deadlines:add-proof": named(self.occurrence),
            "deadlines:month": {"year": 2023, "month": 5},
            "deadlines:revoke-calendar-feed": named(self.feed),
            "deadlines:calendar-feed": {"secret": self.secret},
        }

    @property
    def _of_money(self) -> dict[str, dict[str, object]]:
        return {
            "financing:plan": named(self.plan),
            "financing:edit-plan": named(self.plan),
            "budget:budget-line": named(self.line),
            "budget:edit-budget-line": named(self.line),
            "budget:commit": named(self.line),
            "budget:release": named(self.subsidy.commitment),
            "budget:edit-subsidy": named(self.subsidy),
            "budget:subsidy": named(self.subsidy),
            "budget:pay-subsidy": named(self.subsidy),
            "budget:receive-report": named(self.subsidy),
        }

    def url(self, name: str) -> str:
        return reverse(name, kwargs=self.kwargs.get(name))


def named(row) -> dict[str, object]:
    return {"public_id": row.public_id}


def marked(row) -> dict[str, object]:
    return {"fingerprint": row.fingerprint}


def decide(person):
    """A request of today, judged by the rules of the programme."""
    return requests.decide(
        person,
        filed_on=TODAY,
        status=Status.JOBSEEKER,
        channel=Channel.ACCOMPANIED,
        proof_kind="Attestation d’inscription",
        proof_dated_on=None,
        organisation=person.registered_by,
        on=TODAY,
        **JOURNAL,
    )


def freeze(convention):
    """The report of the first quarter of 2023, ready; drawing its PDF is tried elsewhere."""
    quarter = Quarter(dt.date(2023, 1, 1))
    asked = reports.request(convention, quarter, on=TODAY, **JOURNAL)
    taken = reports.take(asked.pk, real_now=NOON, **JOURNAL)
    reports.freeze(taken, data=documents.data_of(taken, at=NOON), document=b"%PDF-1.7", **JOURNAL)
    return taken
