"""Create the reports that are due, produce each of them, and watch what is unusual."""

from celery import shared_task

from audit.actors import SYSTEM
from common import clock
from common.formats import legal_day
from finance.readings.texts import Texts
from programmes.models import Programme
from reporting import documents
from reporting.actions import alerts, reports
from reporting.models import Report
from reporting.readings.alerts import unusual
from reporting.readings.quarters import reported_conventions


@shared_task
def produce_due() -> None:
    """Create the reports that are due, then ask for the production of all that wait.

    Those that a worker took and did not finish in time wait again.
    """
    now = clock.now()
    for programme in Programme.objects.order_by("pk"):
        with programme.local_time():
            for convention in reported_conventions(Texts(programme)):
                reports.create_due(convention, on=legal_day(now), by=SYSTEM.at(now))
    for report_id in Report.objects.to_work_on(clock.real_now()).values_list("pk", flat=True):
        produce.delay(report_id=report_id)


@shared_task
def watch() -> None:
    """Keep what is unusual now; the letters to the administrators leave with the others."""
    now, real_now = clock.now(), clock.real_now()
    found = unusual(Programme.objects.order_by("pk"), now, real_now)
    alerts.keep(found, at=now, real_now=real_now)


@shared_task
def produce(*, report_id: int) -> None:
    """Produce one report. Called twice, late or by two workers, it leaves one version."""
    now = clock.now()
    report = reports.take(report_id, real_now=clock.real_now(), by=SYSTEM.at(now))
    if report is None:
        return
    with report.convention.programme.local_time():
        data = documents.data_of(report, at=now)
        reports.freeze(report, data=data, document=documents.render(data), by=SYSTEM.at(now))
