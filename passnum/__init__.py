"""The project: settings, root addresses, background work and what spans floors."""

from passnum.celery import app as celery_app

__all__ = ["celery_app"]
