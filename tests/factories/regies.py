"""Régies, who holds them and what is signed there, made by the actions."""

import datetime as dt
from decimal import Decimal

from accounts.enums import Role
from regies.actions import appointments, regies, sheets
from regies.actions.appointments import Naming
from regies.enums import Office, OverCeiling, RegieKind, RegieState, SheetState
from tests.factories.accounts import NOON, UserFactory
from tests.factories.distribution import JOURNAL, DepotFactory

OPINION, ACT = dt.date(2021, 9, 1), dt.date(2021, 9, 6)
FOUNDING = {"act_number": "2021-R1", "act_on": ACT, "opinion_on": OPINION}


def regie_of(
    depot=None, *, state=RegieState.FOUNDED, ceiling="5000", kind=RegieKind.ADVANCE, over=None
):
    """A régie of three active carnets, founded with a ceiling; `state` stops before, or closes."""
    depot = depot or DepotFactory(regie=True, carnets=3 if state != RegieState.CLOSED else 0)
    made = regies.propose(depot, kind=kind, over_ceiling=over or OverCeiling.REFUSED, **JOURNAL)
    if state != RegieState.DRAFT:
        made = regies.found(made, **FOUNDING, amount=ceiling and Decimal(ceiling), **JOURNAL)
    if state == RegieState.CLOSED:
        made = regies.close(made, number="2023-R9", on=NOON.date(), **JOURNAL)
    return made


def regisseur_of(regie, role=Role.REGISSEUR):
    return UserFactory(role=role, organisation=regie.programme.authority)


def appointment_of(
    regie, *, office=Office.HOLDER, starts_on=ACT, ends_on=None, user=None, name="Dominique Roche"
):
    """Somebody in office since the founding act, who signs with the account `user`."""
    number = f"2021-N{regie.appointments.count() + 1}"
    naming = Naming(office, name, number, ACT, OPINION, starts_on, ends_on, user)
    return appointments.appoint(regie, naming, **JOURNAL)


def handover_of(regie=None, *, state=SheetState.PREPARED):
    """A handover between two régisseurs, each with an account; `state` goes on with them."""
    regie = regie or regie_of()
    leaves, comes = regisseur_of(regie), regisseur_of(regie)
    appointment_of(regie, user=leaves)
    appointment_of(regie, user=comes, starts_on=None, name="Claude Petit")
    sheet = sheets.prepare(regie, **JOURNAL)
    if state == SheetState.CANCELLED:
        return sheets.cancel(sheet, **JOURNAL)
    if state in (SheetState.SIGNED, SheetState.CLOSED):
        sheet = sheets.sign(sheet, by=leaves.as_actor().at(NOON))
    if state == SheetState.CLOSED:
        sheet = sheets.close(sheet, by=comes.as_actor().at(NOON))
    return sheet
