"""The stages of carnets, and their use by depot, public and month of hand-out."""

import datetime as dt
from typing import Any

import django_tables2 as tables
from django.utils.safestring import SafeString

from beneficiaries.models import Person
from circulation.readings.uses import WEEKS
from circulation.rules import PERSON
from common import formats
from common.http import address
from common.tables import (
    HIDDEN_ON_PHONE,
    NUM,
    NUM_HIDDEN_ON_PHONE,
    BarColumn,
    DayColumn,
    EurosColumn,
    NumberColumn,
    Table,
    state,
    total,
)
from distribution.enums import CarnetState

ELSEWHERE = "suivie par une autre structure"
MASKED = "masqué"
TOO_SOON = "trop tôt"


class CountColumn(NumberColumn):
    """A number, or the word that says why it is not there."""

    def __init__(self, *, none: str = MASKED, **kwargs: Any) -> None:
        self.none = none
        super().__init__(default=none, empty_values=(), footer=total, **kwargs)

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


class AsleepTable(Table):
    """The carnets that are not begun; who has one is named to the counter that follows them."""

    caption = "Carnets jamais entamés"

    number = tables.Column("Carnet")
    person = tables.Column("Personne", accessor=PERSON, orderable=False)
    depot = tables.Column("Dépôt", accessor="hand_out__depot__name", attrs=HIDDEN_ON_PHONE)
    handed_on = DayColumn(verbose_name="Remis le", accessor="hand_out__handed_on")
    until = DayColumn(verbose_name="Utilisable jusqu’au")
    state = tables.Column("État", empty_values=(), orderable=False)
    reminded_on = DayColumn(verbose_name="Prévenu le", default="jamais")

    class Meta(Table.Meta):
        order_by_field = "sort"
        order_by = "handed_on"
        empty_text = "Tous les carnets remis depuis ce temps sont entamés."

    def __init__(self, rows: Any, *, on: dt.date, organisation: int | None, **kwargs: Any) -> None:
        self.on, self.organisation = on, organisation
        hidden = () if organisation else ("person",)
        super().__init__(rows, exclude=hidden, **kwargs)

    def render_number(self, value: int) -> str:
        return f"n°\u00a0{value:05d}"

    def value_number(self, value: int) -> str:
        return f"{value:05d}"

    def render_person(self, value: Person) -> str:
        return value.listed_name if value.registered_by_id == self.organisation else ELSEWHERE

    def render_state(self, record: Any) -> SafeString:
        return state(*self._state(record))

    def value_state(self, record: Any) -> str:
        return self._state(record)[1]

    def _state(self, record: Any) -> tuple[str, str]:
        if record.state != CarnetState.HANDED_OUT:
            return "stopped", str(record.get_state_display().lower())
        return ("stopped", "expiré") if record.until < self.on else ("watch", "à entamer")


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
        CountColumn(verbose_name=f"en {weeks} semaines", none=TOO_SOON) for weeks in WEEKS
    )

    class Meta(UseTable.Meta):
        order_by = "-name"
        exclude = ("asleep", "passes")
        sequence = ("name", "carnets", "started", "within_4", "within_8", "within_12", "...")

    def value_name(self, record: Any) -> Any:
        return record.key or record.name
