"""What became of hand-outs: the carnets that people kept of them, and those taken back."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from beneficiaries.models import Person
from common.formats import day_short
from distribution.enums import LineKind
from distribution.models import HandOut, StockLine


@dataclass(frozen=True, slots=True)
class Fate:
    """What people kept of a hand-out, and its state: its family, its word."""

    carnets: int
    passes: int
    family: str
    word: str


def fate_of(given: HandOut) -> Fate:
    """Reads the prefetched lines."""
    lines = given.lines.all()
    kept = kept_lines(given)
    back = [line.moved_on for line in lines if line.kind == LineKind.REVERSAL]
    family, word = "done", "remis"
    if back:
        family, word = ("watch", "annulée en partie") if kept else ("stopped", "annulée")
        word = f"{word} le {day_short(max(back))}"
    carnets, passes = sum(one.carnets for one in kept), sum(one.passes for one in kept)
    return Fate(carnets, passes, family, word)


def kept_lines(given: HandOut) -> list[StockLine]:
    """The lines of a hand-out that were not taken back; reads the prefetched lines."""
    lines = given.lines.all()
    back = {line.reverses_id for line in lines}
    return [one for one in lines if one.kind == LineKind.HAND_OUT and one.pk not in back]


def taken_back(hand_outs: QuerySet[HandOut]) -> QuerySet[HandOut]:
    """Those of which every carnet was taken back: what `standing` leaves out."""
    kept = StockLine.objects.handed_out().filter(hand_out=OuterRef("pk"))
    return _touched(hand_outs).filter(~Exists(kept))


def taken_back_in_part(hand_outs: QuerySet[HandOut]) -> QuerySet[HandOut]:
    kept = StockLine.objects.handed_out().filter(hand_out=OuterRef("pk"))
    return _touched(hand_outs).filter(Exists(kept))


def _touched(hand_outs: QuerySet[HandOut]) -> QuerySet[HandOut]:
    """Those of which a carnet was taken back: few, so they are asked first."""
    back = StockLine.objects.filter(kind=LineKind.REVERSAL, hand_out__isnull=False)
    return hand_outs.filter(pk__in=back.values("hand_out"))


def name_of(person: Person) -> str:
    """Last name first, as lists say it; one that was erased has no name."""
    return person.full_name if person.erased_on else person.listed_name
