"""The lists of people, of establishments and of versions of the règlement."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from beneficiaries.models import Establishment
from common.formats import UNKNOWN
from common.tables import HIDDEN_ON_PHONE, DayColumn, NumberColumn, Table, state


class AnswerColumn(tables.Column):  # type: ignore[misc]
    """Whether a request was granted; the category is not shown."""

    def render(self, value: bool) -> SafeString:
        return state("done", "accordée") if value else state("stopped", "refusée")


class PersonTable(Table):
    """People of the programme, without the situation that they declare."""

    caption = "Personnes enregistrées"

    listed_name = tables.Column(
        verbose_name="Personne",
        order_by="sort_key",
        linkify=("beneficiaries:detail", {"public_id": tables.A("public_id")}),
    )
    born_on = DayColumn(verbose_name="Née le")
    commune = tables.Column(verbose_name="Commune", order_by=("commune__sort_key", "sort_key"))
    granted = AnswerColumn(verbose_name="Dernière demande", default="aucune demande")
    filed_on = DayColumn(verbose_name="Déposée le", default="sans objet", attrs=HIDDEN_ON_PHONE)
    registered_at = DayColumn(verbose_name="Enregistrée le", attrs=HIDDEN_ON_PHONE)

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "listed_name"
        empty_text = "Aucune personne n’est encore enregistrée."


class EstablishmentTable(Table):
    """The establishments of a programme, named or not yet, and the requests that name each."""

    caption = "Établissements"

    position = NumberColumn(verbose_name="N°")
    name = tables.Column(
        verbose_name="Établissement", order_by=("name", "position"), empty_values=()
    )
    commune = tables.Column(verbose_name="Commune", default=UNKNOWN + "e")
    uai = tables.Column(verbose_name="Code UAI", default=UNKNOWN, attrs=HIDDEN_ON_PHONE)
    requests_count = NumberColumn(verbose_name="Demandes")

    class Meta(Table.Meta):
        order_by_field = "tri"
        empty_text = "Aucun établissement encore."

    def __init__(self, *given: Any, can_write: bool, **more: Any) -> None:
        self.can_write = can_write
        super().__init__(*given, **more)

    def render_name(self, record: Establishment) -> str:
        if not self.can_write:
            return str(record)
        url = reverse("beneficiaries:edit-establishment", args=[record.public_id])
        return format_html('<a href="{}">{}</a>', url, record)

    def value_name(self, record: Establishment) -> str:
        return str(record)


class ReglementTable(Table):
    """Versions of the règlement, the latest first."""

    caption = "Versions du règlement"

    title = tables.Column(
        verbose_name="Version",
        linkify=("beneficiaries:reglement", {"public_id": tables.A("public_id")}),
    )
    starts_on = DayColumn(verbose_name="Demandes déposées à partir du")
    ends_on = DayColumn(verbose_name="Jusqu’au", default="sans fin prévue")
    deliberation = tables.Column(verbose_name="Délibération", default="non versée")
    publics = NumberColumn(verbose_name="Publics")
    judged = NumberColumn(verbose_name="Décisions")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "-starts_on"

    def render_deliberation(self, value: Any) -> str:
        return f"n°\u00a0{value.number}"
