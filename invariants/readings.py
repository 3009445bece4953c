"""The rows that break each rule: none, always, whatever happened to them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value

from beneficiaries.models import Decision
from distribution.enums import CarnetState, LotState, PassState
from distribution.models import Carnet, Depot, Lot, Pass
from distribution.querysets import with_passes_left
from files.models import FileContent
from invariants.enums import Rule
from mediation.models import Redemption
from programmes.models import Programme
from reporting.enums import ReportState
from reporting.models import Report

SPENT = Q(state__in=[PassState.SPENT, PassState.PAID])
NAMED = 5  # how many of the rows that break a rule are named


def _stock() -> QuerySet[Any]:
    return Depot.objects.out_of_balance().order_by("pk")


def _series() -> QuerySet[Any]:
    """Invariant 1: a series is continuous; a carnet has as many passes as its lot says."""
    carnets = F("last_carnet") - F("first_carnet") + 1
    counted = Lot.objects.annotate(
        carnets_held=Count("carnets", distinct=True), passes_held=Count("carnets__passes")
    )
    whole = Q(carnets_held=carnets, passes_held=carnets * F("passes_per_carnet"))
    return counted.exclude(whole).order_by("first_carnet")


def _service() -> QuerySet[Any]:
    """Invariant 3: nothing is handed out whose counterpart is not in account."""
    given = Carnet.objects.filter(state=CarnetState.HANDED_OUT)
    return given.exclude(lot__state=LotState.ACTIVE).order_by("number")


def _spent() -> QuerySet[Any]:
    return Pass.objects.filter(SPENT ^ Q(redeemed__isnull=False)).order_by("serial")


def _handed_out() -> QuerySet[Any]:
    """Invariants 3 and 9: what is spent was handed out."""
    return Pass.objects.filter(SPENT, carnet__hand_out=None).order_by("serial")


def _granted() -> QuerySet[Any]:
    """Invariant 4: a hand-out points to a decision, and gives no more than it granted."""
    return with_passes_left(Decision.objects.all()).filter(left__lt=0).order_by("pk")


def _redemptions() -> QuerySet[Any]:
    counted = Redemption.objects.annotate(counted=Count("redeemed_passes"))
    return counted.exclude(passes_count=F("counted")).order_by("pk")


def _files() -> QuerySet[Any]:
    changed = FileContent.objects.exclude(file__sha256=_hash("content"))
    return changed.defer("content").select_related("file").order_by("pk")


def _reports() -> QuerySet[Any]:
    """Invariant 8: what is frozen keeps its bytes."""
    ready = Report.objects.filter(state=ReportState.READY).defer("data", "document")
    return ready.exclude(document_hash=_hash("document")).order_by("pk")


def _hash(column: str) -> Func:
    digest = Func(F(column), function="sha256")
    return Func(digest, Value("hex"), function="encode", output_field=TextField())


# The rows of all programmes that break each rule, and the path to the programme of one.
BROKEN: dict[Rule, tuple[Callable[[], QuerySet[Any]], str]] = {
    Rule.STOCK: (_stock, "programme"),
    Rule.SERIES: (_series, "programme"),
    Rule.SERVICE: (_service, "programme"),
    Rule.SPENT: (_spent, "programme"),
    Rule.HANDED_OUT: (_handed_out, "programme"),
    Rule.GRANTED: (_granted, "request__person__programme"),
    Rule.REDEMPTIONS: (_redemptions, "programme"),
    Rule.FILES: (_files, "file__folder__programme"),
    Rule.REPORTS: (_reports, "convention__programme"),
}


def broken() -> dict[str, int]:
    """How many rows break each rule that some break, in all programmes, as after a restore."""
    counted = {str(rule.label): rows().count() for rule, (rows, _) in BROKEN.items()}
    return {rule: count for rule, count in counted.items() if count}


def broken_in(programme: Programme) -> dict[str, Any]:
    """By rule that some rows of a programme break: how many `rows`, and the names of the `first`.

    The decisions, whose name would tell a person's, are numbered.
    """
    found = {}
    for rule, (rows, path) in BROKEN.items():
        of_programme = rows().filter(**{path: programme})
        if number := of_programme.count():
            found[rule.value] = {
                "rows": number,
                "first": [str(one) for one in of_programme[:NAMED]],
            }
    return found
