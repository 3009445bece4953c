"""The web application, as gunicorn loads it."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "passnum.settings")
application = get_wsgi_application()
import_module("passnum.urls")  # or the first request to each process would load all the pages
gc.freeze()  # what is loaded stays: a page does not pay to look at it again, nor workers to copy it
