"""Statements: what each funder owes, month by month, on the basis that its convention counts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import accumulate

from common.findings import Finding
from common.formats import euros
from common.periods import period_end
from conventions.enums import Basis, ClauseKind, ConventionState
from conventions.models import Clause, Convention
from conventions.readings.conventions import signed_or_not
from conventions.readings.schedules import Period, eligible_period
from conventions.readings.texts import ClausesByKind, amount_of
from finance.readings.account_rows import ABOVE, AccountRow, account_rows
from finance.readings.findings import misfits
from finance.readings.paid_rows import PaidRows, Unnamed, stated_basis
from finance.readings.posts import PostAmounts, posts_of
from finance.readings.spending import Spending
from finance.readings.texts import Texts
from finance.rules import PERCENT, ZERO, Aid, Aids, Computed, instalments, months_between, total

Start = Callable[[dt.date], dt.date]
# What the aid and its maximum are read in.
OF_AID = (
    ClauseKind.AID_RATE,
    ClauseKind.GRANT_MAX,
    ClauseKind.ELIGIBLE_BASE,
    ClauseKind.BUDGET,
)
UNSIGNED = "\u00a0: ses termes sont ceux du texte voté."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a convention says of its aid: the share, what is counted, and the days that count.

    `cap` is the most that counts of engineering, `maximum` the most that is paid. `note` is a
    sentence for readers when the convention is not signed yet. `clauses` are those it is read in.
    """

    aid: Aid
    basis: Basis
    period: Period
    cap: Computed | None
    maximum: Computed | None
    is_signed: bool
    note: str
    clauses: ClausesByKind


@dataclass(frozen=True, slots=True)
class MonthAmounts:
    """The amounts of one month: `value` of the passes consumed or bought and `engineering` count
    for the aid; `outside`, not in the days that count or `above` the cap, does not.
    """

    passes: int = 0
    value: Decimal = ZERO
    engineering: Decimal = ZERO
    outside: Decimal = ZERO
    above: Decimal = ZERO

    @property
    def base(self) -> Decimal:
        return self.value + self.engineering


@dataclass(frozen=True, slots=True)
class Advance:
    """A grant due whole at the signature, and what is earned of it: the rest is repaid."""

    due: Decimal
    earned: Decimal

    @property
    def to_repay(self) -> Decimal:
        return self.computed.amount

    @property
    def computed(self) -> Computed:
        left = self.due - self.earned
        return Computed(left, f"{euros(self.due)} − {euros(self.earned)} = {euros(left)}")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One month of a statement, with the totals since the first month (`..._reached`)."""

    month: dt.date
    counted: MonthAmounts
    share: Decimal
    base_reached: Decimal
    share_reached: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of one funder: the terms of its convention and one line a month, from its
    `first_month` when all are shown.

    `counted` is what it counts in all, whatever months are shown, and `share` what is due for it.
    `without_key` is what only a funding key could give to it; `misfits`, its keys that no longer
    fit. `advance` is what was due at the signature, where the convention says so; `former`, the
    clauses of the share that an avenant replaced since: each day has the aid in force on it.
    `posts` are those of the plan of a convention that counts what is purchased.
    """

    convention: Convention
    terms: Terms
    first_month: dt.date | None
    lines: Sequence[StatementLine]
    counted: MonthAmounts
    share: Computed
    without_key: Unnamed
    misfits: list[Finding]
    advance: Advance | None
    former: list[Clause]
    posts: list[PostAmounts]

    @property
    def basis(self) -> str:
        """What is counted, in words."""
        both = self.counted.value and self.counted.engineering
        return f"{self.terms.basis.label}{' et coûts annexes' if both else ''}"

    @property
    def due(self) -> Computed:
        """What is due: the share, or the whole advance once its convention is signed."""
        if self.advance is None:
            return self.share
        whole = self.terms.is_signed and self.terms.maximum
        return whole or Computed(ZERO, "dû à la signature")

    @property
    def totals(self) -> dict[str, Decimal | int]:
        """The sums over the months shown; the `..._reached` are those of the last month."""
        last = self.lines[-1] if self.lines else None
        return {
            **asdict(sum_of(line.counted for line in self.lines)),
            "share": total(line.share for line in self.lines),
            "base_reached": last.base_reached if last else ZERO,
            "share_reached": last.share_reached if last else ZERO,
        }


