"""The list of places."""

import django_tables2 as tables
from django.utils.safestring import SafeString

from common.formats import count
from common.tables import HIDDEN_ON_PHONE, DayColumn, Table, state
from places.enums import QualificationState, Service

STATE_FAMILIES: dict[str, str] = {
    QualificationState.COMING: "to_come",
    QualificationState.CURRENT: "under_way",
    QualificationState.ENDED: "done",
}


class PlaceTable(Table):
    """Places that a programme qualified, each with the state of its qualification on a day."""

    caption = "Lieux du programme"

    name = tables.Column(
        "Lieu", order_by="sort_key", linkify=("places:detail", [tables.A("public_id")])
    )
    commune = tables.Column("Commune", order_by=("commune__sort_key", "sort_key"))
    epci = tables.Column("Intercommunalité", accessor="commune__epci__name", default="hors EPCI")
    services = tables.Column(
        "Services", orderable=False, default="non communiqués", attrs=HIDDEN_ON_PHONE
    )
    standing = tables.Column("Qualification")
    since = DayColumn(verbose_name="Depuis le")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "commune"
        empty_text = "Aucun lieu qualifié encore."

    def render_standing(self, value: str) -> SafeString:
        return state(STATE_FAMILIES[value], QualificationState(value).label)

    def value_standing(self, value: str) -> str:
        return str(QualificationState(value).label)

    def render_services(self, value: list[str]) -> str:
        return count(len(value), "service")

    def value_services(self, value: list[str]) -> str:
        """In a file, each service."""
        return ", ".join(Service(code).label for code in value)
