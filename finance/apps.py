"""What the app tells the floors below when it starts."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    name = "finance"

    def ready(self) -> None:
        from common.file_rows import add_rows
        from finance.readings.findings import KEYS_CHECK, PAYMENTS_CHECK
        from finance.sections import EXPENSES, FUNDING_KEYS, PAYMENTS
        from findings.readings import register

        register(PAYMENTS_CHECK)
        register(KEYS_CHECK)
        add_rows("conventions", PAYMENTS)
        add_rows("orders", FUNDING_KEYS)
        add_rows("plans", EXPENSES)
