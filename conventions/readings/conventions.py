"""A convention in a situation: its state and its signature, and a sentence that sums it up."""

import datetime as dt

from django.db.models import OuterRef, QuerySet

from common import formats
from common.sort_key import in_reading_order
from conventions.enums import OPEN_AVENANT_STATES, ClauseKind, ConventionState
from conventions.models import Clause, Convention, Obligation
from conventions.models.conventions import ENDED_STATES
from conventions.readings.texts import ClausesByKind, signature_in_words
from conventions.rules.as_of import Situation
from deliberations.models import Calendar
from programmes.models import Programme


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


def signed_or_not(convention: Convention) -> str:
    """`Convention signée le 11 mars 2021`, or that its signature was not given."""
    if convention.signed_at is None:
        return "Convention votée, signature non communiquée"
    return f"Convention signée {signature_in_words(convention)}"


def convention_lead(convention: Convention, in_force: ClausesByKind, situation: Situation) -> str:
    """The sentence under the title: the end and the grant in force on the day, or why none is."""
    start = f"Au {formats.day(situation.on)}\u00a0: "
    if convention.ended_on and state_at(convention, situation)[0] in ENDED_STATES:
        return start + end_in_words(convention)
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


def _action_end(ends_on: dt.date | None, situation: Situation) -> str:
    ends = "finit" if ends_on is None or ends_on >= situation.on else "a fini"
    return f"l’action {ends} le {formats.day(ends_on)}"


def end_in_words(convention: Convention) -> str:
    """`la convention est close depuis le 1er mai 2023. Solde versé.`"""
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
