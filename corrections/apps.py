"""At start: corrections are registered in programme files."""

from django.apps import AppConfig


class CorrectionsConfig(AppConfig):
    name = "corrections"
