"""What Prometheus reads, with its token: how requests are answered, and what waits to be done."""

import os
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from accounts.models import Letter
from reporting.enums import ReportState
from reporting.models import Report

REQUESTS = Histogram(
    "passnum_request_seconds",
    "Seconds that an answer takes",
    ["method", "view", "status"],
    buckets=[0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registry=None,
)


class Waiting(Collector):
    """What the worker has not done yet."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        reports = Report.objects.filter(state=ReportState.TO_PRODUCE)
        for name, rows in {"letters": Letter.objects.waiting(), "reports": reports}.items():
            told = f"{name.capitalize()} that the worker has not made yet"
            yield GaugeMetricFamily(f"passnum_{name}_waiting", told, value=rows.count())


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Of all the processes of the site, which share a folder (deploy/web.py)."""
    token, given = settings.PASSNUM_METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        raise Http404
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
    registry.register(Waiting())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
