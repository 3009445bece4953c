"""What a funder owes for a base: an exact ratio, a maximum, one rounding at the end; in words."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from common.findings import Finding, Severity
from common.formats import day, euros, exact_percent, period, rate
from common.money import round_fraction_to_cents, share
from conventions.enums import Basis, ClauseKind, ConventionFinding

PERCENT, ZERO = Decimal(100), Decimal("0.00")
ROUNDED = ", arrondi au centime inférieur"


@dataclass(frozen=True, slots=True)
class Computed:
    """An amount, how it is computed with the values put in, and the clauses that say so."""

    amount: Decimal
    formula: str
    kinds: tuple[ClauseKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Aid:
    """The part of a base that a funder pays, and the most it pays in all.

    `part` and `whole` give the exact ratio: the rounded percentage would lose money.
    """

    part: Decimal
    whole: Decimal
    maximum: Decimal | None = None
    kinds: tuple[ClauseKind, ...] = ()

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.part) / Fraction(self.whole)

    @property
    def is_rate(self) -> bool:
        """Whether the text states a rate, which is exact, not two amounts."""
        return self.whole == PERCENT

    @property
    def in_words(self) -> str:
        """`50 %`, `64,00 % (488 900,00 € sur 763 900,00 €)`: what redoes the share by hand."""
        return exact_percent(self.part) if self.is_rate else rate(self.part, self.whole)

    def due(self, base: Decimal) -> Decimal:
        """The aid due for a base, capped, rounded down to the cent only at the end."""
        return self.computed(base).amount

    def computed(self, base: Decimal) -> Computed:
        return due({self: base}, self.maximum)

    def product(self, base: Decimal) -> str:
        """`100,00 € × 50 %`, `100,00 € × 488 900,00 € ÷ 763 900,00 €`."""
        if self.is_rate:
            return f"{euros(base)} × {exact_percent(self.part)}"
        return f"{euros(base)} × {euros(self.part)} ÷ {euros(self.whole)}"


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of an amount, from a fraction of it to another."""

    begin: Fraction
    end: Fraction

    @classmethod
    def between(cls, begin: Fraction, end: Fraction) -> "Slice":
        """Named when it is all, or nothing."""
        if begin == end:
            return NOTHING
        return cls(begin, end) if begin or end != 1 else WHOLE

    def inside(self, before: int, own: int, whole: int) -> "Slice":
        """The same part of `own` shares of a whole, that come after others."""
        return Slice((before + self.begin * own) / whole, (before + self.end * own) / whole)

    def of(self, amount: Decimal) -> Decimal:
        """Its part, to the cent: those of slices that follow each other add up to the amount."""
        reached, before = (
            round_fraction_to_cents(Fraction(amount) * at) for at in (self.end, self.begin)
        )
        return reached - before


NOTHING, WHOLE = Slice(Fraction(0), Fraction(0)), Slice(Fraction(0), Fraction(1))


def due(bases: Mapping[Aid, Decimal], maximum: Decimal | None) -> Computed:
    """The aid due for bases, each at its exact ratio, capped, rounded down to the cent only at the
    end.
    """
    whole = sum((Fraction(base) * aid.ratio for aid, base in bases.items()), Fraction())
    exact = share(Decimal(1), whole)
    rounded = "" if Fraction(exact) == whole else ROUNDED
    products = " + ".join(aid.product(base) for aid, base in bases.items())
    said = f"{products} = {euros(exact)}{rounded}"
    kinds = tuple(dict.fromkeys(kind for aid in bases for kind in aid.kinds))
    if maximum is None or exact <= maximum:
        return Computed(exact, said, kinds)
    return Computed(maximum, f"{said}, ramené au maximum de {euros(maximum)}", kinds)


@dataclass(frozen=True, slots=True)
class Aids:
    """The aids of a convention, each from the day of its effect; the first one before it too."""

    rows: Sequence[tuple[dt.date, Aid]]

    def on(self, day: dt.date) -> Aid:
        """The one in force on a day."""
        in_force = [aid for since, aid in self.rows if since <= day]
        return in_force[-1] if in_force else self.rows[0][1]

    def start(self, day: dt.date) -> dt.date:
        """The first day of the month of a day from which the aid of this day is in force."""
        changes = (since for since, _ in self.rows[1:] if since <= day)
        return max(day.replace(day=1), *changes, dt.date.min)

    def computed(self, bases: Mapping[dt.date, Decimal], day: dt.date) -> Computed:
        """What is due on a day for bases, each by the aid in force on its own day, as far as the
        maximum in force on the day.
        """
        last, by_aid = self.on(day), defaultdict[Aid, Decimal](Decimal)
        for on, base in sorted(bases.items()):
            if base:
                by_aid[replace(self.on(on), maximum=None)] += base
        return due(by_aid or {last: ZERO}, last.maximum)


def instalments(reached: Sequence[Decimal]) -> list[Decimal]:
    """What each period adds to what was reached before it."""
    return [now - before for now, before in zip(reached, [ZERO, *reached], strict=False)]


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first day of each month from that of `first` to that of `last`."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [dt.date((start + i) // 12, (start + i) % 12 + 1, 1) for i in range(count)]


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts in euros; 0.00 when there is none."""
    return sum(amounts, ZERO)


def window_finding(
    what: str, on: dt.date, start: dt.date | None, end: dt.date | None
) -> Finding | None:
    """A payment made outside the days whose spending counts; both ends are inside."""
    if (start is None or on >= start) and (end is None or on <= end):
        return None
    return Finding(
        ConventionFinding.OUTSIDE_WINDOW,
        Severity.BREACH,
        f"{what}, payé le {day(on)}, est hors de la période des dépenses ({period(start, end)}).",
        "Cette dépense ne compte pas dans la subvention.",
        ClauseKind.WINDOW_END if end is not None and on > end else ClauseKind.WINDOW_START,
    )


def key_findings(
    key: str,
    basis: Basis,
    stated: Basis | None,
    is_inside: bool,
    days: tuple[dt.date, dt.date | None],
) -> Iterator[Finding]:
    """What no longer fits between a funding key and the clauses of its convention in force.

    `days` are the last day of use of its passes and the last that counts for the convention, None
    when another key follows.
    """
    code, valid_until, end = ConventionFinding.FUNDING_KEY, *days
    if stated is None or stated.counts != basis:
        now = f"compte «\u00a0{stated.label}\u00a0»" if stated else "ne dit plus ce qu’elle compte"
        entered = f"{key}\u00a0: la clé est saisie pour «\u00a0{basis.label}\u00a0»"
        yield Finding(
            code,
            Severity.BREACH,
            f"{entered}, la convention {now}.",
            "Cette clé ne fait rien compter\u00a0: retirez-la, puis dites qui paie ces pass.",
            ClauseKind.BASIS,
        )
    elif not is_inside:
        yield Finding(
            code,
            Severity.BREACH,
            f"{key}\u00a0: le lot n’est pas réservé aux départements de la convention.",
            "Ses pass et son achat ne comptent pas pour elle.",
            ClauseKind.TERRITORY,
        )
    elif basis == Basis.CONSUMED and end is not None and end < valid_until:
        yield Finding(
            code,
            Severity.NOTE,
            f"{key}\u00a0: ces pass servent jusqu’au {day(valid_until)}, la convention compte "
            f"jusqu’au {day(end)}.",
            "Après ce jour, une clé de l’ordre suivant dit quelle convention les paie.",
            ClauseKind.ACTION_END,
        )
