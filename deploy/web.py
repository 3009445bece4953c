"""How gunicorn serves the site, in production as in the demonstration: `gunicorn -c deploy/web.py`.

The application is loaded once, then the processes divide from it.
"""

import os
import tempfile
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

wsgi_app = "passnum.wsgi"
preload_app = True
workers = int(os.environ.get("PASSNUM_WEB_PROCESSES") or 2)
threads = 8
graceful_timeout = 60  # seconds: as long as the proxy waits for an answer
control_socket_disable = True
# Whom to believe of the proxies is said once, in PASSNUM_TRUSTED_PROXIES.
forwarded_allow_ips = ""

# The processes add up there what they measured, for /metrics.
if os.environ.get("PASSNUM_METRICS_TOKEN") and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="passnum-metrics-")


class LeavingWorker(ThreadWorker):  # type: ignore[misc]
    """Told to stop, it takes whoever came, shuts the door, and ends what it began.

    gunicorn's own leaves the door open meanwhile: who comes then is cut at the end, unanswered.
    """

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for door in self.sockets:
            taken = -1
            while taken < self.nr_conns:
                taken = self.nr_conns
                self.accept(door)
            door.close()


worker_class = LeavingWorker


def on_starting(server: Any) -> None:
    """Serve nothing with other keys than those of the passes in use."""
    # ruff: noqa: PLC0415 once the application is loaded
    from django.db import connections

    from distribution.actions import master_keys

    master_keys.check()
    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
