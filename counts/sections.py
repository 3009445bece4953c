"""The section `counts` of a programme file: the counts that are closed."""

from collections.abc import Sequence
from typing import Any

from audit.actors import Author
from common.file_rows import FileRows, Key
from common.json_schema import Schema, pattern, rows
from common.programme_file import Context, Entry
from counts import actions, rules
from counts.enums import CountState
from counts.models import Count, Explanation
from counts.readings.comparisons import sheet_of
from counts.rules import Range
from distribution.models import Depot
from distribution.rules import joined, parse_ranges
from programmes.models import Programme


def _numbers(description: str) -> Schema:
    return rows(pattern(f"{description}, comme 120-150 ou 163", "^[0-9]{1,7}(-[0-9]{1,7})?$"))


def _read(name: str) -> Any:
    def read(entry: Entry, context: Context) -> list[Range]:
        try:
            return joined(part for text in entry.get(name, []) for part in parse_ranges(text))
        except ValueError:
            raise entry.fault("Écrivez chaque suite du plus petit au plus grand.", name) from None

    return read


def _found(count: Count) -> list[Range]:
    return sheet_of(count).found.ranges


def _expected(count: Count) -> list[Range]:
    """What the ledger gave the store, with what moved while it was counted."""
    sheet = sheet_of(count)
    kept = rules.less(sheet.expected.ranges, sheet.left.ranges)
    return joined([*kept, *sheet.entered.ranges])


def _written(ranges: Sequence[Range]) -> list[str]:
    return [str(first) if first == last else f"{first}-{last}" for first, last in ranges]


def _record(programme: Programme, *, depot: Depot, by: Author, **facts: Any) -> Count:
    return actions.record(depot, by=by, **facts)


EXPLANATIONS = FileRows(
    "explanations",
    Explanation,
    "Pourquoi des carnets qui se suivent manquent, ou sont en trop.",
    (
        Key("first_carnet", "premier carnet"),
        Key("last_carnet", "dernier carnet, inclus"),
        Key("reason"),
        Key("note"),
    ),
    of=lambda count: count.explanations.order_by("first_carnet"),
    sorted_by="first_carnet",
)
COUNTS = FileRows(
    "counts",
    Count,
    "Le comptage clos d’un dépôt, à la fin d’un jour.",
    (
        Key("number"),
        Key("depot", "dépôt compté", by="code"),
        Key("counted_on", "jour du comptage"),
        Key(
            "found",
            schema=_numbers("carnets comptés"),
            is_required=False,
            read=_read("found"),
            get=_found,
            write=lambda count: _written(_found(count)),
        ),
        Key(
            "expected",
            schema=_numbers(
                "carnets attendus d’après le procès-verbal ; sans eux, ceux du grand livre"
            ),
            is_required=False,
            is_left=True,
            read=_read("expected"),
            get=_expected,
            write=lambda count: _written(_expected(count)),
        ),
    ),
    of=lambda programme: (
        programme.counts.filter(state=CountState.CLOSED)
        .select_related("depot")
        .defer("document")
        .order_by("number")
    ),
    identity=("number",),
    record=_record,
    lists=(EXPLANATIONS,),
)

SECTIONS = [COUNTS]
