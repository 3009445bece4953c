"""Stop the régies at the end of each civil year of their programme."""

import datetime as dt

from celery import shared_task

from audit.actors import SYSTEM
from common import clock
from common.formats import legal_day
from programmes.models import Programme
from regies.actions import sheets
from regies.models import Regie


@shared_task
def stop_years() -> None:
    """Prepare the sheet of the last 31 December where it is missing, however late."""
    now = clock.now()
    for programme in Programme.objects.order_by("pk"):
        with programme.local_time():
            year = legal_day(now).year - 1
            due = Regie.objects.filter(programme=programme).to_stop(dt.date(year, 12, 31))
            for regie in due.order_by("pk"):
                sheets.stop_year(regie, year=year, by=SYSTEM.at(now))
