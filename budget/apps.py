"""Registers, when the app starts, that subsidies have files and name organisations."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    name = "budget"

    def ready(self) -> None:
        from accounts.readings import register_organisations
        from budget.models import Subsidy
        from budget.readings import subsidised_organisations
        from files.enums import FileKind
        from files.readings import OwnerKind, register_owner_kinds

        register_organisations(subsidised_organisations)
        register_owner_kinds(OwnerKind("subvention", Subsidy, "budget:subsidy", FileKind.REPORT))