def statements_of(
    conventions: Iterable[Convention],
    day: dt.date,
    *,
    year: int | None = None,
    spending: Spending | None = None,
) -> list[Statement]:
    """One statement for each convention whose terms say what it counts and pays.

    With `year`, only its months are kept; what was reached before stays counted. `spending` is that
    of their programme on the day, where it was asked already.
    """
    rows: list[Statement | None] = []
    of_programme = {spending.programme.pk: spending} if spending else {}
    for convention in conventions:
        asked = Spending(convention.programme, day)
        spending = of_programme.setdefault(convention.programme_id, asked)
        rows.append(statement_of(PaidRows(convention, spending), year))
    return [one for one in rows if one is not None]


def statements_since(
    conventions: Iterable[Convention], spending: Spending, earlier: dt.date
) -> list[tuple[Statement, Decimal]]:
    """The statements of conventions of a programme, each with what was due on an earlier day."""
    kept = list(conventions)
    past = statements_of(kept, earlier, spending=spending.up_to(earlier))
    before = {one.convention.pk: one.due.amount for one in past}
    now = statements_of(kept, spending.until, spending=spending)
    return [(one, before.get(one.convention.pk, ZERO)) for one in now]


def statement_of(paid: PaidRows, year: int | None = None) -> Statement | None:
    """The statement of the rows that a convention pays up to a day."""
    convention, day, clauses = paid.convention, paid.day, paid.clauses
    terms = _terms(convention, clauses)
    if terms is None:
        return None
    aids = _aids(paid)
    rows = rows_of(paid)
    by_day = _counted(rows, aids.start)
    counted, share = sum_of(by_day.values()), _share(aids, by_day, day)
    lines = _statement_lines(aids, by_day, day)
    keys = (one.row for one in paid.spending.texts.keys if one.convention_id == convention.pk)
    return Statement(
        convention,
        terms,
        lines[0].month if lines else None,
        [line for line in lines if year in {None, line.month.year}],
        counted,
        share,
        paid.without_key(),
        list(misfits(keys, clauses)),
        _advance(terms.basis, terms.aid, share),
        _former(paid, aids),
        posts_of(paid, rows),
    )


def terms_of(convention: Convention, day: dt.date) -> Terms | None:
    """The terms in force on a day; before the signature, those of the text that was voted.

    None when the terms do not say what is counted, or at what rate.
    """
    return _terms(convention, Texts(convention.programme).on(convention, day))


def _terms(convention: Convention, clauses: ClausesByKind) -> Terms | None:
    aid, basis = aid_of(clauses), stated_basis(clauses)
    if basis is None or aid is None:
        return None
    is_voted = convention.state == ConventionState.VOTED
    return Terms(
        aid=aid,
        basis=basis,
        period=eligible_period(clauses),
        cap=engineering_cap(clauses),
        maximum=_maximum(clauses),
        is_signed=not is_voted,
        note=f"{signed_or_not(convention)}{UNSIGNED}" if is_voted else "",
        clauses=clauses,
    )


def _advance(basis: Basis, aid: Aid, share: Computed) -> Advance | None:
    """The advance of a convention and the share that is earned of it, at the exact ratio (our
    reading of the call of 2019); None for another basis, or when no maximum is given.
    """
    if basis != Basis.ADVANCE or aid.maximum is None:
        return None
    return Advance(aid.maximum, share.amount)


def _aids(paid: PaidRows) -> Aids:
    """The aids of a convention up to a day, as its clauses in force changed it."""
    last = aid_of(paid.clauses)
    texts, convention = paid.spending.texts, paid.convention
    changes = {one.effective_on for one in _by(paid) if one.kind in OF_AID}
    *before, now = sorted(on for on in changes if on) or [paid.day]
    known = [(on, aid_of(texts.in_force(convention, on))) for on in before]
    return Aids([(on, aid) for on, aid in [*known, (now, last)] if aid is not None])


def _former(paid: PaidRows, aids: Aids) -> list[Clause]:
    if len(aids.rows) == 1:
        return []
    kinds = {kind for _, aid in aids.rows for kind in aid.kinds}
    now = [clause.pk for clause in paid.clauses.values()]
    found = [one for one in _by(paid) if one.kind in kinds and one.pk not in now]
    return sorted(found, key=lambda one: (one.effective_on, one.pk))


def _by(paid: PaidRows) -> list[Clause]:
    """The clauses of a convention whose day of effect has come."""
    clauses = paid.spending.texts.clauses_of(paid.convention)
    return [one for one in clauses if one.effective_on and one.effective_on <= paid.day]


