"""The stages of carnets, and their use by depot, public and month of hand-out."""

from typing import Any

import django_tables2 as tables

from circulation.readings.uses import WEEKS
from common import formats
from common.http import address
from common.tables import NUM, NUM_HIDDEN_ON_PHONE, BarColumn, EurosColumn, NumberColumn, Table
from common.tables import total as total_of

MASKED = "masqué"
TOO_SOON = "trop tôt"


class CountColumn(NumberColumn):
    """A number, or the word that says why it is not there."""

    def __init__(self, *, none: str = MASKED, **kwargs: Any) -> None:
        self.none = none
        super().__init__(empty_values=(), footer=total_of, **kwargs)

    def render(self, value: int | None) -> str:
        return self.none if value is None else formats.number(value)

    def value(self, value: int | None) -> Any:
        return self.none if value is None else value


class StageTable(Table):
    """From the order to the last pass used: each stage holds the next one."""

    caption = "Étapes des carnets, cumul"

    name = tables.Column("Étape")
    carnets = NumberColumn(verbose_name="Carnets")
    passes = NumberColumn(verbose_name="Pass")
    euros = EurosColumn(verbose_name="Valeur (€)")
    bar = BarColumn(verbose_name="Part des pass")
    left = tables.Column("Reste à ce stade")

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        orderable = False


class UseTable(Table):
    """The use of carnets by what groups them; too small counts of people are hidden."""

    noun = ""

    name = tables.Column("Nom", footer="Total")
    carnets = CountColumn(verbose_name="Carnets remis")
    started = CountColumn(verbose_name="Entamés")
    finished = CountColumn(verbose_name="Terminés")
    asleep = CountColumn(verbose_name="Jamais entamés")
    passes = CountColumn(verbose_name="Pass remis", attrs=NUM_HIDDEN_ON_PHONE)
    spent = CountColumn(verbose_name="Pass consommés")
    share = tables.Column(
        "Part consommée",
        attrs=NUM,
        orderable=False,
        default=MASKED,
        footer=lambda table: table.share,
    )

    def __init__(self, rows: Any, *, share: str = "", **kwargs: Any) -> None:
        self.share = share
        super().__init__(rows, **kwargs)

    class Meta(Table.Meta):
        attrs = {"class": "accounts"}
        order_by_field = "sort"
        order_by = "-carnets"
        empty_text = "Aucun carnet remis."


class DepotUseTable(UseTable):
    caption = "Usage des carnets par dépôt qui les a remis"
    noun = "dépôt"

    name = tables.Column(
        "Dépôt",
        footer="Total",
        linkify=lambda record: record.key and address("distribution:depot", record.key.public_id),
    )
    held = CountColumn(verbose_name="En stock")

    class Meta(UseTable.Meta):
        sequence = ("name", "held", "...")


class PublicUseTable(UseTable):
    caption = "Usage des carnets par public du règlement"
    noun = "public"

    name = tables.Column("Public", footer="Total")
    people = CountColumn(verbose_name="Personnes")

    class Meta(UseTable.Meta):
        sequence = ("name", "people", "...")


class MonthUseTable(UseTable):
    """How soon the carnets of a month are begun: unknown until the weeks are over for the last."""

    caption = "Usage des carnets par mois de remise"
    noun = "mois"

    name = tables.Column("Mois de remise", footer="Total", order_by="key")
    within_4, within_8, within_12 = (
        CountColumn(verbose_name=f"Entamés en {weeks} semaines", none=TOO_SOON) for weeks in WEEKS
    )

    class Meta(UseTable.Meta):
        order_by = "-name"
        sequence = ("name", "carnets", "within_4", "within_8", "within_12", "started", "...")

    def value_name(self, record: Any) -> Any:
        return record.key or record.name
