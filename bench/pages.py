"""Every page at 20 times the demonstration: kB of HTML, SQL statements, CPU beside a bare view.

The bare view renders a template that runs one `SELECT 1`, behind the same middleware. CPU is that
of the process and of its connection to the database, the least of several turns: each opens the
bare view, then the page, so that both find the processor as the other left it, as on a server
(run alone in a loop, the bare view keeps its caches and costs a quarter less). Each page is opened
as the first role that may open it; `bench/_multiplied.py` says what grows. A star marks what is
above a limit.
"""

import gc
import os
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse

# ruff: noqa: PLC0415 models are imported once the settings are read
TIMES, TURNS = 20, 8
MOST_KB, MOST_STATEMENTS, MOST_CPU = 80, 12, 10
BARE = "/mesure/"
MONDAY = "2023-05-15T09:00:00+02:00"


def main() -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "passnum.settings",
        "PASSNUM_DEMO": "1",
        "PASSNUM_CLOCK": f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}/{MONDAY}",
        "ALLOWED_HOSTS": "*",
    }
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    fill()
    measure()


def fill() -> None:
    """Both programmes of the demonstration with their activity, 20 times."""
    from bench._demo_house import DemoHouse
    from bench._multiplied import multiply
    from reporting import tasks
    from reporting.models import Report

    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as quiet:
        call_command("demo", "activity", out=Path(folder, "demo.json"), stdout=quiet)
    for report in Report.objects.order_by("pk"):
        tasks.produce(report_id=report.pk)
    DemoHouse(is_made=False)
    began = time.perf_counter()
    added = multiply(TIMES)
    print(f"{added:,} rows added in {time.perf_counter() - began:.0f} s", flush=True)


def measure() -> None:
    from django.test import Client
    from django.urls import path

    from accounts.enums import Role
    from bench._demo_house import DemoHouse
    from passnum.urls import urlpatterns
    from tests.accounts.test_matrix import EXPECTED
    from tests.factories.accounts import sign_in

    urlpatterns.append(path(BARE.lstrip("/"), bare))
    house = DemoHouse()
    clients = {role: sign_in(Client(), house.member(role)) for role in Role}
    gc.freeze()  # as passnum/wsgi.py does
    print(
        f"{'page':<34} {'role':<12} {'kB':>6} {'SQL':>4} {'CPU':>6} {'of SQL':>6} {'bare, ms':>8}"
    )
    above = 0
    for (method, name), codes in EXPECTED.items():
        role = next((one for one, code in codes.items() if code == 200), None)
        if method == "GET" and role is not None:
            above += show(name, role, clients[role], house.url(name))
    print(f"{above} pages above {MOST_KB} kB, {MOST_STATEMENTS} statements or {MOST_CPU} times")


def show(name: str, role: str, client: Any, url: str) -> bool:
    """Print what a page weighs; whether that is above a limit."""
    asked = []

    def ask(do: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return do(sql, *rest)

    with connection.execute_wrapper(ask):
        answer = client.get(url)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return False  # a page that the state of this row does not have, or a file
    weight, statements = len(answer.content) / 1000, len(asked)
    turns = [(cpu(client, BARE), cpu(client, url)) for _ in range(TURNS + 1)]
    unit = min(sum(of_bare) for of_bare, _ in turns)
    python, database = (min(of_page[part] for _, of_page in turns) / unit for part in (0, 1))
    times = python + database
    is_above = weight > MOST_KB or statements > MOST_STATEMENTS or times > MOST_CPU
    figures = f"{weight:6.0f} {statements:4} {times:6.1f} {database:6.1f} {unit * 1000:8.1f}"
    print(f"{name:<34} {role:<12} {figures} {'*' if is_above else ''}", flush=True)
    return is_above


def bare(request: HttpRequest) -> HttpResponse:
    """A template that runs one `SELECT 1`."""
    from django.template import engines

    def one() -> object:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone()

    template = engines["django"].from_string("{{ one }}")
    return HttpResponse(template.render({"one": one}, request))


def cpu(client: Any, url: str) -> tuple[float, float]:
    """Seconds of CPU of one request, of the process and of the database."""
    began = time.process_time(), of_database()
    client.get(url)
    return time.process_time() - began[0], of_database() - began[1]


def of_database() -> float:
    """Seconds of CPU that the connection has cost its server so far."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


if __name__ == "__main__":
    main()
