"""The figures of a count, as its page and its PDF show them, and as a closed count keeps them."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from counts.rules import Range

PARTS = ("expected", "left", "entered", "missing", "surplus", "found")


@dataclass(frozen=True, slots=True)
class Part:
    """Carnets of a sheet, by ranges, and the passes that they hold."""

    ranges: list[Range]
    carnets: int
    passes: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A range of carnets missing or too many: where the ledger has them, what it recorded of them
    since the instant, and how this is explained; without a `reason`, it is not yet.
    """

    first: int
    last: int
    passes: int
    kind: str
    holder: str = ""
    since: str = ""
    reason: str = ""
    note: str = ""

    @property
    def carnets(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Moved:
    """What lines of a kind brought to the store (1) or took from it (-1) on a day."""

    on: str
    what: str
    sign: int
    ranges: list[Range]
    carnets: int
    passes: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Expected, less what left and was not counted, more what entered and was counted, less the
    missing, more the surplus, is what was found.
    """

    face_value: str
    expected: Part
    left: Part
    entered: Part
    missing: Part
    surplus: Part
    found: Part
    gaps: list[Gap] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)

    @property
    def unexplained(self) -> list[Range]:
        return [(gap.first, gap.last) for gap in self.gaps if not gap.reason]

    def euros(self, passes: int) -> Decimal:
        return passes * Decimal(self.face_value)


def frozen(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON keeps it."""
    return asdict(sheet)


def thawed(kept: dict[str, Any]) -> Sheet:
    """The sheet that JSON kept."""
    parts = {name: Part(**_with_ranges(kept[name])) for name in PARTS}
    moved = [Moved(**_with_ranges(one)) for one in kept["moved"]]
    gaps = [Gap(**one) for one in kept["gaps"]]
    return Sheet(kept["face_value"], **parts, gaps=gaps, moved=moved)


def _with_ranges(kept: dict[str, Any]) -> dict[str, Any]:
    return kept | {"ranges": [(first, last) for first, last in kept["ranges"]]}
