"""The page of a convention, gathered in a few queries."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from common import formats
from common.formats import euros
from common.history import Step, by_day
from conventions.enums import (
    OPEN_AVENANT_STATES,
    AvenantState,
    Cadence,
    ClauseKind,
    ConventionState,
    PartyQuality,
)
from conventions.models import Avenant, Clause, Convention, Obligation, Text
from conventions.readings import conventions
from conventions.readings.avenants import not_entered
from conventions.readings.conventions import is_announced, is_seen, is_signed_at, state_at
from conventions.readings.parties import parties_at
from conventions.readings.texts import (
    ClausesByKind,
    announced_by,
    article_of,
    cadence_in_words,
    day_of,
    demands_of,
    sentences,
)
from conventions.rules.as_of import Situation
from corrections.models import Correction
from corrections.readings import as_known, effect_of
from deadlines.readings import dates_of, obligations_with_next_occurrence
from dossiers.pages.articles import articles_at
from dossiers.tables import STATE_FAMILIES
from files.pages import FileList
from financing.models import Plan
from financing.pages.plans import PlanPage, plan_page
from financing.readings import plans_of
from findings import readings

STATED_LABELS = ("Fin de l’action énoncée", "Subvention énoncée")


@dataclass(frozen=True, slots=True)
class ObligationView:
    """An obligation to show: when it is due, its next occurrence, what announces or replaces it."""

    title: str
    when: str
    source: str
    wording: str = ""
    demands: list[dict[str, str]] = field(default_factory=list)
    announced_by: str = ""
    ends: str = ""
    next_id: UUID | None = None
    next_on: dt.date | None = None
    is_late: bool = False


def convention_page(convention: Convention, situation: Situation) -> dict[str, Any]:
    """What the page of a convention shows in a situation."""
    known_at = situation.known_at
    (convention,) = as_known([convention], known_at)
    recorded: Any = convention.clauses(manager="recorded")
    all_clauses = list(recorded.marked_in_force(situation.on, known_at=known_at))
    clauses = [clause for clause in all_clauses if situation.is_known(clause.recorded_at)]
    in_force = {ClauseKind(one.kind): one for one in clauses if getattr(one, "is_in_force", False)}
    plans = plans_of(convention.programme)
    rows_of_avenants = list(convention.avenants.select_related("deliberation").order_by("number"))
    known_avenants = as_known(rows_of_avenants, known_at)
    avenants = [one for one in known_avenants if situation.has_seen(one.first_known_on)]
    obligations = obligations_with_next_occurrence(convention, known_at)
    corrections = list(Correction.objects.in_texts_of(convention))
    # A page of an earlier day, or of what was known on one, has no finding, plan or act of today.
    is_now = situation.is_now
    is_seen, cites = situation.has_seen(convention.first_known_on), convention.cited_by
    rows: Any = {"clauses": all_clauses, "plans": plans, "obligations": obligations}
    rows |= {"avenants": rows_of_avenants}
    return {
        "lead": conventions.convention_lead(convention, in_force, situation),
        "strip": _convention_strip(convention, in_force, clauses, situation),
        "parties": parties_at(convention, situation) if is_seen else [],
        "is_seen": is_seen,
        "cited_by": cites if cites and situation.has_seen(cites.session_on) else None,
        "signed_source": convention.signed_source if is_signed_at(convention, situation) else "",
        "articles": articles_at(clauses, in_force, situation),
        "obligations": obligations_at(obligations, situation, in_force),
        "findings": readings.of_convention(convention, **rows) if is_now else [],
        "plans": _plan_pages(convention, plans, in_force) if is_now else [],
        "avenants": [(avenant, *_avenant_state(avenant, situation)) for avenant in avenants],
        "not_entered": not_entered(avenants, [one.number for one in rows_of_avenants]),
        "open_avenant": next((one for one in avenants if one.state in OPEN_AVENANT_STATES), None),
        "to_sign": next(
            (one for one in avenants if is_now and one.state == AvenantState.VOTED), None
        ),
        "history": _history(convention, avenants, corrections, situation),
        "pending": [one for one in corrections if is_now and one.decided_at is None],
    }


def obligations_at(
    obligations: Sequence[Obligation], situation: Situation, clauses: ClausesByKind
) -> list[ObligationView]:
    """The obligations in force in a situation, then those that are announced.

    `obligations` are read by `deadlines.readings.obligations_with_next_occurrence`; `clauses` are
    those in force in this situation.
    """
    on = situation.on
    known = [row for row in obligations if situation.is_known(row.recorded_at)]
    # An abandoned avenant replaces nothing: abandoning it clears `replaces`.
    successors = {
        row.replaces_id: row for row in known if row.replaces_id and is_seen(row, situation)
    }
    rows = [
        row
        for row in known
        if (_in_force(row, on) and not _in_force(successors.get(row.kept_id), on))
        or (row.effective_on is None and is_announced(row, situation))
    ]
    rows.sort(key=lambda row: (row.effective_on is None, row.due_on or dt.date.max, row.pk))
    return [_obligation_view(row, situation, clauses, successors.get(row.kept_id)) for row in rows]


def signature(convention: Convention, situation: Situation) -> str:
    """The day of the signature in words, or why it is not known in a situation."""
    if not is_signed_at(convention, situation):
        return "pas encore connue" if situation.is_now else "pas encore signée"
    if convention.signed_on:
        return formats.day(convention.signed_on)
    cites = convention.cited_by
    if cites and situation.has_seen(cites.session_on):
        return f"avant le {formats.day(cites.session_on)}, jour inconnu"
    return "jour inconnu"


def _in_force(row: Obligation | None, day: dt.date) -> bool:
    return row is not None and row.effective_on is not None and row.effective_on <= day


def _obligation_view(
    row: Obligation, situation: Situation, clauses: ClausesByKind, successor: Obligation | None
) -> ObligationView:
    # What waits is of today: another situation tells only the next day by the text.
    day, is_now = situation.on, situation.is_now
    pending: dt.date | None = getattr(row, "next_due_on", None) if is_now else None
    next_on = pending
    if next_on is None or next_on < day:
        dates = dates_of(row, clauses, successor)
        next_on = dates.first_from(day) if dates else None
    return ObligationView(
        title=row.title,
        when=cadence_in_words(row, day_of(clauses, ClauseKind.ACTION_END)),
        source=_obligation_source(row, next_on, day),
        wording=row.wording,
        demands=demands_of(row),
        announced_by="" if row.effective_on else announced_by(row),
        ends=f"Remplacée {announced_by(successor)}" if successor else "",
        next_id=getattr(row, "next_public_id", None) if is_now else None,
        next_on=pending,
        is_late=pending is not None and pending < day,
    )


def _obligation_source(row: Obligation, next_on: dt.date | None, day: dt.date) -> str:
    due = ""
    is_past = row.cadence == Cadence.ONCE and row.due_on is not None and row.due_on < day
    if row.effective_on is not None and is_past:
        due = "cette échéance est passée"
    elif next_on is not None and row.cadence != Cadence.ONCE:
        due = f"prochaine échéance\u00a0: {formats.day(next_on)}"
    return sentences(article_of(row), due, row.note)


def _plan_pages(
    convention: Convention, plans: list[Plan], in_force: ClausesByKind
) -> list[PlanPage]:
    cap = in_force.get(ClauseKind.ENGINEERING_CAP)
    own = [plan for plan in plans if plan.convention_id == convention.pk]
    return [plan_page(plan, plans, cap.rate if cap else None) for plan in own]


def _convention_strip(
    convention: Convention, in_force: ClausesByKind, clauses: Iterable[Clause], situation: Situation
) -> list[dict[str, str]]:
    """The facts under the title: state, funder, signature, end and grant.

    When no clause is in force, the end and the grant are those stated, and labelled so.
    """
    is_seen = situation.has_seen(convention.first_known_on)
    shown = in_force or (_stated(clauses) if is_seen else {})
    end, grant = shown.get(ClauseKind.ACTION_END), shown.get(ClauseKind.GRANT_MAX)
    quality = PartyQuality(convention.funder_quality).label
    state, word = state_at(convention, situation)
    ends, gives = ("Fin de l’action", "Subvention maximale") if in_force else STATED_LABELS
    return [
        {"key": "État", "family": STATE_FAMILIES[state], "word": word},
        {"key": quality, "value": str(convention.funder)},
        *_european_programme(convention),
        {"key": "Signature", "value": signature(convention, situation)},
        {"key": ends, "value": formats.day(end.day) if end else "non communiquée"},
        {"key": gives, "value": euros(grant.amount) if grant else "non communiquée"},
    ]


def _european_programme(convention: Convention) -> list[dict[str, str]]:
    """The programme and axis that a European convention is of, if it says so."""
    named = (convention.european_programme, convention.european_axis)
    value = ", ".join(one for one in named if one)
    return [{"key": "Programme européen", "value": value}] if value else []


def _avenant_state(avenant: Avenant, situation: Situation) -> tuple[str, str]:
    """How the state of an avenant is shown in a situation, and its word."""
    state = AvenantState(avenant.state)
    is_seen = situation.has_seen(avenant.abandoned_on or avenant.signed_on or avenant.effective_on)
    recorded_at = avenant.abandoned_at or avenant.signed_at
    is_known = recorded_at is None or situation.is_known(recorded_at)
    if not is_seen or not is_known:
        state = AvenantState.VOTED
    return STATE_FAMILIES[state], state.label.lower()


def files_at(files: FileList, situation: Situation) -> FileList:
    """The files of a page as they were in a situation; none is added to what was."""
    if situation.is_now:
        return files
    seen = [one for one in files.files if situation.has_recorded(one.added_at)]
    for one in seen:
        if not situation.has_recorded(one.withdrawn_at):
            one.withdrawn_at = None
    return FileList(seen, "", can_write=False)


def _stated(clauses: Iterable[Clause]) -> ClausesByKind:
    """The clauses that the convention itself states, without those of avenants."""
    return {ClauseKind(clause.kind): clause for clause in clauses if clause.avenant_id is None}


def _history(
    convention: Convention,
    avenants: Iterable[Avenant],
    corrections: Iterable[Correction],
    situation: Situation,
) -> list[Step]:
    """The steps of the convention and its avenants, newest first."""
    ended = ConventionState(convention.state).label.lower()
    steps: list[tuple[dt.date | None, dt.datetime | None, str, str]] = [
        (convention.filed_on, None, "Dossier déposé", ""),
        (convention.programmed_on, None, "Dossier programmé", convention.programmed_by),
        (convention.voted_on, None, "Convention votée", _vote_of(convention)),
        _signed("Convention", "signée", convention),
    ]
    for avenant in avenants:
        named = f"Avenant n°\u00a0{avenant.number}"
        steps += [
            (avenant.voted_on, None, f"{named} voté", _vote_of(avenant)),
            _signed(named, "signé", avenant),
            (avenant.abandoned_on, avenant.abandoned_at, f"{named} abandonné", ""),
        ]
    steps.append(
        (convention.ended_on, convention.ended_at, f"Convention {ended}", convention.end_reason)
    )
    steps += [
        (one.decided_on, one.decided_at, f"Correction\u00a0: {one}", one.reason)
        for one in corrections
    ]
    # Of the same day, the later step comes first.
    return by_day(
        (on, what, by)
        for on, when, what, by in reversed(steps)
        if on and _is_known_on(on, when, situation)
    )


def _signed(
    named: str, signed: str, text: Text
) -> tuple[dt.date | None, dt.datetime | None, str, str]:
    """The signature of a text, on its day of effect when its own is unknown."""
    if text.signed_on or not text.signed_at:
        return text.signed_on, text.signed_at, f"{named} {signed}", ""
    what = f"{named} en vigueur, {signed} un jour inconnu"
    return effect_of(text), text.signed_at, what, text.signed_source


def _is_known_on(on: dt.date, recorded_at: dt.datetime | None, situation: Situation) -> bool:
    """Whether a step was known in a situation: a future day never is."""
    return situation.has_seen(on) and (recorded_at is None or situation.is_known(recorded_at))


def _vote_of(row: Convention | Avenant) -> str:
    number = row.deliberation.number if row.deliberation else ""
    return f"délibération n°\u00a0{number}" if number else ""
