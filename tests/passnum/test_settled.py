"""A page that asks for a move which is no longer open says what happened, and leads back."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import MembershipState, ResetState, Role
from accounts.models import FactorReset
from conventions.enums import AvenantState, ConventionState
from corrections import actions
from corrections.enums import CorrectionState
from corrections.models import Correction
from counts.actions import cancel
from counts.enums import CountState
from deadlines.enums import OccurrenceState
from distribution.enums import CarnetState, LotState, PassState, ShipmentState
from expiry.actions import extensions
from expiry.enums import ExtensionState
from passnum.management.commands.states import tables
from printing.enums import PrintFileState
from programmes.enums import ProgrammeFileState
from regies.enums import RegieState, SheetState
from regies.models import Sheet
from reporting.enums import ReportState
from tests.dossiers.test_views_states import AVENANTS, CONVENTIONS
from tests.factories.accounts import NOON, UserFactory, sign_in
from tests.factories.conventions import AvenantFactory, ConventionFactory, ObligationFactory
from tests.factories.counts import closed_count_of, count_of
from tests.factories.deadlines import OccurrenceFactory
from tests.factories.distribution import JOURNAL, DepotFactory, LotFactory, person_of, shipment_of
from tests.factories.expiry import order_of, propose
from tests.factories.printing import print_file
from tests.factories.programmes import ProgrammeFactory, ProgrammeFileFactory
from tests.factories.regies import handover_of, regie_of

pytestmark = pytest.mark.django_db
# By table: what is built in each state, and the page of each move with what its address adds.
PAGES = {
    "CONVENTION_MOVES": {
        ConventionState.DRAFT: ("dossiers:withdraw-vote",),
        ConventionState.VOTED: ("dossiers:vote",),
        ConventionState.SIGNED: ("dossiers:sign",),
        ConventionState.CLOSED: ("dossiers:close",),
        ConventionState.TERMINATED: ("dossiers:terminate",),
    },
    "AVENANT_MOVES": {
        AvenantState.DRAFT: ("dossiers:withdraw-avenant-vote",),
        AvenantState.VOTED: ("dossiers:vote-avenant",),
        AvenantState.SIGNED: ("dossiers:sign-avenant",),
        AvenantState.ABANDONED: ("dossiers:abandon-avenant",),
    },
    "OCCURRENCE_MOVES": {
        OccurrenceState.SENT: ("deadlines:send-occurrence",),
        OccurrenceState.WAIVED: ("deadlines:waive-occurrence",),
    },
    "CORRECTION_MOVES": {
        CorrectionState.APPROVED: ("corrections:decide", "approuver"),
        CorrectionState.REFUSED: ("corrections:decide", "refuser"),
        CorrectionState.WITHDRAWN: ("corrections:decide", "retirer"),
    },
    "LOT_MOVES": {
        LotState.PROOF: ("ordering:receive-proof",),
        LotState.APPROVED: ("ordering:approve-proof",),
        LotState.ORDERED: ("ordering:refuse-proof",),
        LotState.PRODUCTION: ("ordering:start-production",),
        LotState.DISPATCHED: ("ordering:announce-dispatch",),
        LotState.CANCELLED: ("ordering:cancel-lot",),
        LotState.PROPOSED: ("distribution:propose-lot",),
        LotState.ACTIVE: ("distribution:activate-lot",),
    },
    "SHIPMENT_MOVES": {
        ShipmentState.TO_SETTLE: ("movements:receive-part",),
        ShipmentState.CANCELLED: ("movements:cancel",),
    },
    "COUNT_MOVES": {
        CountState.CLOSED: ("counts:close",),
        CountState.CANCELLED: ("counts:cancel",),
    },
    "EXTENSION_MOVES": {
        ExtensionState.IN_FORCE: ("expiry:confirm-extension",),
        ExtensionState.REFUSED: ("expiry:refuse-extension",),
    },
    "PRINT_FILE_MOVES": {
        PrintFileState.CONFIRMED: ("printing:confirm",),
        PrintFileState.TAKEN: ("printing:take",),
        PrintFileState.WITHDRAWN: ("printing:withdraw",),
    },
    "REGIE_MOVES": {
        RegieState.FOUNDED: ("regies:found",),
        RegieState.CLOSED: ("regies:close",),
    },
    "SHEET_MOVES": {
        SheetState.SIGNED: ("regies:sign",),
        SheetState.CLOSED: ("regies:countersign",),
        SheetState.PREPARED: ("regies:reopen",),
        SheetState.CANCELLED: ("regies:cancel",),
    },
    "MEMBERSHIP_MOVES": {
        MembershipState.IN_USE: ("programmes:confirm-role",),
        MembershipState.REFUSED: ("programmes:refuse-role",),
        MembershipState.ENDED: ("programmes:end-role",),
    },
    "RESET_MOVES": {
        ResetState.DONE: ("programmes:confirm-factor-reset",),
        ResetState.REFUSED: ("programmes:refuse-factor-reset",),
    },
    "PROGRAMME_FILE_MOVES": {
        ProgrammeFileState.LOADED: ("load-programme-file",),
        ProgrammeFileState.WITHDRAWN: ("withdraw-programme-file",),
    },
}
DONE_BY = {
    "MEMBERSHIP_MOVES": Role.ADMINISTRATOR,
    "RESET_MOVES": Role.ADMINISTRATOR,
    "PROGRAMME_FILE_MOVES": Role.ADMINISTRATOR,
    "distribution:activate-lot": Role.REGISSEUR,
    "SHIPMENT_MOVES": Role.REGISSEUR,
    "COUNT_MOVES": Role.REGISSEUR,
    "EXTENSION_MOVES": Role.REGISSEUR,
    "printing:confirm": Role.REGISSEUR,
}
# Done by a button, a command, a file or a task, or on the page of many rows: no page asks for them.
WITHOUT_PAGE = {
    "OCCURRENCE_MOVES": {*OccurrenceState} - {OccurrenceState.SENT, OccurrenceState.WAIVED},
    "LOT_MOVES": {LotState.DELIVERED},
    "CARNET_MOVES": {*CarnetState},
    "PASS_MOVES": {*PassState},
    "SHIPMENT_MOVES": {ShipmentState.CLOSED},  # by two pages: tests/movements/test_views.py
    "REPORT_MOVES": {*ReportState},
}
# Its page checks a draft as it would be signed, before its vote.
CHECKED = ("AVENANT_MOVES", AvenantState.DRAFT, AvenantState.SIGNED)


def an_extension(programme, state):
    made = propose(order_of(DepotFactory(programme=programme)))
    by = person_of(made.order.lots.get(), Role.REGISSEUR)
    if state == ExtensionState.IN_FORCE:
        return extensions.confirm(made, by=by)
    return made if state == made.state else extensions.refuse(made, refusal="Non", by=by)


def a_convention(programme, state):
    return ConventionFactory(programme=programme, **CONVENTIONS[state])


def an_avenant(programme, state):
    signed = a_convention(programme, ConventionState.SIGNED)
    return AvenantFactory(convention=signed, **AVENANTS[state])


def an_occurrence(programme, state):
    signed = a_convention(programme, ConventionState.SIGNED)
    return OccurrenceFactory(
        obligation=ObligationFactory(convention=signed, in_force=True), state=state
    )


def a_correction(programme, state):
    signed, who = a_convention(programme, ConventionState.SIGNED), UserFactory()
    made = actions.propose_no_signature(signed, reason="Erreur.", by=who.as_actor().at(NOON))
    decided = {"decided_by": UserFactory(), "decided_on": dt.date(2023, 5, 12), "decided_at": NOON}
    if state != CorrectionState.PROPOSED:
        Correction.objects.update(state=state, **decided)
    return made


def a_lot(programme, state):
    return LotFactory(depot=DepotFactory(programme=programme), state=state)


def a_shipment(programme, state):
    """Between two régies: one person keeps both ends."""
    source = DepotFactory(programme=programme, regie=True, carnets=2)
    return shipment_of(source, DepotFactory(programme=programme, regie=True), state=state)


def a_count(programme, state):
    depot = DepotFactory(programme=programme, regie=True)
    if state == CountState.CLOSED:
        return closed_count_of(depot)
    made = count_of(depot)
    return made if state == CountState.OPEN else cancel(made, reason="Erreur", **JOURNAL)


def a_regie(programme, state):
    return regie_of(DepotFactory(programme=programme, regie=True), state=state)


def a_sheet(programme, state):
    """Of a régie that two people hold: each may sign, as `signer` says."""
    return handover_of(a_regie(programme, RegieState.FOUNDED), state=state)


def a_print_file(programme, state):
    return print_file(LotFactory(programme=programme, state="ordered"), state=state)


def a_role(programme, state):
    role = UserFactory(organisation=programme.authority).acting
    role.state, role.ended_at = state, NOON if state == MembershipState.ENDED else None
    role.save()
    return role


def a_reset(programme, state):
    proposer, decider = UserFactory(), UserFactory()
    decided = {} if state == ResetState.PROPOSED else {"decided_by": decider, "decided_at": NOON}
    return FactorReset.objects.create(
        user=UserFactory(organisation=programme.authority),
        state=state,
        proposed_by=proposer,
        proposed_at=NOON,
        **decided,
    )


def a_programme_file(programme, state):
    file = ProgrammeFileFactory(authority=programme.authority)
    if state != ProgrammeFileState.PROPOSED:
        file.state, file.decided_at, file.decided_by = state, NOON, UserFactory()
        file.save()
    return file


BUILT = {
    "CONVENTION_MOVES": a_convention,
    "AVENANT_MOVES": an_avenant,
    "OCCURRENCE_MOVES": an_occurrence,
    "CORRECTION_MOVES": a_correction,
    "LOT_MOVES": a_lot,
    "SHIPMENT_MOVES": a_shipment,
    "COUNT_MOVES": a_count,
    "EXTENSION_MOVES": an_extension,
    "PRINT_FILE_MOVES": a_print_file,
    "REGIE_MOVES": a_regie,
    "SHEET_MOVES": a_sheet,
    "MEMBERSHIP_MOVES": a_role,
    "RESET_MOVES": a_reset,
    "PROGRAMME_FILE_MOVES": a_programme_file,
}
MOVES = {name: moves for _, name, moves in tables()}


def signer(row, address):
    """Who acts on the papers of a régie: nobody signs for another."""
    if not isinstance(row, Sheet):
        return None
    one = row.incoming if address == "regies:countersign" else row.outgoing
    one.user.acting = one.user.memberships.get()
    return one.user


def test_each_move_is_asked_on_a_page_or_said_to_have_none():
    for name, moves in MOVES.items():
        targets = {target for reached in moves.values() for target in reached}
        assert {*PAGES.get(name, ())} == targets - WITHOUT_PAGE.get(name, set()), name


@pytest.mark.parametrize(
    ("name", "source"), [(name, source) for name in PAGES for source in MOVES[name]]
)
def test_a_move_that_is_not_open_is_not_asked(client, clock, name, source):
    programme = ProgrammeFactory()
    row = BUILT[name](programme, source)
    for target, (address, *more) in PAGES[name].items():
        role = DONE_BY.get(address) or DONE_BY.get(name, Role.MANAGER)
        sign_in(
            client, signer(row, address) or UserFactory(role=role, organisation=programme.authority)
        )
        page = client.get(reverse(address, args=[row.public_id, *more]))
        is_settled = any("settled" in one for one in page.context)
        is_open = target in MOVES[name][source] or (name, source, target) == CHECKED
        assert is_settled != is_open, target
        if is_settled:
            assert page.context["settled"].said
            assert f'<a href="{page.context["settled"].back_url}">' in page.text
            assert client.get(page.context["settled"].back_url).status_code == 200
