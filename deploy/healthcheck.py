"""Whether the process of this container is well: `python deploy/healthcheck.py web | scheduler`."""

import os
import sys
import time
import urllib.request
from pathlib import Path

OLDEST = 180.0  # the scheduler sends a task each minute, and notes it (passnum/celery.py)


def web() -> bool:
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].lstrip(".")
    asked = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urllib.request.urlopen(asked, timeout=2) as answer:  # noqa: S310 - our own address
        return bool(answer.status == 200)


def scheduler() -> bool:
    sent = Path(f"{os.environ['CELERY_BEAT_FILE']}.sent")
    return sent.exists() and time.time() - sent.stat().st_mtime < OLDEST


if __name__ == "__main__":
    sys.exit(not {"web": web, "scheduler": scheduler}[sys.argv[1]]())