def aid_of(clauses: ClausesByKind) -> Aid | None:
    """The aid of a convention: the exact ratio of grant to base if given, else the stated rate."""
    grant = amount_of(clauses, ClauseKind.GRANT_MAX)
    base = amount_of(clauses, ClauseKind.ELIGIBLE_BASE)
    if grant is not None and base:
        return Aid(grant, base, grant, (ClauseKind.GRANT_MAX, ClauseKind.ELIGIBLE_BASE))
    rate, most = _rate(clauses, ClauseKind.AID_RATE), _maximum(clauses)
    if rate is None:
        return None
    return Aid(rate, PERCENT, most.amount if most else None, (ClauseKind.AID_RATE,))


def _maximum(clauses: ClausesByKind) -> Computed | None:
    """The most that is paid: the grant stated, else the rate of the budget."""
    grant = amount_of(clauses, ClauseKind.GRANT_MAX)
    if grant is not None:
        return Computed(grant, "montant énoncé", (ClauseKind.GRANT_MAX,))
    return _part_of(clauses, ClauseKind.AID_RATE, ClauseKind.BUDGET)


def engineering_cap(clauses: ClausesByKind) -> Computed | None:
    """The most that counts of engineering, in euros: a rate of the budget, else of the base."""
    whole = ClauseKind.BUDGET
    if not amount_of(clauses, whole):
        whole = ClauseKind.ELIGIBLE_BASE
    return _part_of(clauses, ClauseKind.ENGINEERING_CAP, whole)


def _part_of(clauses: ClausesByKind, rate: ClauseKind, whole: ClauseKind) -> Computed | None:
    """The rate that a clause gives, of the amount of another."""
    percent, amount = _rate(clauses, rate), amount_of(clauses, whole)
    if percent is None or amount is None:
        return None
    return Aid(percent, PERCENT, kinds=(rate, whole)).computed(amount)


def _rate(clauses: ClausesByKind, kind: ClauseKind) -> Decimal | None:
    return clauses[kind].rate if kind in clauses else None


def rows_of(paid: PaidRows) -> list[AccountRow]:
    """The rows of an account, whose sums it is."""
    return list(account_rows(paid, engineering_cap(paid.clauses)))


def counted_by_month(paid: PaidRows) -> dict[dt.date, MonthAmounts]:
    """What a convention counts of the rows that it pays, by its basis, by first day of month;
    nothing when its clauses do not say what it counts.
    """
    return _counted(rows_of(paid), lambda day: day.replace(day=1))


def _counted(rows: Iterable[AccountRow], start: Start) -> dict[dt.date, MonthAmounts]:
    """The same, by the first day of the months or of parts of them."""
    found = defaultdict[dt.date, list[AccountRow]](list)
    for row in rows:
        found[start(row.on)].append(row)
    return {on: _amounts(found[on]) for on in sorted(found)}


def _amounts(rows: list[AccountRow]) -> MonthAmounts:
    capped = [one for one in rows if one.is_capped]
    return MonthAmounts(
        sum(one.passes for one in rows),
        total(one.kept for one in rows if not one.is_capped),
        total(one.kept for one in capped),
        total(one.outside for one in rows),
        total(one.outside for one in capped if one.why == ABOVE),
    )


def sum_of(amounts: Iterable[MonthAmounts]) -> MonthAmounts:
    """The amounts of several months together."""
    rows = list(amounts)
    return MonthAmounts(
        sum(one.passes for one in rows),
        total(one.value for one in rows),
        total(one.engineering for one in rows),
        total(one.outside for one in rows),
        total(one.above for one in rows),
    )


def _share(aids: Aids, counted: dict[dt.date, MonthAmounts], day: dt.date) -> Computed:
    """What is due on a day for what is counted by then."""
    return aids.computed({on: one.base for on, one in counted.items() if on <= day}, day)


def _statement_lines(
    aids: Aids, counted: dict[dt.date, MonthAmounts], day: dt.date
) -> list[StatementLine]:
    if not counted:
        return []
    months = months_between(min(counted), day)
    ends = [min(period_end(month, 1), day) for month in months]
    of_month = [
        sum_of(one for on, one in counted.items() if on.replace(day=1) == month) for month in months
    ]
    reached = [_share(aids, counted, end).amount for end in ends]
    bases = accumulate(one.base for one in of_month)
    together = zip(months, of_month, instalments(reached), bases, reached, strict=True)
    return [StatementLine(*line) for line in together]
