"""What the app tells the floors below when it starts."""

from django.apps import AppConfig


class ConventionsConfig(AppConfig):
    name = "conventions"

    def ready(self) -> None:
        from accounts.readings import register_organisations
        from conventions import readings

        for source in readings.ORGANISATIONS:
            register_organisations(source)
