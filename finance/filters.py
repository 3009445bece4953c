"""The filters of the list of expenses."""

import django_filters
from django.db.models import Q

from common.forms import DayField
from common.lists import Filters
from finance.enums import ExpenseKind
from finance.querysets import ExpenseQuerySet

PAID, NOT_PAID = "oui", "non"


class DayFilter(django_filters.Filter):
    """A filter by a day, typed as in the forms."""

    field_class = DayField


class ExpenseFilters(Filters):
    """The filters of the list; `du` and `au` are the first and last day of payment."""

    q = django_filters.CharFilter(label="Chercher", method="search")
    nature = django_filters.ChoiceFilter(
        label="Nature", field_name="kind", choices=ExpenseKind.choices, empty_label="Toutes"
    )
    payee = django_filters.ChoiceFilter(
        label="Payée",
        method="filter_paid",
        choices=[(PAID, "Oui"), (NOT_PAID, "Pas encore")],
        empty_label="Toutes",
    )
    du = DayFilter(label="Payée du", field_name="paid_on", lookup_expr="gte", help_text="")
    au = DayFilter(label="Payée jusqu’au", field_name="paid_on", lookup_expr="lte", help_text="")

    def search(self, expenses: ExpenseQuerySet, name: str, value: str) -> ExpenseQuerySet:
        """Search in the label, the numbers of invoice and mandat, and the supplier's name."""
        text = value.replace("\0", "").strip()
        return expenses.filter(
            Q(label__icontains=text)
            | Q(invoice__icontains=text)
            | Q(mandat_number__icontains=text)
            | Q(supplier__name__icontains=text)
        )

    def filter_paid(self, expenses: ExpenseQuerySet, name: str, value: str) -> ExpenseQuerySet:
        return expenses.filter(paid_on__isnull=value == NOT_PAID)
