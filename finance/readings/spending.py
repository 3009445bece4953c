"""The passes spent in a programme, and what pays them, asked once for all that counts them."""

import datetime as dt
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Case, F, When

from circulation.readings.consumed import Consumed, Part, Payer, rank_of
from conventions.enums import Basis
from distribution.models import Lot
from distribution.readings.moves import Move, moves
from finance.models import Expense, FundingKey
from finance.readings.texts import Texts
from programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Spent:
    """The passes of a part spent on a day, and their value; since the day from which places are
    told apart, at a place.
    """

    on: dt.date
    part: Part
    passes: int
    value: Decimal
    place: int | None


class Spending:
    """What is spent in a programme up to the end of a day: asked when needed, and only once."""

    def __init__(
        self,
        programme: Programme,
        until: dt.date,
        texts: Texts | None = None,
        places_from: dt.date | None = None,
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        """What a page reads `beside` each lot comes with it."""
        self.beside = beside or {}
        self.programme, self.until, self.places_from = programme, until, places_from
        self.texts = texts or Texts(programme)
        self._parts: dict[Basis, list[Part]] = {}
        self._later: Spending | None = None

    @cached_property
    def series(self) -> list[Part]:
        """The series of carnets, as it is paid when its passes are consumed."""
        return self.parts(Basis.CONSUMED)

    def parts(self, basis: Basis) -> list[Part]:
        """The series of carnets, cut where a lot begins and where a key of a basis begins or ends,
        asked once.
        """
        if basis not in self._parts:
            self._parts[basis] = list(self._cut(basis))
        return self._parts[basis]

    def _cut(self, basis: Basis) -> Iterator[Part]:
        by_lot = defaultdict[int, list[FundingKey]](list)
        for key in self.texts.keys:
            if key.basis == basis:
                by_lot[key.lot_id].append(key)
        for lot in self.lots:
            own = by_lot[lot.pk]
            cuts = {lot.first_carnet, lot.last_carnet + 1}
            cuts.update(cut for key in own for cut in (key.first_carnet, key.last_carnet + 1))
            for first, after in pairwise(sorted(cuts)):
                naming = [key for key in own if key.first_carnet <= first <= key.last_carnet]
                payers = tuple(
                    Payer(key.convention_id, Fraction(key.share) / 100)
                    for key in sorted(naming, key=lambda key: key.rank)
                )
                carnets = first, after - first, lot.pk
                yield Part(*carnets, lot.territory, payers, lot.passes_per_carnet)

    @cached_property
    def lots(self) -> list[Lot]:
        """The lots that are not cancelled, with their order and last day (`until`), by their first
        carnet.
        """
        found = Lot.objects.filter(programme=self.programme).kept().with_last_day(self.until)
        found = found.annotate(**self.beside)
        return list(found.select_related("order").order_by("first_carnet"))

    def lot_of(self, carnet: int) -> Lot:
        """The lot that a number of carnet is of."""
        return self.lots[bisect_right(self.lots, carnet, key=lambda lot: lot.first_carnet) - 1]

    @cached_property
    def moves(self) -> list[Move]:
        """What entered the depots and what was handed out, cut where a part of any basis begins."""
        if self._later is not None:
            return [one for one in self._later.moves if one.on <= self.until]
        firsts = {part.first_carnet for basis in Basis for part in self.parts(basis)}
        return moves(self.programme, self.until, sorted(firsts)) if firsts else []

    @cached_property
    def expenses(self) -> list[Expense]:
        """The expenses paid."""
        if self._later is not None:
            paid = self._later.expenses
            return [one for one in paid if one.paid_on and one.paid_on <= self.until]
        found = Expense.objects.filter(programme=self.programme, paid_on__lte=self.until)
        return list(found.order_by("paid_on", "pk"))

    @cached_property
    def rows(self) -> list[Spent]:
        """The passes spent, by day and by part of the series of carnets."""
        if self._later is not None:
            return [row for row in self._later.rows if row.on <= self.until]

        def keys(session: str, carnet: str) -> dict[str, Any]:
            late = {f"{session}held_on__gte": self.places_from or dt.date.max}
            at = Case(When(**late, then=F(f"{session}place")), default=None)
            return {"on": F(f"{session}held_on"), "rank": rank_of(self.series, carnet), "at": at}

        return [
            Spent(row["on"], self.series[row["rank"] - 1], row["passes"], row["euros"], row["at"])
            for row in (self.consumed.by(keys) if self.series else ())
        ]

    @property
    def consumed(self) -> Consumed:
        return Consumed(self.programme, dt.date.min, self.until, self.series)

    def up_to(self, day: dt.date) -> "Spending":
        """What was spent up to an earlier day, without asking again."""
        earlier = Spending(self.programme, day, self.texts)
        earlier._parts, earlier.lots, earlier._later = self._parts, self.lots, self
        return earlier
