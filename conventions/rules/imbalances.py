"""Pure rules that find amounts, parts and accounts that do not fit together."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from common import money
from common.balance import wrong_sum
from common.findings import Finding, Severity
from common.formats import count, day, euros, number, percent, percent_of, rate
from common.money import half_up, over_limit, percent_digits, ratio
from conventions.enums import ClauseKind, FindingCode, Section
from conventions.imputation import section_of, wrong_section
from conventions.rows import Row
from conventions.rules.amounts import USUAL_CAP, eighty_percent_reading, rounded_rate_loss

AMOUNT_RULES = "Le montant énoncé fait foi."
# The class of a nature tells its section: 1 and 2 invest, 6 and 7 run (plan de comptes M52).
CLASSES = {
    "1": Section.INVESTMENT,
    "2": Section.INVESTMENT,
    "6": Section.FUNCTIONING,
    "7": Section.FUNCTIONING,
}


def rate_finding(grant: Decimal, base: Decimal, stated: Decimal) -> Finding | None:
    """A stated rate that is not the exact ratio of its amounts: rounded, or another one."""
    if ratio(grant, base) * 100 == Fraction(stated):
        return None
    loss = rounded_rate_loss(grant, base, stated)
    effect = f"ferait perdre {euros(loss)}" if loss >= 0 else f"donnerait {euros(-loss)} de trop"
    is_rounded = money.percent(grant, base, _places(stated)) == stated
    problem = "est arrondi" if is_rounded else f"n’est pas celui des montants, {rate(grant, base)}"
    return Finding(
        FindingCode.ROUNDED_RATE,
        Severity.NOTE if is_rounded else Severity.WATCH,
        f"Le taux énoncé, {_percent(stated)}, {problem}. L’appliquer {effect} sur {euros(grant)}.",
        "Le rapport exact des deux montants est seul appliqué.",
        ClauseKind.AID_RATE,
    )


def reading_finding(grant: Decimal, base: Decimal, others: Decimal) -> Finding | None:
    """How a grant may have been computed: 80 % of the costs less the other public aid."""
    exact = eighty_percent_reading(grant, base, others)
    if exact is None:
        return None
    return Finding(
        FindingCode.GRANT_READING,
        Severity.NOTE,
        f"Notre lecture\u00a0: 80\u00a0% de {euros(base)}, moins les autres aides "
        f"publiques ({euros(others)}), font {number(exact.normalize())}\u00a0€. "
        "À l’euro inférieur, c’est la subvention.",
        AMOUNT_RULES,
        ClauseKind.GRANT_MAX,
    )


def grant_finding(grant: Decimal, base: Decimal) -> Finding | None:
    """A grant above the spending that it pays a part of."""
    if grant <= base:
        return None
    return Finding(
        FindingCode.GRANT_OVER_BASE,
        Severity.BREACH,
        f"La subvention maximale ({euros(grant)}) dépasse de {euros(grant - base)} "
        f"ce qu’elle finance ({euros(base)}).",
        "Aucune aide ne dépasse la dépense.",
        ClauseKind.GRANT_MAX,
    )


def payments_finding(rows: Sequence[Row], grant: Decimal) -> Finding | None:
    """Planned payments, amounts or parts of the grant, that do not make it."""
    if any(row.amount is None and row.rate is None for row in rows):
        return None
    parts = [_payment(row, grant) for row in rows]
    said = wrong_sum(parts, grant, "versement", "la subvention maximale est de")
    if not parts or not said:
        return None
    return Finding(
        FindingCode.PAYMENTS_SUM, Severity.WATCH, said, AMOUNT_RULES, ClauseKind.PAYMENTS
    )


def _payment(row: Row, grant: Decimal) -> Decimal:
    if row.amount is not None:
        return row.amount
    return half_up(Fraction(grant) * Fraction(row.rate or 0) / 100)


def step_findings(rows: Sequence[Row], target: int | None) -> Iterator[Finding]:
    """Cumulated steps that go back, or whose last one is not the target."""
    steps = sorted((row.day, row.number) for row in rows if row.day and row.number is not None)
    for (before, held), (after, reached) in itertools.pairwise(steps):
        if reached < held:
            yield _on_steps(
                f"L’échéancier recule\u00a0: {count(held, 'pass')} au {day(before)}, "
                f"puis {count(reached, 'pass')} au {day(after)}."
            )
    if steps and target is not None and steps[-1][1] != target:
        yield _on_steps(_last_step(*steps[-1], target))


def _last_step(on: dt.date, reached: int, target: int) -> str:
    gap = target - reached
    missing = "Il en manque" if gap > 0 else "Il y en a en trop\u00a0:"
    return (
        f"La dernière étape de l’échéancier ({day(on)}) porte {count(reached, 'pass')}\u00a0; "
        f"la convention en prévoit {number(target)}. {missing} {number(abs(gap))}."
    )


def _on_steps(sentence: str) -> Finding:
    return Finding(
        FindingCode.STEPS,
        Severity.WATCH,
        sentence,
        "Le nombre de pass à déployer fait foi.",
        ClauseKind.DEPLOYMENT_STEPS,
    )


def shares_finding(rows: Iterable[Row]) -> Finding | None:
    """Parts of the passes kept for publics that make more than all of them."""
    total = sum((row.rate for row in rows if row.rate is not None), Decimal(0))
    if total <= 100:
        return None
    return Finding(
        FindingCode.SHARES,
        Severity.WATCH,
        f"Les parts de public visées font {_percent(total)}, plus que la totalité des pass.",
        "Une personne peut relever de deux publics\u00a0: à expliquer, ou à corriger.",
        ClauseKind.TARGET_SHARES,
    )


def total_finding(plan: str, total: Decimal, stated: Decimal, kind: ClauseKind) -> Finding | None:
    """A plan of the whole operation that is not of the amount that its convention states."""
    if total == stated:
        return None
    gap = stated - total
    missing = f"Il manque {euros(gap)} au plan" if gap > 0 else f"Le plan a {euros(-gap)} de trop"
    return Finding(
        FindingCode.PLAN_TOTAL,
        Severity.WATCH,
        f"«\u00a0{plan}\u00a0» fait {euros(total)}\u00a0; la convention énonce {euros(stated)} "
        f"(«\u00a0{kind.label}\u00a0»). {missing}.",
        AMOUNT_RULES,
        kind,
    )


def cap_finding(total: Decimal, passes: Decimal, cap: Decimal | None) -> Finding | None:
    """Costs beside the passes above the cap of the text, else above that of the national call.

    Nothing is said of a plan whose passes are not the most part: the rest is another project.
    """
    rest, limit = total - passes, USUAL_CAP if cap is None else cap
    over = over_limit(rest, total, limit)
    if passes <= rest or over <= 0:
        return None
    places = percent_digits(rest, total, [limit])
    return Finding(
        FindingCode.CAP,
        Severity.WATCH if cap is None else Severity.BREACH,
        f"Les coûts à côté des pass font {euros(rest)}, soit {percent_of(rest, total, places)} du "
        f"total et {euros(over)} de plus que {_percent(limit)} ({euros(rest - over)}).",
        "Aucun plafond n’est énoncé\u00a0: cette limite est celle de l’appel national."
        if cap is None
        else "Le plafond de la convention s’applique.",
        None if cap is None else ClauseKind.ENGINEERING_CAP,
    )


def aid_finding(aid: Decimal, total: Decimal, limit: Decimal, reason: str) -> Finding | None:
    """Public aid above the limit of the perimeter of a plan."""
    over = over_limit(aid, total, limit)
    if over <= 0:
        return None
    places = percent_digits(aid, total, [limit])
    return Finding(
        FindingCode.AID,
        Severity.BREACH,
        f"Les aides publiques font {rate(aid, total, places)}, soit {euros(over)} de plus que "
        f"{_percent(limit)}.",
        f"Règle du plafond\u00a0: {reason.rstrip('.')}.",
    )


def line_aid_finding(aid: Decimal, line: Decimal, ruling: str) -> Finding | None:
    """Public aid that bears on the line of passes, above the line itself."""
    if aid <= line:
        return None
    return Finding(
        FindingCode.AID,
        Severity.WATCH,
        f"Sur la ligne des pass, les aides publiques font {rate(aid, line)}, "
        f"soit {euros(aid - line)} de plus que la ligne.",
        ruling,
    )


def phasing_finding(years: Sequence[Decimal], authorised: Decimal) -> Finding | None:
    """Years of a budget line that do not make its authorisation."""
    said = wrong_sum(years, authorised, "année", "l’autorisation est de")
    if not years or not said:
        return None
    return Finding(FindingCode.PHASING, Severity.WATCH, said, "L’autorisation votée fait foi.")


def section_finding(section: Section, chapter: str, nature: str) -> Finding | None:
    """A budget line whose chapter, else whose nature, belongs to the other section."""
    said = wrong_section(chapter, section)
    numbered = CLASSES.get(nature[:1])
    if not said and section_of(chapter) is None and numbered not in (None, section):
        word = "investissement" if numbered == Section.INVESTMENT else "fonctionnement"
        said = (
            f"La nature {nature} est un compte de la section de {word}\u00a0; "
            f"la ligne est inscrite en {section.label.lower()}."
        )
    if not said:
        return None
    return Finding(
        FindingCode.SECTION, Severity.WATCH, said, "L’imputation votée est gardée telle quelle."
    )


def _places(stated: Decimal) -> int:
    exponent = stated.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _percent(value: Decimal) -> str:
    return percent(
        value.quantize(Decimal(1)) if value == value.to_integral() else value.normalize()
    )
