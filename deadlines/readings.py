"""The state of an occurrence in words, obligations with their next occurrence or no responsible."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from audit import journal
from common import formats
from common.findings import Finding
from conventions.enums import ONCE_SIGNED, AvenantState, Cadence, ClauseKind
from conventions.models import Avenant, Clause, Convention, Obligation
from conventions.querysets import held_at
from conventions.readings.texts import ClausesByKind, day_of, origin_day
from deadlines import rules
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from deadlines.querysets import PENDING
from deadlines.rules import ObligationDates

STATE_FAMILIES: dict[str, str] = {
    OccurrenceState.TO_PREPARE: "to_come",
    OccurrenceState.READY: "under_way",
    OccurrenceState.SENT: "done",
    OccurrenceState.WAIVED: "done",
    OccurrenceState.EARLIER: "to_come",
}
ACTION_DAYS = [ClauseKind.ACTION_START, ClauseKind.ACTION_END]
OccurrenceKey = tuple[int, dt.date]
NO_RESPONSIBLE = "sans responsable"


def state_in_words(occurrence: Occurrence, today: dt.date) -> str:
    """The state of an occurrence as people read it on a day."""
    is_late = occurrence.is_late_on(today)
    return rules.state_word(occurrence.state, occurrence.nature, is_late=is_late)


@dataclass(frozen=True, slots=True)
class Revision:
    """How often what is said of an occurrence changed, and when at last."""

    number: int
    at: dt.datetime


def revisions_of(occurrences: Iterable[Occurrence], today: dt.date) -> dict[int, Revision]:
    """The revision of each occurrence: by an act on it, its obligation or its convention, by a
    correction, or by the end of its day.
    """
    rows = list(occurrences)
    told = journal.told_of(Occurrence, [row.pk for row in rows])
    obligations = [row.obligation for row in rows]
    of_obligation = journal.told_of(Obligation, [one.pk for one in obligations])
    of_convention = journal.told_of(Convention, [one.convention_id for one in obligations])
    corrected = Obligation.recorded.filter(version_of__in=obligations, corrected_at__isnull=False)
    versions = Counter(corrected.values_list("version_of", flat=True))
    found = {}
    for row in rows:
        marks = [
            (versions[row.obligation_id], row.obligation.recorded_at),
            told.get(row.pk),
            of_obligation.get(row.obligation_id),
            of_convention.get(row.obligation.convention_id),
            (1, formats.end_of_day(row.due_on)) if row.is_late_on(today) else None,
        ]
        known = [mark for mark in marks if mark]
        found[row.pk] = Revision(sum(n for n, _ in known), max(at for _, at in known if at))
    return found


def state_family(occurrence: Occurrence, today: dt.date) -> str:
    return "watch" if occurrence.is_late_on(today) else STATE_FAMILIES[occurrence.state]


def work_day_in_words(occurrence: Occurrence) -> str:
    """`dernier jour ouvré : vendredi 30 juin 2023`; empty when the legal day is a working one."""
    on = occurrence.work_on
    return f"dernier jour ouvré\u00a0: {formats.weekday(on)}" if on != occurrence.due_on else ""


def text_and_article(occurrence: Occurrence) -> str:
    """`Convention ANCT, avenant n° 1, article 6`."""
    obligation = occurrence.obligation
    avenant = f"avenant n°\u00a0{obligation.avenant.number}" if obligation.avenant else ""
    article = f"article\u00a0{obligation.article}" if obligation.article else ""
    return ", ".join(filter(None, [str(obligation.convention), avenant, article]))


def dates_of(
    obligation: Obligation, clauses: ClausesByKind, replacement: Obligation | None
) -> ObligationDates | None:
    """When an obligation is due, by the clauses in force; None until its text takes effect.

    `replacement` is the obligation that ends it, once its own text takes effect.
    """
    if obligation.effective_on is None:
        return None
    replaced_on = replacement.effective_on if replacement else None
    convention = obligation.convention
    return ObligationDates(
        cadence=Cadence(obligation.cadence),
        from_on=obligation.effective_on,
        to_on=replaced_on and replaced_on - dt.timedelta(days=1),
        due_on=obligation.due_on,
        delay_months=obligation.delay_months,
        origin_on=origin_day(obligation, clauses) if obligation.counted_from else None,
        # Without days of its own, the report is due when the programme says.
        offset_days=obligation.offset_days
        or (convention.programme.report_delay_days if obligation.met_by else 0),
        ends_on=day_of(clauses, ClauseKind.ACTION_END),
        closed_on=convention.ended_on,
        is_moved=obligation.is_under_union_law,
        territory=tuple(convention.programme.territory),
    )


def due_keys(
    obligations: Sequence[Obligation], clauses: ClausesByKind, on: dt.date
) -> set[OccurrenceKey]:
    """The days on which the obligations of a convention, all given, are due by the clauses in
    force, as planned on a day: those before the programme is managed here too. No query is made.
    """
    replacements = {row.replaces_id: row for row in obligations if row.replaces_id}
    return {
        (row.pk, due_on)
        for row in obligations
        if (dates := dates_of(row, clauses, replacements.get(row.kept_id)))
        for due_on in dates.between(dates.from_on, dates.planned_until(on))
    }


@dataclass(frozen=True, slots=True)
class Action:
    """The days of the action of a convention, in force and as its voted avenant announces them;
    `added` are the days due that this avenant adds, as if it took effect today, in order.
    """

    convention: Convention
    in_force: ClausesByKind
    avenant: Avenant | None = None
    announced: ClausesByKind = field(default_factory=dict)
    added: Sequence[tuple[Obligation, dt.date]] = ()


def actions_of(conventions: QuerySet[Convention], today: dt.date) -> list[Action]:
    """The action of each convention that dates it or has a voted avenant: two queries, and one more
    with such an avenant.
    """
    clauses = Clause.objects.filter(convention__in=conventions, kind__in=ACTION_DAYS)
    voted = Avenant.objects.filter(convention__in=conventions, state=AvenantState.VOTED)
    rows = Obligation.objects.filter(convention__in=voted.values("convention"))
    related = rows.select_related("convention__programme", "avenant", "responsible").order_by("pk")
    by_convention: dict[Convention, tuple[list[Clause], list[Obligation]]] = {}
    for clause in clauses.marked_in_force(today).select_related("convention", "avenant"):
        by_convention.setdefault(clause.convention, ([], []))[0].append(clause)
    for row in related:
        by_convention.setdefault(row.convention, ([], []))[1].append(row)
    return [_action(one, *held, today) for one, held in by_convention.items()]


def _action(
    convention: Convention,
    clauses: Sequence[Clause],
    obligations: Sequence[Obligation],
    today: dt.date,
) -> Action:
    texts: list[Clause | Obligation] = [*clauses, *obligations]
    avenants = (one.avenant for one in texts if one.avenant)
    avenant = next((one for one in avenants if one.state == AvenantState.VOTED), None)
    in_force = {ClauseKind(one.kind): one for one in clauses if getattr(one, "is_in_force", False)}
    if avenant is None:
        return Action(convention, in_force)
    own = {ClauseKind(one.kind): one for one in clauses if one.avenant_id == avenant.pk}
    before = due_keys(obligations, in_force, today)
    for row in obligations:
        if row.avenant_id == avenant.pk:
            row.effective_on = today  # never saved
    added = due_keys(obligations, in_force | own, today) - before
    by_key = {row.pk: row for row in obligations}
    days = sorted((due_on, pk) for pk, due_on in added if due_on >= today)
    return Action(convention, in_force, avenant, own, [(by_key[pk], on) for on, pk in days])


def marked_without_responsible(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Obligations; `is_without_responsible` is true for those in force without a responsible, of
    which something is still to be done.

    An obligation is done when its occurrences are, or when it fell due before the programme was
    managed here.
    """
    occurrences = Occurrence.objects.filter(obligation=OuterRef("pk"))
    pending = occurrences.filter(state__in=PENDING, responsible=None)
    is_over = Q(cadence=Cadence.ONCE, due_on__lt=F("convention__programme__managed_from"))
    in_force = Obligation.objects.filter(
        Exists(pending) | ~Exists(occurrences) & ~is_over & Q(convention__ended_on=None),
        responsible=None,
        effective_on__isnull=False,
        convention__state__in=ONCE_SIGNED,
    )
    without = in_force.replaceable().filter(pk=OuterRef("pk"))
    return rows.annotate(is_without_responsible=Exists(without))


def responsible_findings(obligations: Iterable[Obligation]) -> Iterator[tuple[Finding, Obligation]]:
    """One finding for each of these obligations, which nobody is responsible for."""
    for obligation in obligations:
        yield rules.responsible_finding(obligation.title), obligation


def obligations_with_next_occurrence(
    convention: Convention, known_at: dt.datetime | None = None
) -> list[Obligation]:
    """Every obligation of a convention with its avenant, as known at an instant.

    Each has `next_public_id` and `next_due_on`, of its first pending occurrence, and
    `is_without_responsible`.
    """
    pending = Occurrence.objects.pending().filter(obligation=OuterRef("pk")).order_by("due_on")
    recorded: Any = convention.obligations(manager="recorded")
    rows = marked_without_responsible(recorded.filter(held_at(known_at))).annotate(
        next_public_id=Subquery(pending.values("public_id")[:1]),
        next_due_on=Subquery(pending.values("due_on")[:1]),
    )
    return list(rows.select_related("avenant", "replaces", "responsible").order_by("pk"))
