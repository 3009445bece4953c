"""Background work: the Celery application, configured by `settings.CELERY`."""

import os
from pathlib import Path
from typing import Any

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "passnum.settings")

app = Celery("passnum")
app.add_defaults(lambda: dict(settings.CELERY))
app.autodiscover_tasks()


@signals.beat_init.connect
def watch_sendings(**kwargs: Any) -> None:
    """In the scheduler alone, each task sent is noted for its health check."""
    signals.after_task_publish.connect(note_sending)


def note_sending(**kwargs: Any) -> None:
    Path(f"{settings.CELERY['beat_schedule_filename']}.sent").touch()
