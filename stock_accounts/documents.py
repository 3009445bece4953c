"""The compte d’emploi and the bordereau d’emploi et de versement, as PDFs and as files of rows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from common import formats, pdf
from common.formats import count
from common.sheets import Cell, Sheet
from distribution.enums import DepotKind
from distribution.readings.depots import Moved
from stock_accounts.readings import Account, DepotRow, Holding, MovementRow, Scope, numbers_in_words
from stock_accounts.rules import code_of, euros_in_words, period_in_words

TITLES = {
    "compte": "Compte d’emploi des valeurs inactives",
    "bordereau": "Bordereau d’emploi et de versement des valeurs inactives",
}
PAPERS = {
    "compte": "documents/stock_compte.html",
    "bordereau": "documents/stock_bordereau.html",
}
# Who signs, by what keeps the stock; none: for all the depots.
SIGNATORIES: dict[str, tuple[str, str]] = {
    DepotKind.COMPTABLE: ("Le comptable public", "L’ordonnateur"),
    DepotKind.REGIE: ("Le régisseur", "Vu par le comptable public"),
    DepotKind.DISTRIBUTOR: ("Pour {depot}", "Le régisseur"),
    "": ("Le régisseur", "Le comptable public"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """All that an account says, for a page, a PDF and a file: of one depot, its movements and the
    carnets at each end of the period; of several, the account of each.
    """

    scope: Scope
    account: Account
    movements: Sequence[MovementRow] = ()
    depots: Sequence[DepotRow] = ()
    before: Sequence[Holding] = ()
    after: Sequence[Holding] = ()

    @property
    def period(self) -> str:
        return period_in_words(self.scope.start, self.scope.end)

    @property
    def opening_name(self) -> str:
        return f"Existants au début du {formats.day(self.scope.start)}"

    @property
    def closing_name(self) -> str:
        return f"Existants à la fin du {formats.day(self.scope.end)}"

    @property
    def change(self) -> Decimal:
        """The value that the period added, negative when it took some."""
        return self.account.total_in.euros - self.account.total_out.euros

    @property
    def closed(self) -> str:
        """The sentence that closes an account, in figures and in words."""
        here = self.account.closing
        what = f"{count(here.carnets, 'carnet')}, {count(here.passes, 'pass')}"
        return (
            f"Arrêté le présent état à la somme de {euros_in_words(here.euros)} "
            f"({formats.euros(here.euros)}), valeur des existants au "
            f"{formats.day(self.scope.end)}\u00a0: {what}."
        )


def file_name(kind: str, scope: Scope) -> str:
    """`bordereau-emploi_arras_2023-T1`."""
    return f"{kind}-emploi_{scope.code}_{code_of(scope.start, scope.end)}"


def statement_pdf(kind: str, said: Statement, *, by: str, at: dt.datetime) -> bytes:
    """`kind` is « compte » or « bordereau »; provisional while the period is not over."""
    scope, programme = said.scope, said.scope.programme
    context = {
        "authority": programme.authority.name,
        "reference": f"{scope.name}, {said.period}",
        "facts": [
            {"key": "Programme", "value": programme.name},
            {"key": "Dépôt", "value": _perimeter(scope)},
            {"key": "Période", "value": formats.period(scope.start, scope.end)},
            {"key": "Établi", "value": f"le {formats.moment(at)} par {by}"},
        ],
        "said": said,
        "signatories": [one.format(depot=scope.depot) for one in _signatories(scope)],
        "draft": scope.end >= formats.legal_day(at),
        "void": None,
    }
    base = f"{programme.code} {file_name(kind, scope)} {at.isoformat()}"
    return pdf.render(PAPERS[kind], context, title=TITLES[kind], base=base, made_at=at)


def account_sheet(said: Statement) -> Sheet:
    """The account by cause: opening, what came in, what went out, closing."""
    account = said.account
    rows = [
        _sums(said.opening_name, account.opening),
        *(_sums(one.name, one.moved) for one in account.came_in),
        _sums("Total des entrées", account.total_in),
        *(_sums(one.name, one.moved) for one in account.went_out),
        _sums("Total des sorties", account.total_out),
    ]
    closing = _sums(said.closing_name, account.closing)
    return Sheet(TITLES["compte"], ["Opération", "Carnets", "Pass", "Valeur (€)"], rows, closing)


def rows_sheet(said: Statement) -> Sheet:
    """The movements of one depot, or the account of each of several."""
    found = _movements_sheet(said) if said.scope.depot else _depots_sheet(said)
    return replace(found, title=TITLES["bordereau"])


def _movements_sheet(said: Statement) -> Sheet:
    scope, account = said.scope, said.account
    head = ["Jour", "Opération", "Numéros", "Entrées (pass)", "Sorties (pass)"]
    opening: list[Cell] = [
        *(scope.start, "Existants au début", _held_in_words(said.before), 0, 0),
        *(account.opening.euros, account.opening.passes),
    ]
    rows: list[list[Cell]] = [
        [
            *(one.on, one.operation, one.numbers_in_words, one.came_in, one.went_out),
            *(one.euros, one.balance),
        ]
        for one in said.movements
    ]
    closing: list[Cell] = [
        *(scope.end, "Existants à la fin", _held_in_words(said.after)),
        *(account.total_in.passes, account.total_out.passes),
        *(account.closing.euros, account.closing.passes),
    ]
    return Sheet("", [*head, "Valeur (€)", "Solde (pass)"], [opening, *rows], closing)


def _depots_sheet(said: Statement) -> Sheet:
    head = ["Dépôt", "Existants au début (pass)", "Entrées (pass)", "Sorties (pass)"]
    rows = [_of_account(str(one.depot), one.account) for one in said.depots]
    head += ["Existants à la fin (pass)", "Valeur à la fin (€)"]
    return Sheet("", head, rows, _of_account("Ensemble", said.account))


def _of_account(name: str, account: Account) -> list[Cell]:
    moved = (account.opening, account.total_in, account.total_out, account.closing)
    return [name, *(one.passes for one in moved), account.closing.euros]


def _sums(name: str, moved: Moved) -> list[Cell]:
    return [name, moved.carnets, moved.passes, moved.euros]


def _held_in_words(held: Sequence[Holding]) -> str:
    return numbers_in_words((one.first, one.last) for one in held)


def _perimeter(scope: Scope) -> str:
    if scope.depot is None:
        stores = [one for one in scope.depots if one.kind != DepotKind.TRANSIT]
        return f"{scope.name} ({formats.number(len(stores))})"
    return f"{scope.depot}, {scope.depot.get_kind_display().lower()}"


def _signatories(scope: Scope) -> tuple[str, str]:
    return SIGNATORIES[scope.depot.kind if scope.depot else ""]
