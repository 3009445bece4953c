"""The chain of deliberations: who cites whom, drawn in columns, and what stands on each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from budget.models import Subsidy
from common.formats import euros, period
from conventions.models import Avenant, Convention
from deliberations.enums import VisaOrigin
from deliberations.models import Calendar, Deliberation, Visa
from programmes.models import Programme

# More lanes than this would not fit a phone: the words beside the picture tell the others.
MOST_LANES = 8


@dataclass(frozen=True, slots=True)
class StandingOnVote:
    """Something that stands on a vote: what it is, its state, its page."""

    what: str
    state: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A vote that another cites, and how that is known."""

    to: Deliberation
    origin: VisaOrigin
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A lane where it meets a vote: the line above and below, a branch, an arrow to the vote.

    A branch crosses `reach` columns.
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
class LinkedVote:
    """A vote in the chain, the oldest first."""

    deliberation: Deliberation
    cites: list[Link] = field(default_factory=list)
    cited_by: list[Link] = field(default_factory=list)
    founds: list[StandingOnVote] = field(default_factory=list)
    lanes: list[Cell] = field(default_factory=list)


def vote_links(programme: Programme) -> list[LinkedVote]:
    """Every vote of a programme, in six queries."""
    rows = programme.deliberations.order_by("session_on", "number")
    votes = {row.pk: LinkedVote(row) for row in rows}
    visas = Visa.objects.filter(deliberation__programme=programme, cites__isnull=False)
    for visa in visas.order_by("deliberation", "position"):
        _link(votes, visa)
    for vote, founded in _standing_on_votes(programme):
        votes[vote].founds.append(founded)
    found = list(votes.values())
    _draw(found)
    return found


def _link(votes: Mapping[int, LinkedVote], visa: Visa) -> None:
    """A vote that a text cites twice is one link."""
    citing, cited = votes[visa.deliberation_id], votes[visa.cites_id or 0]
    if any(link.to == cited.deliberation for link in citing.cites):
        return
    origin = VisaOrigin(visa.origin)
    reason = visa.text if origin == VisaOrigin.STAFF else ""
    citing.cites.append(Link(cited.deliberation, origin, reason))
    cited.cited_by.append(Link(citing.deliberation, origin, reason))


def _standing_on_votes(programme: Programme) -> Iterable[tuple[int, StandingOnVote]]:
    """What stands on each vote, by the key of the vote."""
    conventions = Convention.objects.filter(programme=programme, deliberation__isnull=False)
    for convention in conventions.order_by("title", "pk"):
        yield convention.deliberation_id or 0, _convention(convention)
    avenants = Avenant.objects.filter(
        convention__programme=programme, deliberation__isnull=False
    ).select_related("convention")
    for avenant in avenants.order_by("convention__title", "number"):
        yield avenant.deliberation_id or 0, _avenant(avenant)
    calendars = programme.calendars.filter(deliberation__isnull=False)
    for calendar in calendars.order_by("in_force_on", "pk"):
        yield calendar.deliberation_id or 0, _calendar(calendar)
    for subsidy in programme.subsidies.select_related("beneficiary").order_by("pk"):
        yield subsidy.deliberation_id, _subsidy(subsidy)


def _convention(row: Convention) -> StandingOnVote:
    url = reverse("dossiers:convention", args=[row.public_id])
    return StandingOnVote(row.title, row.get_state_display().lower(), url)


def _avenant(row: Avenant) -> StandingOnVote:
    url = reverse("dossiers:avenant", args=[row.public_id])
    what = f"avenant n°\u00a0{row.number}, {row.convention.title}"
    return StandingOnVote(what, row.get_state_display().lower(), url)


def _calendar(row: Calendar) -> StandingOnVote:
    return StandingOnVote(f"calendrier des pass, {period(row.starts_on, row.ends_on)}")


def _subsidy(row: Subsidy) -> StandingOnVote:
    return StandingOnVote(f"subvention de {euros(row.amount)} à {row.beneficiary}, {row.purpose}")


@dataclass(slots=True)
class _Column:
    """A column of the picture: the vote that cites, those cited, by their ranks."""

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


def _draw(votes: list[LinkedVote]) -> None:
    """Give each vote its cells: lanes that never meet share a column, short ones nearest."""
    ranks = {vote.deliberation.pk: rank for rank, vote in enumerate(votes)}
    lanes = sorted(_lanes(votes, ranks), key=lambda lane: (lane.citing - lane.oldest, lane.citing))
    columns: list[list[_Column]] = []
    for lane in lanes:
        column = next((one for one in columns if _is_free(one, lane)), None)
        if column is None and len(columns) < MOST_LANES:
            columns.append(column := [])
        if column is not None:
            column.append(lane)
    for rank, vote in enumerate(votes):
        cells = [_at(column, rank, reach) for reach, column in enumerate(columns, 1)]
        vote.lanes = cells[::-1]


def _lanes(votes: list[LinkedVote], ranks: Mapping[int, int]) -> Iterable[_Column]:
    for rank, vote in enumerate(votes):
        for origin in VisaOrigin:
            cited = {ranks[link.to.pk] for link in vote.cites if link.origin == origin}
            # Of two votes of the same day, the one cited may come second: words alone tell it.
            if older := {one for one in cited if one < rank}:
                yield _Column(rank, older, origin == VisaOrigin.STAFF)


def _is_free(column: list[_Column], lane: _Column) -> bool:
    return all(one.citing < lane.oldest or lane.citing < one.oldest for one in column)


def _at(column: list[_Column], rank: int, reach: int) -> Cell:
    met = (lane for lane in column if lane.oldest <= rank <= lane.citing)
    return next((lane.cell(rank, reach) for lane in met), Cell())
