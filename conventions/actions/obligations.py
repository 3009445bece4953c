"""Obligations as due days: plan them, follow them, keep what shows that they were met."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from audit import journal
from audit.actors import Actor
from conventions import duties
from conventions.duties import Rhythm
from conventions.enums import Cadence, ClauseKind, OccurrenceState, Origin
from conventions.models import Convention, Obligation, Occurrence

Key = tuple[int, dt.date]


@transaction.atomic
def plan(convention: Convention, *, on: dt.date, by: Actor, at: dt.datetime) -> list[Occurrence]:
    """Make the occurrences that the texts in force ask for, up to 13 months after a day.

    What nobody touched and is no longer due goes away: an avenant moved or replaced it. Called
    again, it changes nothing.
    """
    convention = (
        Convention.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme")
        .get(pk=convention.pk)
    )
    until = duties.horizon(on)
    known = _known(convention)
    farthest = max([until, *(due_on for _, due_on in known)])
    due = _due(convention, on, farthest)
    dropped = _untouched(convention).exclude(pk__in=[known[key] for key in due & known.keys()])
    dropped_count = dropped.delete()[1].get(Occurrence._meta.label, 0)  # noqa: SLF001
    made = Occurrence.objects.bulk_create(
        Occurrence(obligation_id=obligation_id, due_on=due_on)
        for obligation_id, due_on in sorted(due - known.keys())
        if due_on <= until
    )
    Convention.objects.filter(pk=convention.pk).update(planned_on=on)
    if made or dropped_count:
        journal.record(
            "convention.planned",
            convention,
            by=by,
            at=at,
            programme_id=convention.programme_id,
            made=len(made),
            dropped=dropped_count,
        )
    return made


def _known(convention: Convention) -> dict[Key, int]:
    rows = Occurrence.objects.filter(obligation__convention=convention).order_by("pk")
    return {(row.obligation_id, row.due_on): row.pk for row in rows}


def _untouched(convention: Convention):  # type: ignore[no-untyped-def]
    return Occurrence.objects.filter(
        obligation__convention=convention,
        state=OccurrenceState.TO_PREPARE,
        responsible__isnull=True,
        proofs__isnull=True,
        attachments__isnull=True,
    )


def _due(convention: Convention, on: dt.date, until: dt.date) -> set[Key]:
    """Nothing is due before the programme is managed here, nor after a convention has ended."""
    if convention.ended_on is not None:
        until = min(until, convention.ended_on)
    since = convention.programme.managed_from
    return {
        (pk, day) for pk, rhythm in rhythms(convention, on) for day in rhythm.days(since, until)
    }


def rhythms(convention: Convention, on: dt.date) -> Iterable[tuple[int, Rhythm]]:
    """The obligations of the signed texts, each with its rhythm as known on a day."""
    terms = convention.terms(on)
    start, end = terms.get(ClauseKind.ACTION_START), terms.get(ClauseKind.ACTION_END)
    origins = {
        Origin.ACTION_START.value: start.day if start else None,
        Origin.SIGNATURE.value: convention.signed_on,
    }
    rows = convention.obligations.filter(effective_on__isnull=False)
    for row in rows.select_related("replaced_by").order_by("pk"):
        yield (
            row.pk,
            Rhythm(
                cadence=Cadence(row.cadence),
                from_on=row.effective_on,
                to_on=_eve_of_next(row),
                due_on=row.due_on,
                delay_months=row.delay_months,
                origin_on=origins.get(row.counted_from),
                ends_on=end.day if end else None,
            ),
        )


def _eve_of_next(row: Obligation) -> dt.date | None:
    following = getattr(row, "replaced_by", None)
    if following is None or following.effective_on is None:
        return None
    return following.effective_on - dt.timedelta(days=1)
