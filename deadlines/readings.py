"""Obligations with what is due next, the state of an occurrence in words, what is missing."""

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from common.findings import Finding
from conventions.enums import Cadence, ConventionState, ObligationNature
from conventions.models import Convention, Obligation
from deadlines import rules
from deadlines.enums import OccurrenceState
from deadlines.models import Occurrence
from deadlines.querysets import PENDING

STATE_FAMILIES: dict[str, str] = {
    OccurrenceState.TO_PREPARE: "to_come",
    OccurrenceState.READY: "under_way",
    OccurrenceState.SENT: "done",
    OccurrenceState.WAIVED: "done",
}


NOBODY = "sans responsable"


def state_in_words(occurrence: Occurrence, today: dt.date) -> str:
    """The state of an occurrence as people read it on a day."""
    return rules.state_word(
        OccurrenceState(occurrence.state),
        ObligationNature(occurrence.obligation.nature),
        is_late=occurrence.is_late_on(today),
    )


def state_family(occurrence: Occurrence, today: dt.date) -> str:
    return "watch" if occurrence.is_late_on(today) else STATE_FAMILIES[occurrence.state]


def text_and_article(occurrence: Occurrence) -> str:
    """`Convention ANCT, avenant n° 1, article 6`."""
    obligation = occurrence.obligation
    avenant = f"avenant n°\u00a0{obligation.avenant.number}" if obligation.avenant else ""
    article = f"article\u00a0{obligation.article}" if obligation.article else ""
    return ", ".join(filter(None, [str(obligation.convention), avenant, article]))


def obligations_without_responsible() -> QuerySet[Obligation]:
    """Obligations in force that nobody sees to, while something of them is still to be done."""
    days = Occurrence.objects.filter(obligation=OuterRef("pk"))
    waiting = days.filter(state__in=PENDING, responsible=None)
    over = Q(cadence=Cadence.ONCE, due_on__lt=F("convention__programme__managed_from"))
    return (
        Obligation.objects.filter(
            Exists(waiting) | ~Exists(days) & ~over,
            responsible=None,
            effective_on__isnull=False,
            convention__state=ConventionState.SIGNED,
        )
        .exclude(replaced_by__effective_on__isnull=False)
        .order_by("pk")
    )


def responsible_findings(obligations: Iterable[Obligation]) -> Iterator[tuple[Finding, Obligation]]:
    """`obligations` are those in force that nobody sees to."""
    for one in obligations:
        yield rules.responsible_finding(one.title), one


def obligations_with_next_occurrence(convention: Convention) -> list[Obligation]:
    """Every obligation with its avenant, its next pending due day, late ones first, and whether
    nobody sees to it: one query.
    """
    pending = Occurrence.objects.pending().filter(obligation=OuterRef("pk")).order_by("due_on")
    alone = Q(pk__in=obligations_without_responsible().filter(convention=convention).values("pk"))
    rows = convention.obligations.annotate(
        is_without_responsible=ExpressionWrapper(alone, output_field=BooleanField()),
        next_public_id=Subquery(pending.values("public_id")[:1]),
        next_due_on=Subquery(pending.values("due_on")[:1]),
    )
    return list(rows.select_related("avenant").order_by("pk"))
