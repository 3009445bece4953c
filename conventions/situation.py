"""What a convention says at a moment: its values article by article, and its answer in a line."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from common import formats
from conventions.enums import AvenantState, Block, ClauseKind, ConventionState
from conventions.models import Clause, Convention, Obligation
from conventions.moments import Moment
from conventions.writing import Grid, announced_by, grid, source, write

Kind = ClauseKind
OPEN = [AvenantState.DRAFT, AvenantState.VOTED]
Terms = dict[ClauseKind, Clause]


@dataclass(frozen=True, slots=True)
class Term:
    """A value in force, with the former one and the one that an open avenant announces.

    `rows` draws it when it is a table; `wording` is the sentence of the text.
    """

    label: str
    value: str
    source: str
    rows: Grid | None = None
    wording: str = ""
    was: str = ""
    announced: str = ""
    announced_by: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    anchor: str
    terms: list[Term]


def articles(clauses: Sequence[Clause], in_force: Terms, at: Moment) -> list[Article]:
    """The values of a convention at a moment, part by part, in reading order.

    `clauses` are those known by then, whatever their text.
    """
    found = []
    for block in Block:
        terms = [
            _term([c for c in clauses if c.kind == kind], in_force.get(kind), at.on)
            for kind in block.kinds
        ]
        if written := [term for term in terms if term is not None]:
            found.append(Article(block.label, block.value, written))
    return found


def _term(clauses: Sequence[Clause], now: Clause | None, day: dt.date) -> Term | None:
    """`clauses` are all those of one kind; `now` is the one in force, if any."""
    coming = next((c for c in clauses if c is not now and is_coming(c, day)), None)
    if now is not None:
        return _written(now, clauses, day, coming)
    if coming is None:
        return None
    if coming.avenant is None:
        return _written(coming, clauses, day)
    return Term(
        Kind(coming.kind).label,
        formats.NOT_APPLICABLE,
        f"Aucune valeur en vigueur au {formats.day(day)}.",
        announced=write(coming),
        announced_by=announced_by(coming),
    )


def _written(
    shown: Clause, clauses: Sequence[Clause], day: dt.date, coming: Clause | None = None
) -> Term:
    former = [c for c in clauses if c.effective_on and c.pk != shown.pk and _before(c, shown)]
    last = max(former, key=_rank, default=None)
    value = write(shown)
    was = write(last) if last is not None else ""
    announced = write(coming) if coming is not None else ""
    return Term(
        label=Kind(shown.kind).label,
        value=value,
        source=source(shown, day),
        rows=grid(Kind(shown.kind), shown.rows),
        wording=shown.wording,
        was="" if was == value else was,
        announced="" if announced == value else announced,
        announced_by=announced_by(coming) if coming is not None else "",
    )


def _before(clause: Clause, shown: Clause) -> bool:
    return shown.effective_on is not None and _rank(clause) < _rank(shown)


def _rank(clause: Clause) -> tuple[dt.date, dt.datetime, int]:
    assert clause.effective_on is not None  # noqa: S101 tied together by a constraint
    assert clause.recorded_at is not None  # noqa: S101
    return clause.effective_on, clause.recorded_at, clause.pk


def is_coming(row: Clause | Obligation, day: dt.date) -> bool:
    """Announced, and not in force yet."""
    if row.effective_on is not None:
        return row.effective_on > day
    return row.avenant is None or row.avenant.state in OPEN


def lead(convention: Convention, in_force: Terms, at: Moment) -> str:
    """The answer under the title: in force until when, at which moment."""
    said = f"Au {formats.day(at.on)}\u00a0: "
    if convention.ended_on is not None and convention.ended_on <= at.on:
        return said + _ended(convention)
    if not in_force:
        return f"{said}rien n’est en vigueur. {_why(convention)}".strip()
    end, grant = in_force.get(Kind.ACTION_END), in_force.get(Kind.GRANT_MAX)
    parts = [
        _action_end(end.day, at) if end else "fin de l’action non communiquée",
        f"la subvention est de {formats.euros(grant.amount)} au plus" if grant else "",
    ]
    return said + "\u00a0; ".join(part for part in parts if part) + "."


def _action_end(ends_on: dt.date | None, at: Moment) -> str:
    ends = "finit" if ends_on is None or ends_on >= at.on else "a fini"
    return f"l’action {ends} le {formats.day(ends_on)}"


def _ended(convention: Convention) -> str:
    word = ConventionState(convention.state).label.lower()
    why = f" {convention.end_reason.rstrip('.')}." if convention.end_reason else ""
    return f"la convention est {word} depuis le {formats.day(convention.ended_on)}.{why}"


def _why(convention: Convention) -> str:
    if convention.state == ConventionState.DRAFT:
        return "Ce texte est un projet."
    if convention.state == ConventionState.VOTED:
        return f"Votée le {formats.day(convention.voted_on)}, signature pas encore connue."
    return ""
