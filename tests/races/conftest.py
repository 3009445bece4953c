"""A real server of threads on PostgreSQL, and clients that all call at once."""

import json
import threading
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.factories.mediation import Scene

CLIENTS = 32


@pytest.fixture
def scene(transactional_db, clock):
    return Scene()


class Rush:
    """`rush(bodies, keys)`: 32 calls of the API over HTTP, let go together."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = f"{address}/api/v1/redemptions/", token

    def call(self, body, key):
        request = urllib.request.Request(  # noqa: S310 the server of the test
            self.address,
            data=json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "Idempotency-Key": str(key),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)

    def __call__(self, body, keys=None):
        gate = threading.Barrier(CLIENTS)
        keys = keys or [uuid.uuid4() for _ in range(CLIENTS)]

        def one(key):
            gate.wait()
            return self.call(body, key)

        with ThreadPoolExecutor(CLIENTS) as clients:
            return list(clients.map(one, keys))


@pytest.fixture
def rush(live_server, scene):
    # Django's server keeps ten callers waiting; a rush is longer.
    live_server.thread.httpd.socket.listen(4 * CLIENTS)
    return Rush(live_server.url, scene.device.token)
