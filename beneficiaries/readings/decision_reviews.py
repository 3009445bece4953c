"""Judge the facts of a decision again, by its version and by later ones."""

import datetime as dt

from beneficiaries import rules
from beneficiaries.models import Decision
from beneficiaries.rules import Facts, Judgement


def judge_again(decision: Decision) -> Judgement | None:
    """The judgement of the facts that a decision kept, by its version: the result is the same.

    None once they are erased with the data of the person.
    """
    if not decision.facts:
        return None
    categories = decision.version.categories.order_by("position", "pk")
    return rules.judge(Facts.from_json(decision.facts), [c.rule for c in categories])


def first_later_admission(decision: Decision) -> tuple[dt.date, str] | None:
    """From which later day of filing the same facts would be admitted, and by which category."""
    later = decision.version.programme.reglements.filter(
        starts_on__gt=decision.request.filed_on
    ).prefetch_related("categories")
    versions = [
        (version.starts_on, [category.rule for category in version.categories.all()])
        for version in later
    ]
    return rules.first_later_admission(Facts.from_json(decision.facts), versions)
