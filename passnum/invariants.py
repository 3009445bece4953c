"""What is always true of the rows, whatever happened to them: asked after a restore, too."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, TextField, Value

from distribution.enums import PassState
from distribution.models import Depot, Pass
from files.models import FileContent
from mediation.models import Redemption
from reporting.enums import ReportState
from reporting.models import Report


def stock() -> QuerySet[Depot]:
    return Depot.objects.out_of_balance()


def spent_passes() -> QuerySet[Pass]:
    spent = Q(state__in=[PassState.SPENT, PassState.PAID])
    return Pass.objects.filter(spent ^ Q(redeemed__isnull=False))


def redemptions() -> QuerySet[Redemption]:
    counted = Redemption.objects.annotate(counted=Count("redeemed_passes"))
    return counted.exclude(passes_count=F("counted"))


def attached_files() -> QuerySet[FileContent]:
    return FileContent.objects.exclude(file__sha256=_hash("content"))


def report_documents() -> QuerySet[Report]:
    return Report.objects.filter(state=ReportState.READY).exclude(document_hash=_hash("document"))


def _hash(column: str) -> Func:
    digest = Func(F(column), function="sha256")
    return Func(digest, Value("hex"), function="encode", output_field=TextField())


# The rows that break each rule: none, always.
BROKEN: dict[str, Callable[[], QuerySet[Any]]] = {
    "dépôts dont le registre et les carnets diffèrent": stock,
    "pass dont l’état et l’encaissement se contredisent": spent_passes,
    "encaissements dont le nombre de pass est faux": redemptions,
    "pièces dont le contenu a changé": attached_files,
    "rapports dont le document a changé": report_documents,
}


def broken() -> dict[str, int]:
    """How many rows break each rule that some break."""
    counted = {rule: rows().count() for rule, rows in BROKEN.items()}
    return {rule: count for rule, count in counted.items() if count}
