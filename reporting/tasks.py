"""Reports are made in the background: the scheduler's tick, and one report."""

from celery import shared_task

from audit.actors import SYSTEM
from common import clock
from conventions.models import Programme
from reporting import actions, documents
from reporting.models import Report


@shared_task
def produce_due() -> None:
    """Create the rows of what is due, then ring for all that waits, abandoned work included."""
    now = clock.now()
    for programme in Programme.objects.order_by("pk"):
        actions.create_due(programme, on=clock.legal_day(now), by=SYSTEM, at=now)
    for report_id in Report.objects.to_work_on(clock.real_now()).values_list("pk", flat=True):
        produce.delay(report_id=report_id)


@shared_task
def produce(*, report_id: int) -> None:
    """Make one report. Called twice, by two workers or late, it leaves one version."""
    now = clock.now()
    report = actions.take(report_id, real_now=clock.real_now(), by=SYSTEM, at=now)
    if report is None:
        return
    data = documents.data_of(report, at=now)
    actions.freeze(report, data=data, document=documents.render(data), by=SYSTEM, at=now)
