"""Registers, when the app starts, that plans name organisations."""

from django.apps import AppConfig


class FinancingConfig(AppConfig):
    name = "financing"

    def ready(self) -> None:
        from accounts.readings import register_organisations
        from financing.readings import contributing_organisations

        register_organisations(contributing_organisations)
