"""A convention in a situation: its clauses article by article, and a sentence that sums it up."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet

from common import formats
from common.sort_key import in_reading_order
from conventions.enums import OPEN_AVENANT_STATES, Block, ClauseKind, ConventionState
from conventions.models import Clause, Convention, Obligation
from conventions.models.conventions import ENDED_STATES
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
from deliberations.models import Calendar
from programmes.models import Programme


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


def passes_target(
    programme: Programme, terms: ClausesByKind, day: dt.date
) -> Clause | Calendar | None:
    """What says how many passes a programme has to deploy on a day: a clause in force of its
    convention, else the calendar in force, if its vote decides a number.
    """
    if ClauseKind.PASSES_TARGET in terms:
        return terms[ClauseKind.PASSES_TARGET]
    calendar = programme.calendars.in_force_on(day).first()
    return calendar if calendar is not None and calendar.passes else None


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


def is_seen(row: Clause | Obligation, situation: Situation) -> bool:
    """Whether the text of a row was voted, or signed, in a situation."""
    text = row.avenant or row.convention
    return situation.has_seen(text.first_known_on)


def is_announced(row: Clause | Obligation, situation: Situation) -> bool:
    """Whether a row is to be in force later: its day is to come, or its text is not signed yet.

    On a past day, only what a text voted or signed by then says.
    """
    if not is_seen(row, situation):
        return False
    if row.effective_on is not None:
        return row.effective_on > situation.on
    return row.avenant is None or row.avenant.state in OPEN_AVENANT_STATES


def state_at(convention: Convention, situation: Situation) -> tuple[ConventionState, str]:
    """The state of a convention in a situation, for its family, and the word for it."""
    state = ConventionState(convention.state)
    if situation.is_now:
        found = state
    elif not situation.has_seen(convention.first_known_on):
        is_cited = convention.cited_by and not convention.voted_on
        return ConventionState.DRAFT, f"pas encore {'connue' if is_cited else 'votée'}"
    elif not is_signed_at(convention, situation):
        found = ConventionState.VOTED if convention.voted_on else ConventionState.DRAFT
    elif situation.has_seen(convention.ended_on) and situation.is_known(convention.ended_at):
        found = state
    else:
        found = ConventionState.SIGNED
    return found, found.label.lower()


def is_signed_at(convention: Convention, situation: Situation) -> bool:
    """Whether a signature was made, and known, in a situation."""
    if convention.signed_at is None or not situation.is_known(convention.signed_at):
        return False
    return situation.has_seen(convention.signed_on or convention.first_known_on)


def why_no_signature_day(convention: Convention, situation: Situation) -> str:
    """Why no day of signature is shown; the day by which it was signed, when a vote cites it."""
    if not is_signed_at(convention, situation):
        return "pas encore signée"
    cites = convention.cited_by
    if cites and situation.has_seen(cites.session_on):
        return f"avant le {formats.day_short(cites.session_on)}"
    return "jour inconnu"


def convention_lead(convention: Convention, in_force: ClausesByKind, situation: Situation) -> str:
    """The sentence under the title: the end and the grant in force on the day, or why none is."""
    start = f"Au {formats.day(situation.on)}\u00a0: "
    if convention.ended_on and state_at(convention, situation)[0] in ENDED_STATES:
        return start + _ended(convention)
    if not in_force:
        return (
            f"{start}rien n’est en vigueur. {_why_nothing_in_force(convention, situation)}".strip()
        )
    end, grant = in_force.get(ClauseKind.ACTION_END), in_force.get(ClauseKind.GRANT_MAX)
    parts = [
        _action_end(end.day, situation) if end else "fin de l’action non communiquée",
        f"la subvention est de {formats.euros(grant.amount)} au plus" if grant else "",
    ]
    return start + "\u00a0; ".join(part for part in parts if part) + "."


def with_end_and_grant(
    conventions: QuerySet[Convention], situation: Situation
) -> QuerySet[Convention]:
    """Each convention with its `end` and `grant` in force in a situation."""
    own = Clause.recorded.filter(convention=OuterRef("pk"))
    in_force = own.as_of(situation.on, known_at=situation.known_at)
    rows = conventions.annotate(
        end=in_force.filter(kind=ClauseKind.ACTION_END).values("day"),
        grant=in_force.filter(kind=ClauseKind.GRANT_MAX).values("amount"),
    )
    return in_reading_order(rows, "title", "pk")


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
        formats.NOT_APPLICABLE,
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


def _action_end(ends_on: dt.date | None, situation: Situation) -> str:
    ends = "finit" if ends_on is None or ends_on >= situation.on else "a fini"
    return f"l’action {ends} le {formats.day(ends_on)}"


def _ended(convention: Convention) -> str:
    word = ConventionState(convention.state).label.lower()
    why = f" {convention.end_reason.rstrip('.')}." if convention.end_reason else ""
    return f"la convention est {word} depuis le {formats.day(convention.ended_on)}.{why}"


def _why_nothing_in_force(convention: Convention, situation: Situation) -> str:
    if not situation.has_seen(convention.first_known_on):
        return ""
    state, _ = state_at(convention, situation)
    if state == ConventionState.DRAFT:
        return "Ce texte est un projet."
    if state == ConventionState.VOTED:
        return f"Votée le {formats.day(convention.voted_on)}, signature pas encore connue."
    return ""
