"""Background work: the Celery application, configured by `settings.CELERY`."""

import os
from typing import Any

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "passnum.settings")


def _configuration() -> dict[str, Any]:
    return dict(settings.CELERY)


app = Celery("passnum")
app.add_defaults(_configuration)
app.autodiscover_tasks()
