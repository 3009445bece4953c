"""The timeline of deliberations: which one cites which, drawn as lanes, and what each decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator

from common.formats import euros, period
from common.sort_key import in_reading_order
from conventions.models import Avenant, Convention, Text
from conventions.pages.texts import document_url
from deliberations.enums import VisaOrigin
from deliberations.models import Deliberation, Visa
from programmes.models import Programme

# More columns would not fit a phone: the words beside the lanes say the other citations.
MAX_COLUMNS = 8
VOTES_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class BasedOnDeliberation:
    """A convention, an avenant, a calendar or a subsidy that a deliberation decided."""

    what: str
    state: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Another deliberation that is cited or cites, and whether the text or staff says so."""

    deliberation: Deliberation
    origin: VisaOrigin
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of the row of a deliberation: what is drawn of the lane that is there.

    The line goes `up` or `down`; a `branch` crosses `reach` columns to the deliberation, with an
    `arrow` when it is the one cited.
    """

    reach: int = 1
    up: bool = False
    down: bool = False
    branch: bool = False
    arrow: bool = False
    tied: bool = False

    @property
    def classes(self) -> str:
        names = ("up", "down", "branch", "arrow", "tied")
        found = [name for name in names if getattr(self, name)]
        return " ".join(["lane", *found, *([f"reach-{self.reach}"] if self.branch else [])])


@dataclass(slots=True)
class TimelineEntry:
    """A deliberation with its citations, what is based on it and its cells."""

    deliberation: Deliberation
    cites: list[Citation] = field(default_factory=list)
    cited_by: list[Citation] = field(default_factory=list)
    based_on_it: list[BasedOnDeliberation] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)


def votes_page(
    entries: list[TimelineEntry], asked: str | None, *, is_whole: bool
) -> dict[str, Any]:
    """The votes of the page that the address asks for, the last one without asking, or all.

    Lanes are drawn before: one that leaves a page goes on over its edge.
    """
    pages = Paginator(entries, max(len(entries), 1) if is_whole else VOTES_A_PAGE)
    shown = pages.get_page(asked or pages.num_pages)
    return {
        "votes": shown,
        "former_url": f"?votes={shown.number - 1}" if shown.has_previous() else "",
        "next_url": f"?votes={shown.number + 1}" if shown.has_next() else "",
        "whole_url": f"?lignes={len(entries)}",
    }


def timeline_entries(programme: Programme) -> list[TimelineEntry]:
    """The deliberations of a programme, the oldest first, in six queries."""
    rows = programme.deliberations.order_by("session_on", "number", "pk")
    entries = {row.pk: TimelineEntry(row) for row in rows}
    visas = Visa.objects.filter(deliberation__programme=programme, cites__isnull=False)
    for visa in visas.order_by("deliberation", "position"):
        _add_citation(entries, visa)
    for entry, based in _based_on_deliberations(programme):
        entries[entry].based_on_it.append(based)
    found = list(entries.values())
    _draw_lanes(found)
    return found


def _add_citation(entries: Mapping[int, TimelineEntry], visa: Visa) -> None:
    """Add the citation of a visa to both deliberations, once even when a text cites twice."""
    citing, cited = entries[visa.deliberation_id], entries[visa.cites_id or 0]
    if any(citation.deliberation == cited.deliberation for citation in citing.cites):
        return
    origin = VisaOrigin(visa.origin)
    reason = visa.text if origin == VisaOrigin.STAFF else ""
    citing.cites.append(Citation(cited.deliberation, origin, reason))
    cited.cited_by.append(Citation(citing.deliberation, origin, reason))


def _based_on_deliberations(programme: Programme) -> Iterable[tuple[int, BasedOnDeliberation]]:
    """What is based on each deliberation, with the key of the deliberation."""
    conventions = Convention.objects.filter(programme=programme, deliberation__isnull=False)
    for convention in in_reading_order(conventions, "title", "pk"):
        yield convention.deliberation_id or 0, _text(convention, convention.title)
    avenants = Avenant.objects.filter(
        convention__programme=programme, deliberation__isnull=False
    ).select_related("convention")
    for avenant in in_reading_order(avenants, "convention__title", "number"):
        what = f"avenant n°\u00a0{avenant.number}, {avenant.convention.title}"
        yield avenant.deliberation_id or 0, _text(avenant, what)
    calendars = programme.calendars.filter(deliberation__isnull=False)
    for calendar in calendars.order_by("in_force_on", "pk"):
        days = f"calendrier des pass, {period(calendar.starts_on, calendar.ends_on)}"
        what = ", ".join(said for said in (days, calendar.passes_in_words) if said)
        yield calendar.deliberation_id or 0, BasedOnDeliberation(what)
    for subsidy in programme.subsidies.select_related("beneficiary").order_by("pk"):
        what = f"subvention de {euros(subsidy.amount)} à {subsidy.beneficiary}, {subsidy.purpose}"
        yield subsidy.deliberation_id, BasedOnDeliberation(what)


def _text(text: Text, what: str) -> BasedOnDeliberation:
    return BasedOnDeliberation(what, text.get_state_display().lower(), document_url(text))


@dataclass(slots=True)
class _Lane:
    """The line from a deliberation to those that it cites, by their ranks in the timeline."""

    citing: int
    cited: set[int]
    tied: bool

    @property
    def oldest(self) -> int:
        return min(self.cited)

    def cell(self, rank: int, reach: int) -> Cell:
        return Cell(
            reach=reach,
            up=rank > self.oldest,
            down=rank < self.citing,
            branch=rank == self.citing or rank in self.cited,
            arrow=rank in self.cited,
            tied=self.tied,
        )


def _draw_lanes(entries: list[TimelineEntry]) -> None:
    """Give each entry its cells: lanes that never meet share a column, the short ones nearest."""
    ranks = {entry.deliberation.pk: rank for rank, entry in enumerate(entries)}
    lanes = sorted(
        _lanes(entries, ranks), key=lambda lane: (lane.citing - lane.oldest, lane.citing)
    )
    columns: list[list[_Lane]] = []
    for lane in lanes:
        column = next((one for one in columns if _is_free(one, lane)), None)
        if column is None and len(columns) < MAX_COLUMNS:
            columns.append(column := [])
        if column is not None:
            column.append(lane)
    for rank, entry in enumerate(entries):
        cells = [_cell_at(column, rank, reach) for reach, column in enumerate(columns, 1)]
        entry.cells = cells[::-1]


def _lanes(entries: list[TimelineEntry], ranks: Mapping[int, int]) -> Iterable[_Lane]:
    for rank, entry in enumerate(entries):
        for origin in VisaOrigin:
            cited = {
                ranks[citation.deliberation.pk]
                for citation in entry.cites
                if citation.origin == origin
            }
            # Of two deliberations of a day, the one cited may come second: no lane is drawn.
            if older := {one for one in cited if one < rank}:
                yield _Lane(rank, older, origin == VisaOrigin.STAFF)


def _is_free(column: list[_Lane], lane: _Lane) -> bool:
    return all(one.citing < lane.oldest or lane.citing < one.oldest for one in column)


def _cell_at(column: list[_Lane], rank: int, reach: int) -> Cell:
    met = (lane for lane in column if lane.oldest <= rank <= lane.citing)
    return next((lane.cell(rank, reach) for lane in met), Cell())
