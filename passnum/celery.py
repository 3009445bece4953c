"""Background work: the Celery application, configured by `settings.CELERY`."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "passnum.settings")

app = Celery("passnum")
app.add_defaults(lambda: dict(settings.CELERY))
app.autodiscover_tasks()
