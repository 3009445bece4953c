"""What an account is asked for: a depot or all, and a period by its name or by its days."""

import datetime as dt
from typing import Any

from django import forms

from common.forms import DayField, Form, set_choices
from common.sort_key import in_reading_order
from distribution.models import Depot
from distribution.querysets import DepotQuerySet
from stock_accounts.rules import last_quarter, period_in_words, period_of

Choices = list[tuple[str, list[tuple[str, str]]]]
ONE_END = "Indiquez aussi l’autre jour de la période, ou aucun des deux."


class AccountForm(Form):
    """The depot and the period of an account; without days, the period chosen."""

    named = {
        "depot": "le dépôt",
        "periode": "la période",
        "du": "le premier jour",
        "au": "le dernier jour",
    }

    depot = forms.ModelChoiceField(
        Depot.objects.none(),
        label="Dépôt",
        required=False,
        to_field_name="public_id",
        empty_label="Tous les dépôts",
    )
    periode = forms.ChoiceField(label="Période")
    du = DayField(label="Ou du", required=False, help_text="")
    au = DayField(label="Au", required=False, help_text="")

    def __init__(
        self, asked: Any, *, seen: DepotQuerySet, first_year: int, on: dt.date, **kwargs: Any
    ) -> None:
        """`asked` is what the address says; `seen`, the stores among which one is chosen."""
        given = {"periode": last_quarter(on), **asked.dict()}
        super().__init__(given, **kwargs)
        set_choices(self, "depot", in_reading_order(seen, "name", "pk"))
        self.fields["periode"].choices = _periods(first_year, on)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        start, end = given.get("du"), given.get("au")
        if bool(start) != bool(end):
            self.add_error("au" if start else "du", ONE_END)
        elif start and end and start > end:
            self.add_error("au", "Le dernier jour doit suivre le premier.")
        return given

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """The first and last days of a valid answer."""
        given = self.cleaned_data
        if given["du"]:
            return given["du"], given["au"]
        found = period_of(given["periode"])
        assert found is not None  # noqa: S101 one of the choices
        return found


def _periods(first_year: int, on: dt.date) -> Choices:
    """The years, quarters and months that have begun, the last ones first."""
    years = range(on.year, min(first_year, on.year - 1) - 1, -1)
    quarters = [f"{year}-T{rank}" for year in years for rank in (4, 3, 2, 1)]
    months = [f"{year}-{rank:02d}" for year in years for rank in range(12, 0, -1)]
    groups = {"Trimestres": quarters, "Mois": months, "Années": [str(year) for year in years]}
    return [(title, _begun(codes, on)) for title, codes in groups.items()]


def _begun(codes: list[str], on: dt.date) -> list[tuple[str, str]]:
    found = [(code, days) for code in codes if (days := period_of(code)) and days[0] <= on]
    return [(code, period_in_words(*days).capitalize()) for code, days in found]
