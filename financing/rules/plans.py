"""Rules on financing plans: exact ratios of public aid, limits to the cent, findings."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from common.findings import STATED_AMOUNT_PREVAILS, Finding, Severity
from common.formats import euros, exact_percent, number, percent_of, rate
from common.money import over_limit, percent_digits, ratio, round_fraction_to_cents
from conventions.enums import ClauseKind
from financing.enums import PlanFinding

# The limit that the national call puts on the costs beside the passes, in % of the total.
NATIONAL_CALL_CAP = Decimal(10)
# No text computes the aid on a part of the territory.
PART_READING = (
    "Notre lecture\u00a0: une aide réservée à cette partie y est entière, chaque autre y apporte "
    "son rapport exact au total du plan."
)


def grant_at_limit(
    grant: Decimal, base: Decimal, other_aid: Decimal, limit: Decimal
) -> Decimal | None:
    """The costs at the limit of public aid (in %) less the other aid, if the grant is this amount
    down to the euro.
    """
    exact = Fraction(base) * Fraction(limit) / 100 - Fraction(other_aid)
    if math.floor(exact) != grant:
        return None
    return Decimal(exact.numerator) / Decimal(exact.denominator)


@dataclass(frozen=True, slots=True)
class Aid:
    """The public aid of a funder in a plan, and the total of the plan."""

    amount: Decimal
    total: Decimal

    def part_of(self, line: Decimal) -> Fraction:
        """The exact part of a line that this aid pays, by its ratio to the total."""
        return Fraction(line) * ratio(self.amount, self.total)


def aid_on_perimeter(perimeter: Decimal, aids: Iterable[Aid]) -> Decimal:
    """The public aid on a perimeter, each by its own exact ratio, rounded to the cent once."""
    return round_fraction_to_cents(sum((aid.part_of(perimeter) for aid in aids), Fraction(0)))


def grant_computation_finding(
    grant: Decimal, base: Decimal, others: Decimal, limit: Decimal
) -> Finding | None:
    """A note on how a grant was probably computed: the costs at the limit of public aid, less the
    other aid.
    """
    exact = grant_at_limit(grant, base, others, limit)
    if exact is None:
        return None
    return Finding(
        PlanFinding.GRANT_READING,
        Severity.NOTE,
        f"Notre lecture\u00a0: {exact_percent(limit)} de {euros(base)}, moins les autres aides "
        f"publiques ({euros(others)}), font {number(exact.normalize())}\u00a0€. "
        "À l’euro inférieur, c’est la subvention.",
        STATED_AMOUNT_PREVAILS,
        ClauseKind.GRANT_MAX,
    )


def total_finding(plan: str, total: Decimal, stated: Decimal, kind: ClauseKind) -> Finding | None:
    """The total of a plan of the operation differs from the amount that its convention states."""
    if total == stated:
        return None
    gap = stated - total
    missing = f"Il manque {euros(gap)} au plan" if gap > 0 else f"Le plan a {euros(-gap)} de trop"
    return Finding(
        PlanFinding.PLAN_TOTAL,
        Severity.WATCH,
        f"«\u00a0{plan}\u00a0» fait {euros(total)}\u00a0; la convention énonce {euros(stated)} "
        f"(«\u00a0{kind.label}\u00a0»). {missing}.",
        STATED_AMOUNT_PREVAILS,
        kind,
    )


def cap_finding(total: Decimal, passes: Decimal, cap: Decimal | None) -> Finding | None:
    """The costs beside the passes exceed the cap of the text, else that of the national call.

    None unless passes are most of the plan: otherwise the other costs are of another project.
    """
    rest, limit = total - passes, NATIONAL_CALL_CAP if cap is None else cap
    over = over_limit(rest, total, limit)
    if passes <= rest or over <= 0:
        return None
    places = percent_digits(rest, total, [limit])
    return Finding(
        PlanFinding.CAP,
        Severity.WATCH if cap is None else Severity.BREACH,
        f"Les coûts annexes font {euros(rest)}, soit {percent_of(rest, total, places)} du "
        f"total et {euros(over)} de plus que {exact_percent(limit)} ({euros(rest - over)}).",
        "Aucun plafond n’est énoncé\u00a0: cette limite est celle de l’appel national."
        if cap is None
        else "Le plafond de la convention s’applique.",
        None if cap is None else ClauseKind.ENGINEERING_CAP,
    )


def aid_finding(aid: Decimal, total: Decimal, limit: Decimal, reason: str) -> Finding | None:
    """Public aid exceeds the limit of the perimeter of a plan."""
    over = over_limit(aid, total, limit)
    if over <= 0:
        return None
    places = percent_digits(aid, total, [limit])
    return Finding(
        PlanFinding.AID,
        Severity.BREACH,
        f"Les aides publiques font {rate(aid, total, places)}, soit {euros(over)} de plus que "
        f"{exact_percent(limit)}.",
        f"Règle du plafond\u00a0: {reason.rstrip('.')}.",
    )


def part_aid_finding(part: str, amount: Decimal, aids: Sequence[tuple[str, Aid]]) -> Finding | None:
    """Public aid on a part of the territory exceeds what this part costs."""
    total = aid_on_perimeter(amount, [aid for _, aid in aids])
    if total <= amount:
        return None
    return Finding(
        PlanFinding.AID,
        Severity.WATCH,
        f"Sur la partie «\u00a0{part}\u00a0», les aides publiques font {rate(total, amount)}, soit "
        f"{euros(total - amount)} de plus que son coût\u00a0: {aids_in_words(amount, aids)}.",
        PART_READING,
    )


def aids_in_words(perimeter: Decimal, aids: Iterable[tuple[str, Aid]]) -> str:
    """`État 179 201,47 € + FEDER 125 000,00 €`: what each aid pays of a perimeter."""
    return " + ".join(f"{name} {euros(aid_on_perimeter(perimeter, [aid]))}" for name, aid in aids)


def line_aid_finding(aid: Decimal, line: Decimal, ruling: str) -> Finding | None:
    """Public aid on the line of passes exceeds the line itself."""
    if aid <= line:
        return None
    return Finding(
        PlanFinding.AID,
        Severity.WATCH,
        f"Sur la ligne des pass, les aides publiques font {rate(aid, line)}, "
        f"soit {euros(aid - line)} de plus que la ligne.",
        ruling,
    )
