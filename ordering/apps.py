"""What the app tells the floors below when it starts."""

from django.apps import AppConfig


class OrderingConfig(AppConfig):
    name = "ordering"

    def ready(self) -> None:
        from accounts.readings import register_organisations
        from ordering.readings import holders, suppliers

        register_organisations(suppliers)
        register_organisations(holders)
