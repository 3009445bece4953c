"""What the page of checks shows: whether all holds, since when, and what was looked for."""

from typing import Any

from django.utils.text import capfirst

from common.formats import count, moment
from invariants.enums import Rule
from invariants.models import Check
from invariants.tables import BROKEN, HELD, CheckTable, RuleTable
from programmes.models import Programme


def checks_page(programme: Programme) -> dict[str, Any]:
    """The last check made, rule by rule, the one that waits, and those before."""
    checks = Check.objects.of_programme(programme)
    last = checks.made().order_by("-asked_at", "-pk").first()
    held = checks.without_a_gap().order_by("-asked_at", "-pk").first()
    return {
        "last": last,
        "answer": _answer(last),
        "since": _since(last, held),
        "waiting": checks.waiting().first(),
        "rules": RuleTable(_rows(last)) if last else None,
        "table": CheckTable(checks),
    }


def _answer(last: Check | None) -> str:
    if last is None:
        return "Rien n’est encore contrôlé."
    failing = sum(bool(last.of(rule)["rows"]) for rule in Rule)
    if not failing:
        return f"Tout concorde, le {moment(last.checked_at)}."
    return (
        f"{count(failing, 'règle ne tient|règles ne tiennent')} plus, le {moment(last.checked_at)}."
    )


def _since(last: Check | None, held: Check | None) -> str:
    """What to do of a gap, and when there was none yet."""
    if last is None or not last.found:
        return ""
    before = f"Le {moment(held.checked_at)}, tout concordait. " if held else ""
    return f"{before}Ne corrigez rien à la main\u00a0: prévenez qui tient la base."


def _rows(check: Check) -> list[dict[str, Any]]:
    rows = [(rule, check.of(rule)) for rule in Rule]
    return [
        {
            "rule": capfirst(rule.label),
            "state": BROKEN if found["rows"] else HELD,
            "rows": found["rows"],
            "first": ", ".join(found["first"]) or "néant",
        }
        for rule, found in rows
    ]
