"""How each amount of a statement is computed: formula, clauses, and the expenses that it counts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from common.formats import NBSP, count, euros, period
from conventions.enums import Basis, ClauseKind
from conventions.models import Clause
from conventions.readings.texts import clause_in_words, source_of
from finance.enums import ExpenseKind, Kept
from finance.readings.account_rows import CONSUMED
from finance.readings.statements import Statement
from finance.rules import total

# Which rows count: their days and their territory.
OF_ROWS = (
    ClauseKind.BASIS,
    ClauseKind.ACTION_START,
    ClauseKind.ACTION_END,
    ClauseKind.WINDOW_START,
    ClauseKind.WINDOW_END,
    ClauseKind.TERRITORY,
)
SHARE = "Part du financeur"
OF_CAP = (ClauseKind.ENGINEERING_BASIS, ClauseKind.NEW_SPENDING_ONLY)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An amount of a statement since its first month, with what gives it.

    `sources` are its clauses in words, with text, article and day of effect; `asked` are the
    filters that find its rows among those of the account, if it has rows.
    """

    label: str
    amount: Decimal
    formula: str
    sources: list[str]
    asked: str = ""


def explanations_of(statement: Statement, day: dt.date) -> list[Explanation]:
    """Those of each amount of a statement, in the order in which they follow from each other."""
    clauses = statement.terms.clauses
    rows = _purchased if statement.terms.basis == Basis.PURCHASED else _consumed
    return [
        Explanation(
            label,
            amount,
            formula,
            [
                *(_source(one, day) for one in statement.former if label == SHARE),
                *(_source(clauses[kind], day) for kind in kinds if kind in clauses),
            ],
            urlencode(asked),
        )
        for label, amount, formula, kinds, asked in (*rows(statement), *_due(statement))
    ]


Asked = dict[str, str]
Line = tuple[str, Decimal, str, tuple[ClauseKind, ...], Asked]


def _source(clause: Clause, day: dt.date) -> str:
    label = ClauseKind(clause.kind).label
    return f"{label}{NBSP}: {clause_in_words(clause).rstrip('.')}. {source_of(clause, day)}"


def _consumed(statement: Statement) -> Iterator[Line]:
    counted, days = statement.counted, _days(statement)
    passes = count(counted.passes, "pass consommé")
    whole = counted.passes * statement.convention.programme.face_value
    value = (
        "à la valeur de chacun" if counted.value == whole else "à la part que ses clés en paient"
    )
    yield (
        "Valeur consommée",
        counted.value,
        f"{passes}, {value}, au jour de la séance, {days}",
        OF_ROWS,
        {"nature": CONSUMED, "retenu": Kept.YES},
    )
    cap, paid = statement.terms.cap, counted.engineering + counted.above
    limit = f", jusqu’au plafond ({cap.formula})" if cap else ", sans plafond"
    yield (
        "Coûts annexes retenus",
        counted.engineering,
        f"{euros(paid)} payés {days}{limit}",
        (*(cap.kinds if cap else ()), *OF_CAP),
        {"nature": ExpenseKind.ENGINEERING.label, "retenu": Kept.YES},
    )
    late = counted.outside - counted.above
    above = f"{euros(late)} hors période + {euros(counted.above)} au-delà du plafond"
    yield "Non retenu", counted.outside, above, (), {"retenu": Kept.NO}


def _purchased(statement: Statement) -> Iterator[Line]:
    days = _days(statement)
    others = total(one.paid for one in statement.posts if one.post is not None)
    bought = statement.counted.value - others
    said = f"achats de pass payés {days}, montants hors taxes"
    kept = {"retenu": str(Kept.YES)}
    of_passes = kept | {"nature": ExpenseKind.PASSES.label}
    if others:
        yield "Achats de pass", bought, said, OF_ROWS, of_passes
        said = f"{euros(bought)} de pass + {euros(others)} des autres postes du plan, payés {days}"
        yield "Dépenses payées", statement.counted.value, said, OF_ROWS, kept
    else:
        yield "Dépenses payées", bought, said, OF_ROWS, of_passes
    yield "Non retenu", statement.counted.outside, "payés hors période", (), {"retenu": Kept.NO}


def _due(statement: Statement) -> Iterator[Line]:
    terms, share = statement.terms, statement.share
    yield SHARE, share.amount, _share_formula(statement), share.kinds, {}
    most = terms.maximum
    if most is not None:
        yield "Au plus", most.amount, most.formula, most.kinds, {}
    if statement.advance is not None:
        repaid = statement.advance.computed
        yield "À rembourser si plus rien n’est consommé", repaid.amount, repaid.formula, (), {}


def formula_of(statement: Statement) -> str:
    """How what is due is computed, with the values put in."""
    return statement.due.formula if statement.advance else _share_formula(statement)


def _share_formula(statement: Statement) -> str:
    counted, share = statement.counted, statement.share
    if not counted.engineering:
        return share.formula
    parts = f"{euros(counted.value)} + {euros(counted.engineering)}"
    return f"{parts} = {euros(counted.base)}{NBSP}; {share.formula}"


def _days(statement: Statement) -> str:
    """The days that count; a text may give none."""
    days = statement.terms.period
    return period(*days) if any(days) else "sans limite de jours"
