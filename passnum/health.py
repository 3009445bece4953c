"""Whether the parts answer, for who watches over them: an answer in less than a second."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from passnum.celery import app

# What the site saw of who asks, for `manage.py doctor`: nothing that they do not know.
SEEN = "X-Address-Seen", "X-Scheme-Seen"
PATIENCE = 0.9  # seconds, for all the questions together
WORKER_SEEN_FOR = 10.0  # seconds


@login_not_required
@require_safe
def state(request: HttpRequest) -> JsonResponse:
    """200 when web and database answer; the broker and the worker are told in the body."""
    states = probes.states()
    answer = JsonResponse(states, status=200 if states["database"] == "ok" else 503)
    answer["Cache-Control"] = "no-store"
    answer[SEEN[0]], answer[SEEN[1]] = request.META["REMOTE_ADDR"], request.scheme or ""
    return answer


def database(address: dict[str, Any]) -> bool:
    """Ask on a connection of its own: the pool would wait for a lost server."""
    with psycopg.connect(**address, connect_timeout=2) as asked:
        return asked.execute("SELECT 1").fetchone() == (1,)


def broker() -> bool:
    with redis.Redis.from_url(settings.BROKER_URL, socket_timeout=0.5) as asked:
        return bool(asked.ping())


class Worker:
    """One worker that answers is enough, and is believed for some seconds."""

    seen_at = float("-inf")

    def __call__(self) -> bool:
        if time.monotonic() - self.seen_at > WORKER_SEEN_FOR:
            if not app.control.inspect(timeout=0.5, limit=1).ping():
                return False
            self.seen_at = time.monotonic()
        return True


class Probes:
    """Questions asked at once; one that still hangs is not asked again."""

    def __init__(self) -> None:
        self.worker = Worker()
        self.pool = ThreadPoolExecutor(max_workers=3, thread_name_prefix="health")
        self.asked: dict[str, Future[bool]] = {}

    def states(self) -> dict[str, str]:
        """Each part's state: "ok" or "down"."""
        address = _address()
        self._ask("database", lambda: database(address))
        self._ask("broker", broker)
        self._ask("worker", self.worker)
        asked = dict(self.asked)
        wait(asked.values(), timeout=PATIENCE)
        return {name: "ok" if _is_well(future) else "down" for name, future in asked.items()}

    def _ask(self, name: str, question: Callable[[], bool]) -> None:
        if name not in self.asked or self.asked[name].done():
            self.asked[name] = self.pool.submit(question)


def _is_well(future: Future[bool]) -> bool:
    return future.done() and future.exception() is None and future.result()


def _address() -> dict[str, Any]:
    """Where the default database is, in psycopg's words."""
    given = connection.settings_dict
    names = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER"}
    address = {word: given[name] for word, name in names.items()}
    return {**settings.DATABASE_OPTIONS, **address, "password": given["PASSWORD"]}


probes = Probes()
