"""The filters of the lists of expenses and of funding keys."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict

from common.lists import DayFilter, Filters
from common.parsing import parse_whole, without_number_sign
from common.sort_key import search_key
from finance.enums import ExpenseKind, Kept
from finance.models import COUNTED, Expense
from finance.querysets import ExpenseQuerySet
from finance.readings.account_rows import AccountRow
from financing.models import PlanItem
from programmes.http import ProgrammeRequest

PAID, NOT_PAID = "oui", "non"


def _posts(request: ProgrammeRequest) -> QuerySet[PlanItem]:
    """The posts that have expenses."""
    own = {"plan__programme": request.programme, "expenses__isnull": False}
    return PlanItem.objects.filter(**own).distinct().order_by("plan", "position")


class ExpenseFilters(Filters):
    """The filters of the list; `du` and `au` are the first and last day of payment."""

    searched = ("label", "invoice", "mandat_number", "supplier__name")

    nature = django_filters.ChoiceFilter(
        label="Nature", field_name="kind", choices=ExpenseKind.choices, empty_label="Toutes"
    )
    poste = django_filters.ModelChoiceFilter(
        label="Poste du plan", field_name="post", queryset=_posts, empty_label="Tous"
    )
    payee = django_filters.ChoiceFilter(
        label="Payée",
        method="filter_paid",
        choices=[(PAID, "Oui"), (NOT_PAID, "Pas encore")],
        empty_label="Toutes",
    )
    du = DayFilter(label="Payée du", field_name="paid_on", lookup_expr="gte", help_text="")
    au = DayFilter(label="Payée jusqu’au", field_name="paid_on", lookup_expr="lte", help_text="")

    def filter_paid(self, expenses: ExpenseQuerySet, name: str, value: str) -> ExpenseQuerySet:
        return expenses.filter(paid_on__isnull=value == NOT_PAID)


class SessionFilters(Filters):
    """The filters of the sessions that a convention counts; `du` and `au` are days of session."""

    searched = ("place__name", "receipt")

    du = DayFilter(label="Séances du", field_name="held_on", lookup_expr="gte", help_text="")
    au = DayFilter(label="Jusqu’au", field_name="held_on", lookup_expr="lte", help_text="")


class AccountRowFilters(Filters):
    """The filters of the rows of an account, which are computed: no query is filtered."""

    nature = django_filters.ChoiceFilter(label="Nature", empty_label="Toutes")
    retenu = django_filters.ChoiceFilter(label="Retenu", choices=Kept.choices, empty_label="Tous")
    du = DayFilter(label="Du", help_text="")
    au = DayFilter(label="Jusqu’au", help_text="")

    def __init__(self, sent: QueryDict, *, every: list[AccountRow]) -> None:
        super().__init__(sent, Expense.objects.none())
        self.every = every
        natures = dict.fromkeys(one.nature for one in every)
        self.filters["nature"].extra["choices"] = [(one, one) for one in natures]

    @property
    def total(self) -> int:
        return len(self.every)

    @property
    def kept(self) -> list[AccountRow]:
        """The rows that the address keeps; none when it cannot be read."""
        if not self.form.is_valid():
            return []
        asked = self.form.cleaned_data
        words, first, last = search_key(asked["q"] or ""), asked["du"], asked["au"]
        return [
            one
            for one in self.every
            if words in search_key(one.label)
            and asked["nature"] in ("", one.nature)
            and (first or one.on) <= one.on <= (last or one.on)
            and (asked["retenu"] != Kept.YES or one.kept)
            and (asked["retenu"] != Kept.NO or one.outside)
        ]


class FundingKeyFilters(Filters):
    searched = ("convention__title", "lot__code", "lot__order__number")

    q = django_filters.CharFilter(label="Carnet, lot ou convention", method="search")
    base = django_filters.ChoiceFilter(
        label="Base de règlement", field_name="basis", choices=COUNTED, empty_label="Toutes"
    )

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By the number of a carnet that a key pays, too."""
        carnet = parse_whole(without_number_sign(value))
        paid = {"first_carnet__lte": carnet, "last_carnet__gte": carnet}
        return super().search(rows, name, value) | (rows.filter(**paid) if carnet else rows.none())
