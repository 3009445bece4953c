"""The quarterly report of the demonstration: time to gather its data beside time to render it."""

import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

RUNS = 5
MONDAY = "2023-05-15T09:00:00+02:00"


def fill() -> None:
    """Both programmes of the demonstration with their activity."""
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as quiet:
        call_command("demo", "activity", out=Path(folder, "demo.json"), stdout=quiet)


def median(act: Callable[[], Any]) -> float:
    """The middle of several runs, in milliseconds; the first one only warms up."""
    act()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def measure() -> None:
    from django.db import connection  # noqa: PLC0415 - the settings are there from here on
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from common import clock  # noqa: PLC0415
    from finance.readings.spending import Spending  # noqa: PLC0415
    from reporting import documents  # noqa: PLC0415
    from reporting.models import Report  # noqa: PLC0415
    from reporting.readings import indicators  # noqa: PLC0415

    report = Report.objects.order_by("pk").first()
    if report is None:
        raise SystemExit("no report is due: nothing to measure")
    now = clock.now()
    programme = report.convention.programme
    reached = indicators.pass_counts(Spending(programme, report.ends_on))
    with CaptureQueriesContext(connection) as queries:
        data = documents.data_of(report, at=now)
    gather = median(lambda: documents.data_of(report, at=now))
    render = median(lambda: documents.render(data))
    weight = len(documents.render(data)) // 1024
    print(f"{report}: {reached.handed_out} passes handed out, {reached.spent} spent")
    print(f"gather the data  {gather:8.0f} ms, {len(queries)} queries")
    print(f"render the PDF   {render:8.0f} ms, {weight} KiB")


def main() -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "passnum.settings",
        "PASSNUM_DEMO": "1",
        "PASSNUM_CLOCK": f"{dt.datetime.now(dt.UTC).isoformat()}/{MONDAY}",
    }
    django.setup()
    fill()
    measure()


if __name__ == "__main__":
    main()
