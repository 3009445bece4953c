"""The filters of the list of expenses."""

import django_filters
from django.db.models import Q

from common.forms import DayField
from common.lists import Filters
from finance.enums import ExpenseKind
from finance.querysets import ExpenseQuerySet

PAID, WAITING = "oui", "non"


class DayFilter(django_filters.Filter):
    field_class = DayField


class ExpenseFilters(Filters):
    """Expenses of a programme; `du` and `au` are days of payment."""

    q = django_filters.CharFilter(label="Chercher", method="search")
    nature = django_filters.ChoiceFilter(
        label="Nature", field_name="kind", choices=ExpenseKind.choices, empty_label="Toutes"
    )
    payee = django_filters.ChoiceFilter(
        label="Payée",
        method="is_paid",
        choices=[(PAID, "Oui"), (WAITING, "Pas encore")],
        empty_label="Toutes",
    )
    du = DayFilter(label="Payée du", field_name="paid_on", lookup_expr="gte", help_text="")
    au = DayFilter(label="Payée jusqu’au", field_name="paid_on", lookup_expr="lte", help_text="")

    def search(self, rows: ExpenseQuerySet, name: str, value: str) -> ExpenseQuerySet:
        said = value.replace("\0", "").strip()
        return rows.filter(
            Q(label__icontains=said)
            | Q(invoice__icontains=said)
            | Q(mandat_number__icontains=said)
            | Q(supplier__name__icontains=said)
        )

    def is_paid(self, rows: ExpenseQuerySet, name: str, value: str) -> ExpenseQuerySet:
        return rows.filter(paid_on__isnull=value == WAITING)
