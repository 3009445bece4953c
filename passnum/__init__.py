"""The project: settings, root addresses, background work and what spans floors.

Beside the usual files: settings.py, environment.py (what variables may be), wsgi.py, celery.py
(background work), api_urls.py (the API), log_redaction.py (secret addresses left out),
middleware.py (headers, access log, what is refused at the edge), context_processors.py (the frame
of every page), guides.py (« Aide »), health.py (whether the parts answer), metrics.py (for
Prometheus), error_reports.py (for Sentry),
component_gallery/ (the components, for developers), parameters/ (those of a programme),
programme_file/ (a programme in one TOML file) and demo/ (the demonstration).
"""

from passnum.celery import app

__all__ = ["app"]
