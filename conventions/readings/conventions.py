"""What a convention says on a day: its values article by article, and its answer in a line."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet

from common import formats
from conventions.enums import AvenantState, Block, ClauseKind, ConventionState
from conventions.models import Clause, Convention, Obligation
from conventions.readings.texts import (
    ClauseTable,
    announced_by,
    clause_in_words,
    clause_table,
    source_of,
)
from conventions.rules.as_of import AsOf

Kind = ClauseKind


OPEN = [AvenantState.DRAFT, AvenantState.VOTED]


Terms = dict[ClauseKind, Clause]


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A value in force, with the former one and the one that an open avenant announces.

    `rows` draws it when it is a table; `wording` is the sentence of the text.
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
    title: str
    anchor: str
    terms: list[ClauseView]


def articles_at(clauses: Sequence[Clause], in_force: Terms, at: AsOf) -> list[Article]:
    """The values of a convention at a moment, part by part, in reading order.

    `clauses` are those known by then, whatever their text.
    """
    found = []
    for block in Block:
        terms = [
            _clause_view([c for c in clauses if c.kind == kind], in_force.get(kind), at.on)
            for kind in block.kinds
        ]
        if written := [term for term in terms if term is not None]:
            found.append(Article(block.label, block.value, written))
    return found


def _clause_view(clauses: Sequence[Clause], now: Clause | None, day: dt.date) -> ClauseView | None:
    """`clauses` are all those of one kind; `now` is the one in force, if any."""
    coming = next((c for c in clauses if c is not now and is_coming(c, day)), None)
    if now is not None:
        return _written(now, clauses, day, coming)
    if coming is None:
        return None
    if coming.avenant is None:
        return _written(coming, clauses, day)
    return ClauseView(
        Kind(coming.kind).label,
        formats.NOT_APPLICABLE,
        f"Aucune valeur en vigueur au {formats.day(day)}.",
        announced=clause_in_words(coming),
        announced_by=announced_by(coming),
    )


def _written(
    shown: Clause, clauses: Sequence[Clause], day: dt.date, coming: Clause | None = None
) -> ClauseView:
    former = [c for c in clauses if c.effective_on and c.pk != shown.pk and _before(c, shown)]
    last = max(former, key=_rank, default=None)
    value = clause_in_words(shown)
    was = clause_in_words(last) if last is not None else ""
    announced = clause_in_words(coming) if coming is not None else ""
    return ClauseView(
        label=Kind(shown.kind).label,
        value=value,
        source=source_of(shown, day),
        rows=clause_table(Kind(shown.kind), shown.rows),
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


def convention_lead(convention: Convention, in_force: Terms, at: AsOf) -> str:
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


def _action_end(ends_on: dt.date | None, at: AsOf) -> str:
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


def with_terms(conventions: QuerySet[Convention], at: AsOf) -> QuerySet[Convention]:
    """Each convention with its `end` and `grant` in force at a moment."""
    own = Clause.objects.filter(convention=OuterRef("pk"), effective_on__lte=at.on)
    if at.known_at is not None:
        own = own.filter(recorded_at__lte=at.known_at)
    newest = own.order_by("-effective_on", "-recorded_at", "-pk")
    return conventions.annotate(
        end=newest.filter(kind=ClauseKind.ACTION_END).values("day")[:1],
        grant=newest.filter(kind=ClauseKind.GRANT_MAX).values("amount")[:1],
    ).order_by("title", "pk")
