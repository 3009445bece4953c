"""The clauses of a convention in a situation, article by article."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from common import formats
from conventions.enums import Block, ClauseKind
from conventions.models import Clause
from conventions.readings.conventions import is_announced
from conventions.readings.texts import (
    ClausesByKind,
    ClauseTable,
    announced_by,
    clause_in_words,
    clause_table,
    order_of_effect,
    source_of,
)
from conventions.rules.as_of import Situation


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause to show: its value, the former one (`was`), the one that a text announces.

    `rows` draws the value when it is a table; `wording` is the sentence of the text.
    """

    label: str
    value: str
    source: str
    rows: ClauseTable | None = None
    wording: str = ""
    was: str = ""
    announced: str = ""
    announced_by: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A part of the text with its clauses; `anchor` is its id in the page."""

    title: str
    anchor: str
    clauses: list[ClauseView]


def articles_at(
    clauses: Sequence[Clause], in_force: ClausesByKind, situation: Situation
) -> list[Article]:
    """The clauses of a convention in a situation, part by part, in reading order.

    `clauses` are all those known in this situation, in force or not.
    """
    found = []
    for block in Block:
        clause_views = [
            _clause_view([c for c in clauses if c.kind == kind], in_force.get(kind), situation)
            for kind in block.kinds
        ]
        if written := [view for view in clause_views if view is not None]:
            found.append(Article(block.label, block.value, written))
    return found


def _clause_view(
    clauses: Sequence[Clause], in_force_clause: Clause | None, situation: Situation
) -> ClauseView | None:
    """`clauses` are all those of one kind; `in_force_clause` is the one in force, if any."""
    day = situation.on
    others = (one for one in clauses if one is not in_force_clause and is_announced(one, situation))
    announced_clause = next(others, None)
    if in_force_clause is not None:
        return _shown_clause_view(in_force_clause, clauses, day, announced_clause)
    if announced_clause is None:
        return None
    if announced_clause.avenant is None:
        return _shown_clause_view(announced_clause, clauses, day)
    return ClauseView(
        ClauseKind(announced_clause.kind).label,
        "",
        f"Aucune valeur en vigueur au {formats.day(day)}.",
        announced=clause_in_words(announced_clause),
        announced_by=announced_by(announced_clause),
    )


def _shown_clause_view(
    clause: Clause, clauses: Sequence[Clause], day: dt.date, announced_clause: Clause | None = None
) -> ClauseView:
    former = [c for c in clauses if c.effective_on and c.pk != clause.pk and _is_former(c, clause)]
    last = max(former, key=order_of_effect, default=None)
    value = clause_in_words(clause)
    was = clause_in_words(last) if last is not None else ""
    announced = clause_in_words(announced_clause) if announced_clause is not None else ""
    return ClauseView(
        label=ClauseKind(clause.kind).label,
        value=value,
        source=source_of(clause, day),
        rows=clause_table(ClauseKind(clause.kind), clause.rows),
        wording=clause.wording,
        was="" if was == value else was,
        announced="" if announced == value else announced,
        announced_by=announced_by(announced_clause) if announced_clause is not None else "",
    )


def _is_former(former: Clause, clause: Clause) -> bool:
    return clause.effective_on is not None and order_of_effect(former) < order_of_effect(clause)
