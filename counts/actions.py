"""Open a count, say what was found, explain the gaps, close it with its sheet, or cancel it."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Q

from audit import journal
from audit.actors import Author
from common.errors import AlreadyRecorded, ReasonMissing, Refusal
from common.past_days import check_day
from common.saving import check_and_save, lock
from common.workflow import check_move
from counts import documents, rules
from counts.enums import COUNT_MOVES, CountState, Reason
from counts.models import Count, Explanation, Found, Numbers
from counts.readings.comparisons import Comparison
from counts.readings.sheets import frozen
from counts.rules import Range
from distribution.actions.depots import DepotClosed
from distribution.actions.ledger import check_text
from distribution.models import Depot, StockLine
from distribution.readings.depots import check_store
from distribution.rules import Ranges, ranges_in_words, size


class AlreadyCounting(Refusal):
    """A store is counted once at a time."""


class CountEnded(Refusal):
    """The count is closed or cancelled: nothing is added to it."""


class NothingCounted(Refusal):
    """No carnet is named."""


class NotAGap(Refusal):
    """Only carnets that are missing, or too many, are explained."""


class GapUnexplained(Refusal):
    """A count is closed once each gap is explained."""


@transaction.atomic
def open_count(
    depot: Depot, *, counted_on: dt.date, number: int | None = None, by: Author
) -> Count:
    """Open the count of a store, on this day at this instant, or at the end of a day before.

    Nothing is frozen: the ledger goes on, and the count remembers its last line.
    """
    check_store(depot, depot.programme)
    if depot.closed_on is not None:
        raise DepotClosed(f"Le dépôt {depot} est fermé\u00a0: il n’y a rien à compter.")
    years = depot.programme.years
    check_day("Le comptage", counted_on, by.at, field="counted_on", years=years)
    lock(depot.programme, no_key=True)
    if Count.objects.open().filter(depot=depot).exists():
        raise AlreadyCounting("Un comptage de ce dépôt est déjà ouvert. Terminez-le d’abord.")
    counts = depot.programme.counts
    if number and counts.filter(number=number).exists():
        raise AlreadyRecorded(f"Le comptage n°\u00a0{number} existe déjà.", field="number")
    last = counts.aggregate(last=Max("number"))["last"] or 0
    made = Count(programme=depot.programme, depot=depot, number=number or last + 1)
    made.counted_on, made.opened_at, made.opened_by = counted_on, by.at, by.label
    made.last_line = StockLine.objects.of_depot(depot).order_by("pk").last()
    check_and_save(made)
    return _record("count.opened", made, by=by, on=counted_on.isoformat())


@transaction.atomic
def add(count: Count, *, ranges: Ranges, by: Author) -> list[Range]:
    """Add carnets that were found; gives those that were counted already, and are counted once."""
    count = _lock_open(count)
    if not ranges:
        raise NothingCounted("Indiquez au moins un carnet.", field="numbers")
    known = _ranges(count.found.all())
    new = rules.less(ranges, known)
    _save(Found(count=count, found_at=by.at, found_by=by.label), new)
    if new:
        _record("count.added", count, by=by, carnets=size(new))
    return rules.both(ranges, known)


@transaction.atomic
def withdraw(count: Count, *, ranges: Ranges, by: Author) -> int:
    """Take back carnets said found, to count them again; gives how many were."""
    count = _lock_open(count)
    back = rules.both(_ranges(count.found.all()), ranges)
    if not back:
        raise NothingCounted("Aucun de ces carnets n’est compté.", field="numbers")
    _cut(count.found.all(), back)
    _record("count.withdrawn", count, by=by, carnets=size(back))
    return size(back)


@transaction.atomic
def explain(
    count: Count, *, ranges: Ranges, reason: Reason | str, note: str = "", by: Author
) -> Count:
    """Say why carnets are missing or too many; what was said of them before is replaced."""
    count = _lock_open(count)
    check_text(note, "note")
    sheet = Comparison(count).sheet
    gaps = rules.balance((gap.first, gap.last, 1) for gap in sheet.gaps)
    if not ranges or rules.less(ranges, gaps):
        said = ranges_in_words(gaps) or "aucun"
        raise NotAGap(f"Ce ne sont pas tous des écarts. Les écarts\u00a0: {said}.", field="numbers")
    _cut(count.explanations.all(), ranges)
    new = Explanation(count=count, reason=reason, note=note, given_at=by.at, given_by=by.label)
    _save(new, ranges)
    return _record("count.explained", count, by=by, carnets=size(ranges), reason=str(reason))


@transaction.atomic
def close(count: Count, *, by: Author) -> Count:
    """Close a count: its sheet never changes again, to the byte."""
    return _close(count, None, by=by)


@transaction.atomic
def cancel(count: Count, *, reason: str, by: Author) -> Count:
    """Give up a count; its number is not used again."""
    count = lock(count, "programme")
    check_move(COUNT_MOVES, CountState(count.state), CountState.CANCELLED)
    if not reason.strip():
        raise ReasonMissing("Indiquez le motif.", field="reason")
    check_text(reason)
    count.state, count.reason = CountState.CANCELLED, reason.strip()
    count.ended_at, count.ended_by = by.at, by.label
    check_and_save(count)
    return _record("count.cancelled", count, by=by)


@transaction.atomic
def record(
    depot: Depot,
    *,
    number: int,
    counted_on: dt.date,
    found: Ranges,
    expected: Ranges | None = None,
    explanations: Sequence[dict[str, Any]] = (),
    by: Author,
) -> Count:
    """Record a count made elsewhere: `expected` is what its sheet says, else what the ledger says.

    Each explanation has its `first_carnet`, its `last_carnet`, a `reason` and a `note`.
    """
    count = open_count(depot, counted_on=counted_on, number=number, by=by)
    _save(Found(count=count, found_at=by.at, found_by=by.label), found)
    for one in explanations:
        check_text(one["note"], "explanations")
        given = Explanation(count=count, given_at=by.at, given_by=by.label)
        given.reason, given.note = one["reason"], one["note"]
        _save(given, [(one["first_carnet"], one["last_carnet"])])
    return _close(count, expected, by=by)


def _close(count: Count, expected: Ranges | None, *, by: Author) -> Count:
    count = lock(count, "programme__authority", "depot")
    check_move(COUNT_MOVES, CountState(count.state), CountState.CLOSED)
    sheet = Comparison(count, expected).sheet
    if sheet.unexplained:
        numbers = ranges_in_words(sheet.unexplained)
        raise GapUnexplained(f"Expliquez d’abord ces écarts\u00a0: {numbers}.")
    count.state, count.ended_at, count.ended_by = CountState.CLOSED, by.at, by.label
    count.sheet, count.document = frozen(sheet), documents.sheet_pdf(count, sheet)
    count.document_hash = hashlib.sha256(count.document).hexdigest()
    check_and_save(count)
    gap = {"missing": sheet.missing.carnets, "surplus": sheet.surplus.carnets}
    return _record("count.closed", count, by=by, **gap, sha256=count.document_hash)


def _lock_open(count: Count) -> Count:
    count = lock(count, "programme", "depot")
    if count.state != CountState.OPEN:
        state = CountState(count.state).label.lower()
        raise CountEnded(f"Ce comptage est {state}\u00a0: rien n’y change plus.")
    return count


def _ranges(rows: models.QuerySet[Any]) -> list[Range]:
    """The numbers of rows, those that follow each other together."""
    return rules.balance((*part, 1) for part in rows.values_list("first_carnet", "last_carnet"))


def _save(like: Numbers, ranges: Iterable[Range]) -> None:
    """Save a row like another for each range."""
    for first, last in ranges:
        like.pk, like.first_carnet, like.last_carnet = None, first, last
        like._state.adding = True  # noqa: SLF001 - a copy, as Django documents it
        check_and_save(like)


def _cut(rows: models.QuerySet[Any], ranges: Ranges) -> None:
    """Take ranges of numbers out of rows: those that hold more keep the rest."""
    for first, last in ranges:
        for row in rows.filter(Q(first_carnet__lte=last, last_carnet__gte=first)):
            whole = (row.first_carnet, row.last_carnet)
            row.delete()
            _save(row, rules.less([whole], [(first, last)]))


def _record(verb: str, count: Count, *, by: Author, **details: Any) -> Count:
    journal.record(verb, count, by=by, depot=count.depot.code, **details)
    return count
