"""Files of codes for a printer, made by the actions."""

import pyrage

from accounts.enums import Role
from printing import actions
from printing.enums import PrintFileState
from tests.factories.accounts import NOON, UserFactory
from tests.factories.distribution import LotFactory

# Always the same: what a page shows of a key never depends on luck.
PRINTER = pyrage.x25519.Identity.from_str(
    "AGE-SECRET-KEY-1W0LDKE4WRPY37GW048SWP6Y7X59EMAMJMRUZPA33KFJAD7TZ6T8SX24YTH"
)
KEY = str(PRINTER.to_public())


def print_file(lot=None, *, state=PrintFileState.PROPOSED, recipient=KEY):
    """The codes of an ordered lot, asked for by a manager; `state` goes on with a régisseur."""
    lot = lot or LotFactory(state="ordered", carnets=2, size=5)
    authority = lot.programme.authority
    manager = UserFactory(role=Role.MANAGER, organisation=authority)
    file = actions.propose(
        lot, recipient=recipient, proposed_by=manager, by=manager.as_actor().at(NOON)
    )
    if state == PrintFileState.WITHDRAWN:
        return actions.withdraw(file, by=manager.as_actor().at(NOON))
    if state in (PrintFileState.CONFIRMED, PrintFileState.TAKEN):
        regisseur = UserFactory(role=Role.REGISSEUR, organisation=authority)
        file = actions.confirm(file, by=regisseur.as_actor().at(NOON))
    if state == PrintFileState.TAKEN:
        actions.take(file, by=manager.as_actor().at(NOON))
        file.refresh_from_db()
    return file
